/** The function of a pipeline's channels, given its world. Verbs and events in; an answer, or an error that is worth asking again. */
import { MoveAnswer, ReconcileAnswer } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { ChannelRequest, readRequest } from './channel-request';
import { runAdvance } from './run-advance';
import { runMove } from './run-move';
import { runReconcile } from './run-reconcile';

export type ChannelAnswer = MoveAnswer | ReconcileAnswer;
export type ChannelsHandler = (event: unknown, context: { readonly invokedFunctionArn: string }) => Promise<ChannelAnswer>;

export const channelsHandler = (worldOf: () => ChannelWorld): ChannelsHandler =>
  async (event, { invokedFunctionArn }) => run(worldOf(), readRequest(event, invokedFunctionArn));

export async function run(world: ChannelWorld, { group, payload }: ChannelRequest): Promise<ChannelAnswer> {
  switch (payload.verb) {
    case 'reconcile': return runReconcile(world);
    case 'advance': return runAdvance(world, group, payload);
    default: return runMove(world, group, payload);
  }
}

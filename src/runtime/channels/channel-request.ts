/** What the function was asked, by whom: verbs, and the events that are questions to reconcile. Anything else is refused. */
import { ChannelPayload, VERB_GROUP, VerbGroup } from './channel-contract';
import { Refusal } from '../aws-failure';

export interface ChannelRequest {
  readonly group: VerbGroup;
  readonly payload: ChannelPayload;
}

const RECONCILE: ChannelPayload = { verb: 'reconcile' };
const FIELDS: Readonly<Record<ChannelPayload['verb'], { readonly needs: readonly string[]; readonly takes: readonly string[] }>> = {
  promote: { needs: ['channel'], takes: ['release'] },
  rollback: { needs: ['channel'], takes: [] },
  resume: { needs: ['channel'], takes: [] },
  advance: { needs: ['channel', 'release'], takes: [] },
  reconcile: { needs: [], takes: [] },
};

export function readRequest(event: unknown, invokedFunctionArn: string): ChannelRequest {
  const group = readGroup(invokedFunctionArn);
  const payload = readPayload(event);
  if (group === 'approve' && payload.verb !== 'promote') {
    throw new Refusal(`the alias approve has the verb promote alone, got ${payload.verb}: invoke the alias operate`);
  }
  return { group, payload };
}

/** `arn:aws:lambda:<region>:<account>:function:<name>:<alias>` */
function readGroup(arn: string): VerbGroup {
  const alias = arn.split(':')[7];
  if (alias === VERB_GROUP.operate || alias === VERB_GROUP.approve) return alias;
  throw new Refusal(`the function must be invoked by its alias operate or approve, got ${alias ?? 'none'}: add it to the function's ARN`);
}

function readPayload(event: unknown): ChannelPayload {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw new Refusal('the payload must be an object with a verb');
  return 'verb' in event ? readVerb(event as Readonly<Record<string, unknown>>) : readEvent(event as Readonly<Record<string, unknown>>);
}

function readVerb({ verb, ...fields }: Readonly<Record<string, unknown>>): ChannelPayload {
  const known = Object.keys(FIELDS).find((each): each is ChannelPayload['verb'] => each === verb);
  if (known === undefined) throw new Refusal(`verb must be one of ${Object.keys(FIELDS).join(', ')}, got ${shown(verb)}`);
  const { needs, takes } = FIELDS[known];
  for (const name of needs) if (!(name in fields)) throw new Refusal(`${known} needs ${name}`);
  for (const [name, value] of Object.entries(fields)) {
    if (![...needs, ...takes].includes(name)) throw new Refusal(`${known} does not take ${shown(name)}`);
    if (typeof value !== 'string' || value === '') throw new Refusal(`${name} must be a text, got ${shown(value)}`);
  }
  return { verb: known, ...fields } as ChannelPayload;
}

/** EventBridge: a build that passed, a parameter that somebody wrote, and the schedule. Which it was does not matter: reconcile looks at all. */
function readEvent(event: Readonly<Record<string, unknown>>): ChannelPayload {
  const { source, 'detail-type': detailType } = event;
  if (source === 'aws.events' && detailType === 'Scheduled Event') return RECONCILE;
  if (source === 'aws.imagebuilder' && detailType === 'EC2 Image Builder Image State Change') return RECONCILE;
  if (source === 'aws.ssm' && detailType === 'Parameter Store Change') return RECONCILE;
  throw new Refusal('the payload must have a verb, or be an event of image states, of parameters, or of a schedule');
}

/** A person's word, not more of it than helps. */
const shown = (value: unknown) => (typeof value === 'string' ? `'${value.slice(0, 40)}'` : typeof value);

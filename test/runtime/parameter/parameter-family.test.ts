import { aWish, OURS } from './a-parameter';
import { AwsFailure } from '../../../src/runtime/aws-failure';
import { parameterFamily } from '../../../src/runtime/parameter/parameter-family';
import { ParameterWorld } from '../../../src/runtime/parameter/parameter-ports';
import { Parameters } from '../../../src/runtime/parameter/parameters';
import { aRequest } from '../cloudformation/an-event';

const { region: Region, name: Name, imageId: ImageId, description: Description, dataType: DataType } = aWish();
const request = (fields: object = {}) =>
  aRequest({ LogicalResourceId: 'Parameter', ResourceProperties: { Region, Name, ImageId, Description, DataType }, ...fields });

/** A Parameter Store that holds ours, or refuses every call. */
function aFamily({ refuses, status = 'UPDATE_IN_PROGRESS' }: { refuses?: AwsFailure; status?: string } = {}) {
  const asked: string[] = [];
  const answer = async <T>(value: T): Promise<T> => {
    if (refuses) throw refuses;
    return value;
  };
  const parameters: Parameters = {
    tagsOf: () => answer(OURS),
    contentOf: () => answer({ value: ImageId, dataType: DataType }),
    create: () => answer('asked' as const),
    overwrite: () => answer(undefined),
    tag: () => answer(undefined),
    untag: () => answer(undefined),
    remove: () => answer(undefined),
  };
  const world: ParameterWorld = {
    parametersIn: each => {
      asked.push(each);
      return parameters;
    },
    stack: { status: async () => status, physicalIdOf: async () => undefined },
    region: 'eu-central-1',
  };
  return { family: parameterFamily(world), asked };
}

const CLOSED = new AwsFailure('UnrecognizedClientException', 'The security token included in the request is invalid.', 'soon');

test.each(['Create', 'Update', 'Delete'])('the first turn of %s only hands over, with the status that it began in', async RequestType => {
  const { family, asked } = aFamily();
  const step = await family.run({ request: request({ RequestType, PhysicalResourceId: 'eu-west-1//images/web' }), elapsedSeconds: 0, memo: {} });
  expect(step).toMatchObject({ do: 'again', afterSeconds: 1, memo: { startedIn: 'UPDATE_IN_PROGRESS' } });
  expect(asked).toEqual([]);
});

test('a deletion goes by its physical id, and by its properties when that was made up', async () => {
  const { family, asked } = aFamily();
  const remove = (PhysicalResourceId: string) =>
    family.run({ request: request({ RequestType: 'Delete', PhysicalResourceId }), elapsedSeconds: 1, memo: { startedIn: 'DELETE_IN_PROGRESS' } });
  expect(await remove('us-east-1//images/old')).toMatchObject({ do: 'succeed', physicalId: 'us-east-1//images/old', because: '/images/old in us-east-1 is removed' });
  expect(await remove('Images-Parameter-1A2B')).toMatchObject({ do: 'succeed', physicalId: 'Images-Parameter-1A2B', because: '/images/web in eu-west-1 is removed' });
  expect(asked).toEqual(['us-east-1', 'eu-west-1']);
});

test('a Region that lets nobody in ends a deletion of what was never made, when a new role would be known there', async () => {
  const { family } = aFamily({ refuses: CLOSED });
  const remove = (PhysicalResourceId: string, elapsedSeconds: number) =>
    family.run({ request: request({ RequestType: 'Delete', PhysicalResourceId }), elapsedSeconds, memo: { startedIn: 'DELETE_IN_PROGRESS' } });
  expect(await remove('Images-Parameter-1A2B', 120)).toMatchObject({ do: 'succeed', because: 'nothing was made in eu-west-1, which lets nobody in' });
  await expect(remove('Images-Parameter-1A2B', 60)).rejects.toMatchObject({ code: CLOSED.code });
  await expect(remove('eu-west-1//images/web', 120)).rejects.toMatchObject({
    message: `in eu-west-1: ${CLOSED.message}. If the Region is not enabled for this account, enable it, or take it out of the destinations`,
  });
});

test('there is as much time as for a copy', () => {
  const { family } = aFamily();
  const turn = { request: request(), elapsedSeconds: 780, memo: {} };
  expect(family.deadlineSeconds(turn.request)).toBe(780);
  expect(family.giveUp(turn, 'Rate exceeded')).toEqual({ do: 'fail', because: 'not done in 13 minutes: Rate exceeded' });
});

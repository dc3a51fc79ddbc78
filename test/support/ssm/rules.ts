/** How this Parameter Store behaves where the real one publishes no number. Times are spans in milliseconds, both ends included. */
import { Span } from '../ec2/rules';

const SECOND = 1000;

export interface ParameterRules {
  /** How long after PutParameter the image is looked at. */
  checkTakes: Span;
  /** Whether the caller may describe images, as whom Parameter Store looks. */
  mayLook: boolean;
  /** How long a change may stay unseen. */
  lag: Span;
  /** How long a name stays taken when its parameter is deleted: AWS asks to wait for half a minute. */
  nameHeldAfterDeletion: Span;
  /** What ListTagsForResource says of what is not there. */
  tagsOfNothing: 'InvalidResourceId' | 'none';
  /** How likely a call is refused, so that not even the client's patience helps. */
  refusals: { readonly [code: string]: number };
}

export const calm: Readonly<ParameterRules> = {
  checkTakes: [2 * SECOND, 2 * SECOND], mayLook: true, lag: [0, 0], nameHeldAfterDeletion: [0, 0], tagsOfNothing: 'InvalidResourceId', refusals: {},
};

export const hard: Readonly<ParameterRules> = {
  checkTakes: [0, 40 * SECOND],
  mayLook: true,
  lag: [0, 10 * SECOND],
  nameHeldAfterDeletion: [0, 30 * SECOND],
  tagsOfNothing: 'none',
  refusals: { ThrottlingException: 0.03, TooManyUpdates: 0.02, InternalServerError: 0.01 },
};

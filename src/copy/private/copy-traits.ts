import { RemovalPolicy, TagManager, Token } from 'aws-cdk-lib';
import { AttributeTraits, protectionProblem } from './image-attributes';
import { removalPolicyProblem } from './removal';
import { imageNamePrefixProblem } from '../../private/names';
import { Problem } from '../../private/props';
import { CopyCompletion } from '../copy-completion';
import { HandlerOptions } from '../handler-options';

/** A dash and twelve digits of the job follow the prefix. */
const NAME_SUFFIX_LENGTH = 13;

/** What users say about images, whatever they are made from. */
export interface CopyTraits extends AttributeTraits {
  readonly imageNamePrefix?: string;
  readonly description?: string;
  readonly completion?: CopyCompletion;
  readonly removalPolicy?: RemovalPolicy;
  readonly handlerOptions?: HandlerOptions;
}

/** The same, with the tags, which users say in another way. */
export interface TaggedTraits extends CopyTraits {
  readonly tags: TagManager;
}

export const copyProblems = ({ imageNamePrefix, description, completion, removalPolicy, deregistrationProtection }: CopyTraits): Problem[] => [
  imageNamePrefixProblem('imageNamePrefix', imageNamePrefix, NAME_SUFFIX_LENGTH),
  descriptionProblem(description),
  completion?._problem,
  removalPolicyProblem('removalPolicy', removalPolicy),
  protectionProblem(deregistrationProtection, removalPolicy),
];

function descriptionProblem(description: string | undefined): Problem {
  if (description === undefined || Token.isUnresolved(description) || (description.length >= 1 && description.length <= 255)) return undefined;
  return `description must have 1 to 255 characters, got ${description.length}`;
}

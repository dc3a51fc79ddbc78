import { IResolvable, Lazy, TagManager, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Problem } from '../../private/props';
import { tagsWithStacks } from '../../private/stack-tags';

export type TagMap = Readonly<Record<string, string>>;

/** Image Builder retires what it finds by these. */
const RESERVED = /^(aws:|golden:|Ec2ImageBuilderArn$|CreatedBy$)/i;
/** EC2 takes 50. Ours are among them, and those of Image Builder: `CreatedBy` and `Ec2ImageBuilderArn`, which has the version in it. */
const MOST = 50 - 3 - 2;

/** Says whose image it is, in statements, too. */
export const IMAGE_TAG = 'golden:image';

/** Of the image resource of Image Builder, and with others of its AMIs. */
export const imageTagsOf = (imageName: string): TagMap => ({ [IMAGE_TAG]: imageName });

/** The tags of AMIs, with ours of an architecture. */
export type AmiTags = (own: TagMap) => IResolvable;

export function tagProblems(prop: string, tags: TagMap | undefined, most = MOST): Problem[] {
  const entries = Object.entries(tags ?? {});
  return [
    entries.length > most ? `${prop} must be at most ${most} tags, got ${entries.length}` : undefined,
    ...entries.map(([key, value]) => tagProblem(prop, key, value)),
  ];
}

function tagProblem(prop: string, key: string, value: string): Problem {
  if (Token.isUnresolved(key)) return undefined;
  if (RESERVED.test(key)) return `${prop} must not have the key '${key}': keys with aws: and golden:, Ec2ImageBuilderArn and CreatedBy are reserved`;
  if (key.length < 1 || key.length > 128) return `${prop} must have keys of 1 to 128 characters, got one with ${key.length}`;
  return Token.isUnresolved(value) || value.length <= 256 ? undefined : `${prop} must have values of at most 256 characters, '${key}' has ${value.length}`;
}

/** Those of the stack and of the construct are known when all aspects have run; the prop's win over them, and ours over all. */
export function renderAmiTags(scope: Construct, manager: TagManager, amiTags: TagMap): AmiTags {
  const all = () => ({ ...tagsWithStacks(scope, manager), ...amiTags });
  scope.node.addValidation({ validate: () => tagProblems('the tags of AMIs', all()).filter(problem => problem !== undefined) });
  return own => Lazy.any({ produce: () => ({ ...all(), ...own }) });
}

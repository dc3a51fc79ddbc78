import { CfnResource, CustomResource, Duration, Fn, Names, RemovalPolicy, Stack, TagManager, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { CopyHandler } from './copy-handler';
import { renderTags } from './copy-tags';
import { removalPolicyProblem, renderRemovalPolicy, warnWhenFlipped } from './removal';
import { imageNamePrefixProblem } from '../../private/names';
import { Problem } from '../../private/props';
import {
  COPY_ATTRIBUTE, COPY_RESOURCE_TYPE, COPY_SERVICE_TIMEOUT_SECONDS, CopyProperties, WAITER_RESOURCE_TYPE, WaiterProperties,
} from '../../runtime/contract';
import { CopyCompletion } from '../copy-completion';
import { HandlerOptions } from '../handler-options';
import { RootSource } from '../root-source';

/** A dash and twelve digits of the job follow the prefix. */
const NAME_SUFFIX_LENGTH = 13;

/** What users say about copies, wherever they are made. */
export interface CopyTraits {
  readonly imageNamePrefix?: string;
  readonly description?: string;
  readonly completion?: CopyCompletion;
  readonly removalPolicy?: RemovalPolicy;
  readonly handlerOptions?: HandlerOptions;
}

/** A copy to be made. */
export interface Destination {
  /** The id of its resource. */
  readonly id: string;
  readonly region: string;
  /** Absent: the account's default key for EBS there. */
  readonly encryptionKey?: kms.IKey;
}

export const copyProblems = ({ imageNamePrefix, description, completion, removalPolicy }: CopyTraits): Problem[] => [
  imageNamePrefixProblem('imageNamePrefix', imageNamePrefix, NAME_SUFFIX_LENGTH),
  descriptionProblem(description),
  completion?._problem,
  removalPolicyProblem('removalPolicy', removalPolicy),
];

function descriptionProblem(description: string | undefined): Problem {
  if (description === undefined || Token.isUnresolved(description) || (description.length >= 1 && description.length <= 255)) return undefined;
  return `description must have 1 to 255 characters, got ${description.length}`;
}

/** Copies of one image, a resource each, and one wait for all of them. */
export class Copies {
  public readonly completion: CopyCompletion;
  public readonly handler: CopyHandler;
  private readonly resources: ReadonlyMap<string, CustomResource>;
  private readonly waiter: CustomResource;

  constructor(
    private readonly scope: Construct, source: RootSource, destinations: readonly Destination[], traits: CopyTraits & { readonly tags: TagManager },
  ) {
    this.completion = traits.completion ?? CopyCompletion.inDeploy();
    this.handler = CopyHandler.of(scope, traits.handlerOptions);
    const regions = destinations.map(each => each.region);
    const keys = [...destinations.map(each => each.encryptionKey), source._encryptionKey(scope)].filter(key => key !== undefined);
    if (keys.length > 0) this.handler.allowKeys([...new Set(keys)], [...new Set([Stack.of(scope).region, ...regions])]);

    this.resources = this.createCopies(source, destinations, traits);
    this.waiter = this.createWaiter(destinations);
  }

  /** The id in a Region. The value is the copy's, the dependency the waiter's: who could forge its answer would gain nothing. */
  public imageIdIn(region: string): string {
    return Fn.select(0, [this.pendingImageIdIn(region), this.waiter.ref]);
  }

  /** The id in a Region, when EC2 has begun to copy. */
  public pendingImageIdIn(region: string): string {
    return this.resources.get(region)!.getAttString(COPY_ATTRIBUTE.imageId);
  }

  public rootDeviceNameIn(region: string): string {
    return this.resources.get(region)!.getAttString(COPY_ATTRIBUTE.rootDeviceName);
  }

  /** A resource that the handler sees to. */
  public createResource(
    id: string, resourceType: string, serviceTimeout: Duration, properties: object, removalPolicy?: RemovalPolicy,
  ): CustomResource {
    const { serviceToken } = this.handler;
    const resource = new CustomResource(this.scope, id, { serviceToken, resourceType, serviceTimeout, removalPolicy, properties: { ...properties } });
    this.handler.outlast(resource);
    return resource;
  }

  private createCopies(
    source: RootSource, destinations: readonly Destination[], traits: CopyTraits & { readonly tags: TagManager },
  ): ReadonlyMap<string, CustomResource> {
    const sourceImageId = source._imageId(this.scope);
    const tags = renderTags(this.scope, traits.tags);
    const regions = destinations.map(each => each.region);
    const copies = destinations.map(({ id, region, encryptionKey }) => {
      const properties: CopyProperties = {
        StateMachineArn: this.handler.stateMachineArn,
        Region: region,
        SourceImageId: sourceImageId,
        EncryptionKeyArn: encryptionKey?.keyArn,
        ImageNamePrefix: traits.imageNamePrefix ?? Names.uniqueResourceName(this.scope, { maxLength: 100, separator: '-' }),
        Description: traits.description ?? `Encrypted copy of ${sourceImageId}`,
        RemovalPolicy: '',
        Tags: {},
      };
      const copy = this.createResource(id, COPY_RESOURCE_TYPE, Duration.seconds(COPY_SERVICE_TIMEOUT_SECONDS), properties,
        traits.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      const resource = copy.node.defaultChild as CfnResource;
      resource.addPropertyOverride('RemovalPolicy', renderRemovalPolicy(resource));
      resource.addPropertyOverride('Tags', tags);
      warnWhenFlipped(resource);
      return copy;
    });
    if (source._isMade) {
      const rights = this.handler.allowCopyFor(this.scope, sourceImageId, regions);
      copies.forEach(copy => copy.node.addDependency(rights));
    } else {
      this.handler.allowCopy(sourceImageId, regions);
    }
    return new Map(copies.map((copy, index) => [regions[index], copy]));
  }

  private createWaiter(destinations: readonly Destination[]): CustomResource {
    const { _mode, _timeout, _onTimeout } = this.completion;
    return this.createResource('Available', WAITER_RESOURCE_TYPE, _timeout.plus(Duration.minutes(2)), {
      StateMachineArn: this.handler.stateMachineArn,
      Images: destinations.map(({ region, encryptionKey }) =>
        ({ Region: region, ImageId: this.pendingImageIdIn(region), EncryptionKeyArn: encryptionKey?.keyArn })),
      Completion: _mode,
      TimeoutMinutes: String(_timeout.toMinutes({ integral: false })),
      OnTimeout: _onTimeout,
    } satisfies WaiterProperties);
  }
}

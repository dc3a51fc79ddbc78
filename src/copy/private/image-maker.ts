import { CfnResource, CustomResource, Duration, Fn, Names, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IDependable } from 'constructs';
import { CopyHandler } from './copy-handler';
import { renderTags } from './copy-tags';
import { TaggedTraits } from './copy-traits';
import { renderAttributes, renderImdsSupport } from './image-attributes';
import { renderRemovalPolicy, warnWhenFlipped } from './removal';
import { AwaitedImageProperties, COPY_ATTRIBUTE, CopyProperties, WAITER_RESOURCE_TYPE, WaiterProperties } from '../../runtime/contract';
import { CopyCompletion } from '../copy-completion';
import { RootSource } from '../root-source';

/** What the resource of every image says, whatever the image is made from. */
type CommonProperties = Pick<CopyProperties, 'StateMachineArn' | 'ImageNamePrefix' | 'ImdsSupport' | 'Description' | 'RemovalPolicy' | 'Tags'>;

/** Where an image comes from and goes to, and how long CloudFormation gives it. */
export interface ImageOrder {
  readonly resourceType: string;
  readonly serviceTimeout: Duration;
  readonly properties: object;
  /** When the user gives none. */
  readonly description: string;
}

/** An image of a construct, however it is made. */
export interface MadeImage {
  readonly maker: ImageMaker;
  readonly image: CustomResource;
  /** When it can be used. */
  readonly imageId: string;
}

/** Writes the resources of a construct's images, and the wait for them. */
export class ImageMaker {
  public readonly completion: CopyCompletion;
  public readonly handler: CopyHandler;
  private readonly tags: object;
  private sourceRights?: IDependable;

  constructor(private readonly scope: Construct, private readonly traits: TaggedTraits) {
    this.completion = traits.completion ?? CopyCompletion.inDeploy();
    this.handler = CopyHandler.of(scope, traits.handlerOptions);
    this.tags = renderTags(scope, traits.tags);
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

  /**
   * The rights to make the images, which are made after this. For a source that a resource makes they are in a policy of their own: that
   * resource may be one that the handler makes, and then it waits for the role's other policies.
   */
  public allowMaking(source: RootSource, statements: iam.PolicyStatement[]): void {
    if (source._isMade) this.sourceRights = this.handler.allowApart(this.scope, 'SourcePolicy', statements);
    else this.handler.allow(...statements);
  }

  public createImage(id: string, { resourceType, serviceTimeout, properties, description }: ImageOrder): CustomResource {
    const { imageNamePrefix, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = this.traits;
    const common: CommonProperties = {
      StateMachineArn: this.handler.stateMachineArn,
      ImageNamePrefix: imageNamePrefix ?? Names.uniqueResourceName(this.scope, { maxLength: 100, separator: '-' }),
      ImdsSupport: renderImdsSupport(this.traits),
      Description: this.traits.description ?? description,
      RemovalPolicy: '',
      Tags: {},
    };
    const image = this.createResource(id, resourceType, serviceTimeout, { ...properties, ...common }, removalPolicy);
    const resource = image.node.defaultChild as CfnResource;
    resource.addPropertyOverride('RemovalPolicy', renderRemovalPolicy(resource));
    resource.addPropertyOverride('Tags', this.tags);
    warnWhenFlipped(resource);
    if (this.sourceRights) image.node.addDependency(this.sourceRights);
    return image;
  }

  public createWaiter(images: AwaitedImageProperties[]): CustomResource {
    const { _mode, _timeout, _onTimeout } = this.completion;
    return this.createResource('Available', WAITER_RESOURCE_TYPE, _timeout.plus(Duration.minutes(2)), {
      StateMachineArn: this.handler.stateMachineArn,
      Images: images,
      Attributes: renderAttributes(this.scope, this.traits),
      Completion: _mode,
      TimeoutMinutes: String(_timeout.toMinutes({ integral: false })),
      OnTimeout: _onTimeout,
    } satisfies WaiterProperties);
  }
}

/** The id when EC2 has begun. */
export const pendingImageIdOf = (image: CustomResource) => image.getAttString(COPY_ATTRIBUTE.imageId);

/** The value is the image's, the dependency the waiter's: who could forge its answer would gain nothing. */
export const imageIdOf = (image: CustomResource, waiter: CustomResource) => Fn.select(0, [pendingImageIdOf(image), waiter.ref]);

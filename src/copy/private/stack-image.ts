import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { amiStatePattern } from './ami-state-pattern';
import { MadeImage, pendingImageIdOf } from './image-maker';
import { publishHere } from './parameters';
import { deviceProblem } from '../../private/names';
import { COPY_ATTRIBUTE, ROOT_SNAPSHOT_ATTRIBUTE, ROOT_SNAPSHOT_RESOURCE_TYPE, RootSnapshotProperties } from '../../runtime/contract';

/** What a construct with one image in the stack's own Region can tell of it. */
export class StackImage {
  public readonly imageId: string;
  public readonly rootDeviceName: string;
  public readonly region: string;
  public readonly lateFailureAlarm?: cloudwatch.Alarm;
  private readonly pendingImageId: string;
  private readonly mayEndPending: boolean;

  constructor(private readonly scope: Construct, private readonly made: MadeImage, parameterName: string | undefined) {
    this.imageId = made.imageId;
    this.rootDeviceName = made.image.getAttString(COPY_ATTRIBUTE.rootDeviceName);
    this.region = Stack.of(scope).region;
    this.pendingImageId = pendingImageIdOf(made.image);
    this.mayEndPending = made.maker.completion._mayEndPending;
    if (this.mayEndPending) this.lateFailureAlarm = made.maker.handler.lateFailureAlarm;
    if (parameterName !== undefined) publishHere(scope, parameterName, this.imageId, this.mayEndPending);
  }

  /** The snapshot of a device, or of the root without one. */
  public snapshotId(name: string, device?: string): string {
    const problem = device === undefined ? undefined : deviceProblem('device', device);
    if (problem) throw new Error(`${this.scope.node.path}: ${problem}`);
    if (this.mayEndPending) {
      throw new Error(`${this.scope.node.path}: ${name} is not known while the copy is pending; use CopyCompletion.inDeploy() without CONTINUE`);
    }
    const id = device === undefined ? 'RootSnapshot' : `Snapshot${device.replace(/\W/g, '')}`;
    const existing = this.scope.node.tryFindChild(id) as CustomResource | undefined;
    return (existing ?? this.createSnapshotLookup(id, device)).getAttString(ROOT_SNAPSHOT_ATTRIBUTE.snapshotId);
  }

  public onState(id: string, state: 'available' | 'failed', options: events.OnEventOptions): events.Rule {
    const rule = new events.Rule(options.crossStackScope ?? this.scope, id, options);
    rule.addEventPattern(amiStatePattern(this.pendingImageId, state));
    rule.addTarget(options.target);
    return rule;
  }

  private createSnapshotLookup(id: string, device: string | undefined): CustomResource {
    return this.made.maker.createResource(id, ROOT_SNAPSHOT_RESOURCE_TYPE, Duration.minutes(5), {
      StateMachineArn: this.made.maker.handler.stateMachineArn,
      ImageId: this.imageId,
      Device: device,
    } satisfies RootSnapshotProperties);
  }
}

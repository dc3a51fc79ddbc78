import { Runtime } from './execution-environment';
import { Cloud, HOME } from '../../../test/support/cloudformation/cloud';
import { ownBackends } from '../../../test/support/cloudformation/doors';
import { Gateway } from '../../../test/support/cloudformation/gateway';
import { Native, NativeTypes } from '../../../test/support/cloudformation/native-resources';
import { Stack } from '../../../test/support/cloudformation/stack';
import { Ec2Simulator } from '../../../test/support/ec2/ec2-simulator';
import { Random } from '../../../test/support/random';
import { Timeline } from '../../../test/support/timeline';
import { Deployable } from '../example';
import { Ec2 } from '../place';

/** Where base images come from: another account, which lets everybody copy them. */
export const VENDOR = '222222222222';
/** What `cdk bootstrap` has left in the account. */
export const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

export interface Instance {
  readonly instanceId: string;
  state: 'running' | 'terminated';
}

/** An account in one Region: the simulators behind one port of this machine, and the functions that call it. */
export class Account {
  public readonly id = HOME.accountId;
  public readonly timeline = new Timeline();
  public readonly ec2: Ec2Simulator;
  public readonly cloud: Cloud;
  public readonly keys: string[] = [];
  public readonly instances: Instance[] = [];
  /** Told of every line that a function logs. */
  public onLog?: (line: string) => void;
  private readonly gateway = new Gateway();
  private readonly runtime: Runtime;
  private code: ReadonlyMap<string, string> = new Map();

  /** The handler is the file that is run in place of every function's own code. */
  constructor(private readonly handler?: string) {
    const random = new Random(1);
    const { timeline } = this;
    this.runtime = new Runtime(() => this.gateway.url, line => this.onLog?.(line));
    this.ec2 = new Ec2Simulator({ clock: timeline, random: random.fork('ec2') });
    this.cloud = new Cloud({
      timeline,
      random: random.fork('cloud'),
      parameters: { [BOOTSTRAP_PARAMETER]: '30' },
      natives: this.natives(),
      codeOf: logicalId => this.runtime.code(this.handler ?? this.code.get(logicalId)!),
    });
  }

  public async open(): Promise<void> {
    await this.gateway.listen();
    const { cloud, gateway, timeline } = this;
    cloud.inbox.base = gateway.url;
    const own = ownBackends(cloud);
    gateway.answerFor({
      timeline,
      // Presigned URLs are https on AWS, which the gateway takes for granted.
      direct: { ...own, put: (url, body, invocationId) => own.put(url.replace(/^https:/, 'http:'), body, invocationId) },
      accountId: this.id,
      region: HOME.region,
      answer: request => this.ec2.answer(request),
    });
  }

  public async close(): Promise<void> {
    await this.runtime.end();
    await this.gateway.close();
  }

  /** A public image of the vendor: a root volume, and one for data, both in plain text. */
  public publishBaseImage(release: string): string {
    return this.ec2.seed(VENDOR, HOME.region).image({
      name: `linux-base-${release}`,
      volumes: [{ device: '/dev/xvda', sizeGiB: 8 }, { device: '/dev/sdf', sizeGiB: 20 }],
      tags: { vendor: 'linux-base', release },
      snapshotTags: { release },
      sharedWith: ['all'],
      snapshotsSharedWith: ['all'],
    });
  }

  public stack({ stackName }: Deployable): Stack {
    return this.cloud.cloudFormation.stack(stackName);
  }

  /** Creates the stack, or updates it when it exists. The final status. */
  public async deploy(deployable: Deployable): Promise<string> {
    this.code = deployable.code;
    const stack = this.stack(deployable);
    return this.settled(stack.status === 'REVIEW_IN_PROGRESS' ? stack.create(deployable.template) : stack.update(deployable.template));
  }

  public async destroy(deployable: Deployable): Promise<string> {
    return this.settled(this.stack(deployable).delete());
  }

  public launch(imageId: string): Instance {
    // Nothing here looks at the volumes of instances.
    const instance: Instance = { instanceId: this.seed.instance({ imageId, volumes: [] }), state: 'running' };
    this.instances.push(instance);
    return instance;
  }

  public terminate(instanceId: string): void {
    this.seed.setInstanceState(instanceId, 'terminated');
    this.instances.find(instance => instance.instanceId === instanceId)!.state = 'terminated';
  }

  /** EC2, as an account sees it. */
  public ec2Of(accountId: string): Ec2 {
    return this.ec2.ec2(accountId, HOME.region);
  }

  private get seed() {
    return this.ec2.seed(this.id, HOME.region);
  }

  /** The operation, and whatever it set off. */
  private async settled(operation: Promise<string>): Promise<string> {
    const status = await this.cloud.during(operation);
    await this.timeline.run();
    return status;
  }

  /** Keys and parameters of a template exist in EC2's world, too. */
  private natives(): NativeTypes {
    const setParameter = ({ physicalId, properties }: Native) => {
      this.cloud.parameterStore.set(physicalId, String(properties.Value));
      if (properties.DataType === 'aws:ec2:image') this.seed.parameter(physicalId, String(properties.Value));
    };
    return {
      'AWS::KMS::Key': {
        create: () => {
          const arn = this.seed.key();
          this.keys.push(arn);
          return { physicalId: arn.slice(arn.lastIndexOf('/') + 1), attributes: { Arn: arn } };
        },
      },
      'AWS::SSM::Parameter': {
        nameProperty: 'Name',
        replacedBy: ['Name'],
        create: setParameter,
        update: setParameter,
        delete: ({ physicalId }) => {
          this.cloud.parameterStore.delete(physicalId);
          this.seed.removeParameter(physicalId);
        },
      },
    };
  }
}

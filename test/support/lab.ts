import { Stack } from 'aws-cdk-lib';
import { Cloud, HOME } from './cloudformation/cloud';
import { Backends, Client, ownBackends, Regional } from './cloudformation/doors';
import { Faults } from './cloudformation/faults';
import { Native, NativeTypes } from './cloudformation/native-resources';
import { Sandbox } from './cloudformation/sandbox';
import { Habits } from './cloudformation/stack-services';
import { Template } from './cloudformation/template';
import { copyHandlerCode, CopyHandlerCodeOptions } from './copy-handler-code';
import { Ec2Simulator } from './ec2/ec2-simulator';
import { Rules } from './ec2/rules';
import { guard } from './iam/accesses';
import { isAllowed, Statement } from './iam/policy';
import { Random } from './random';
import { sharingHandlerCode } from './sharing-handler-code';
import { ParameterStore } from './ssm/parameter-store';
import { ParameterRules } from './ssm/rules';
import { Timeline } from './timeline';
import { withApp } from './with-app';
import { ENVIRONMENT } from '../../src/runtime/contract';

export interface LabOptions {
  readonly seed?: number;
  readonly rules?: Rules;
  readonly parameterRules?: Partial<ParameterRules>;
  readonly faults?: Faults;
  readonly habits?: Partial<Habits>;
  readonly make?: CopyHandlerCodeOptions['make'];
}

/** An account with both simulators in it, and its stacks in one Region: they are synthesized by the CDK, and deployed with the real handler. */
export class Lab {
  public readonly timeline = new Timeline();
  public readonly ec2: Ec2Simulator;
  public readonly parameters: ParameterStore;
  public readonly cloud: Cloud;
  public readonly log: Record<string, unknown>[] = [];
  /** Those that exist, by ARN: one that is out of the template holds until CloudFormation has deleted it. */
  private readonly policies = new Map<string, { readonly stackId: string; readonly statements: readonly Statement[] }>();
  /** What the handler did, as IAM names it. */
  public readonly actions = new Set<string>();

  constructor(options: LabOptions = {}) {
    const random = new Random(options.seed ?? 1);
    const { timeline } = this;
    this.ec2 = new Ec2Simulator({ clock: timeline, random: random.fork('ec2'), rules: options.rules, hooks: { pause: ms => timeline.sleep(ms) } });
    this.parameters = new ParameterStore({ timeline, random: random.fork('ssm'), ec2: this.ec2, rules: options.parameterRules });
    this.cloud = new Cloud({
      timeline,
      random: random.fork('cloud'),
      faults: options.faults,
      habits: options.habits,
      parameters: { '/cdk-bootstrap/hnb659fds/version': '30' },
      natives: this.natives(),
      codeOf: logicalId => (logicalId.startsWith('AmiSharingHandler')
        ? sharingHandlerCode(sandbox => this.backendsOf(sandbox), line => this.log.push({ ...line }))
        : copyHandlerCode(sandbox => this.backendsOf(sandbox), { make: options.make, log: line => this.log.push({ ...line }) })),
    });
  }

  public get seed() {
    return this.ec2.seed(HOME.accountId, HOME.region);
  }

  /** Synthesizes a stack, and creates it, or updates it when it exists. The final status. */
  public async deploy(build: (stack: Stack) => void, stackName = 'Images'): Promise<string> {
    const template = synthesize(build, stackName);
    const stack = this.cloud.cloudFormation.stack(stackName);
    const exists = stack.status !== 'REVIEW_IN_PROGRESS' && stack.status !== 'DELETE_COMPLETE';
    return this.cloud.during(exists ? stack.update(template) : stack.create(template));
  }

  public async destroy(stackName = 'Images'): Promise<string> {
    return this.cloud.during(this.cloud.cloudFormation.stack(stackName).delete());
  }

  /** The images of the account that stacks made, as they really are. */
  public get copies() {
    return this.ec2.images().filter(image => 'cdk-golden-ami:job' in image.tags);
  }

  public get snapshotsOfCopies() {
    return this.ec2.snapshots().filter(snapshot => 'cdk-golden-ami:job' in snapshot.tags && !snapshot.goes);
  }

  /** What the stack says of a resource that went wrong. */
  public reasons(stackName = 'Images'): string[] {
    return this.cloud.cloudFormation.stack(stackName).events.flatMap(event => event.reason ?? []);
  }

  /** Behind the policies of the stack whose function asks: as they are at that moment. */
  private backendsOf(sandbox: Sandbox): Backends {
    const clients = ownBackends(this.cloud);
    const statements = () => this.statementsOf(sandbox.environment[ENVIRONMENT.stackId]);
    const guarded = (client: Client, service: string, region = HOME.region): Client =>
      guard(client, { service, region }, id => (service === 'ssm' ? this.parameters.find(region, id)?.tags : this.ec2.tagsOf(id)), access => {
        this.actions.add(access.action);
        return isAllowed(statements(), access);
      });
    const elsewhere = (region: string): Regional => ({
      ec2: guarded(this.ec2.ec2(HOME.accountId, region) as unknown as Client, 'ec2', region),
      kms: guarded(this.ec2.kms(HOME.accountId, region) as unknown as Client, 'kms', region),
      ssm: guarded(this.parameters.client(HOME.accountId, region), 'ssm', region),
    });
    return {
      ...clients,
      ...elsewhere(HOME.region),
      elsewhere,
      states: guarded(clients.states, 'states'),
      cloudformation: guarded(clients.cloudformation, 'cloudformation'),
    };
  }

  private keyArn(keyId: string): string {
    return `arn:${HOME.partition}:kms:${HOME.region}:${HOME.accountId}:key/${keyId}`;
  }

  private statementsOf(stackId: string): Statement[] {
    return [...this.policies.values()].filter(policy => policy.stackId === stackId).flatMap(policy => policy.statements);
  }

  /** Keys and instances of a template exist in EC2's world, too. */
  private natives(): NativeTypes {
    const attach = ({ stack, arn, properties }: Native) => {
      const { Statement: statements } = properties.PolicyDocument as unknown as { Statement: Statement[] };
      this.policies.set(arn, { stackId: stack.id, statements });
    };
    return {
      'AWS::IAM::Policy': { create: attach, update: attach, delete: ({ arn }) => void this.policies.delete(arn) },
      'AWS::KMS::Key': {
        create: ({ properties }) => {
          const arn = this.seed.key({ policy: keyPolicy(properties) });
          return { physicalId: arn.split('/')[1], attributes: { Arn: arn, KeyId: arn.split('/')[1] } };
        },
        update: ({ physicalId, properties }) => { this.ec2.key(this.keyArn(physicalId)).policy = keyPolicy(properties); },
      },
      'AWS::EC2::Instance': {
        seconds: () => 30,
        replacedBy: ['ImageId'],
        create: ({ properties }) => ({ physicalId: this.seed.instance({ imageId: String(properties.ImageId), state: 'running' }) }),
        delete: ({ physicalId }) => this.seed.setInstanceState(physicalId, 'terminated'),
      },
    };
  }
}

const keyPolicy = ({ KeyPolicy }: Native['properties']) => (KeyPolicy as unknown as { Statement: Statement[] }).Statement;

export function synthesize(build: (stack: Stack) => void, stackName = 'Images'): Template {
  return withApp(app => {
    build(new Stack(app, stackName));
    return app.synth().getStackByName(stackName).template as Template;
  });
}

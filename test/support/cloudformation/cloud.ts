import { CloudFormation } from './cloud-formation';
import { Faults, NO_FAULTS } from './faults';
import { FunctionCode, Lambda } from './lambda';
import { Home, NativeTypes } from './native-resources';
import { nativeTypes } from './native-types';
import { ResponseInbox } from './response-inbox';
import { Habits, USUAL_HABITS } from './stack-services';
import { StepFunctions } from './step-functions';
import { Random } from '../random';
import { Timeline } from '../timeline';

export interface CloudOptions {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly home?: Home;
  /** The code of each function of a template, by logical id. */
  readonly codeOf: (logicalId: string) => FunctionCode | undefined;
  readonly faults?: Faults;
  readonly habits?: Partial<Habits>;
  /** Added to, and before, the types that the simulator knows. */
  readonly natives?: NativeTypes;
  readonly parameters?: { readonly [name: string]: string };
  readonly exports?: { readonly [name: string]: string };
}

export const HOME: Home = { accountId: '111111111111', region: 'eu-central-1', partition: 'aws' };

/** One account in one Region: CloudFormation, Lambda, Step Functions and Systems Manager's parameters, around the same virtual time. */
export class Cloud {
  public readonly timeline: Timeline;
  public readonly home: Home;
  public readonly lambda: Lambda;
  public readonly stepFunctions: StepFunctions;
  public readonly inbox: ResponseInbox;
  public readonly cloudFormation: CloudFormation;
  public readonly parameterStore: Map<string, string>;

  constructor(options: CloudOptions) {
    const { timeline, random, codeOf, faults = NO_FAULTS, home = HOME } = options;
    this.timeline = timeline;
    this.home = home;
    this.parameterStore = new Map(Object.entries(options.parameters ?? {}));
    this.lambda = new Lambda(timeline, faults, random.fork('lambda'));
    this.stepFunctions = new StepFunctions(timeline, this.lambda, faults);
    const bucket = `cloudformation-custom-resource-response-${home.region.replaceAll('-', '')}`;
    this.inbox = new ResponseInbox(timeline, `https://${bucket}.s3.${home.region}.amazonaws.com`);
    const { lambda, stepFunctions, inbox, parameterStore } = this;
    const natives = { ...nativeTypes({ home, lambda, stepFunctions, parameterStore, codeOf }), ...options.natives };
    const exported = new Map(Object.entries(options.exports ?? {}));
    this.cloudFormation = new CloudFormation(
      { timeline, random: random.fork('cloudformation'), home, lambda, inbox, natives, parameterStore, exports: exported }, { ...USUAL_HABITS, ...options.habits });
  }

  /** Lets an operation happen, with all that it sets off until it ends. */
  public async during<T>(operation: Promise<T>): Promise<T> {
    await this.timeline.run(operation);
    return operation;
  }
}

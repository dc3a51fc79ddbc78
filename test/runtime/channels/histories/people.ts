/** What people do with their own hands. */
import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { DeleteParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { Invariants } from './invariants';
import { Step } from './plan';
import { parameterNameOf } from '../../../../src/runtime/channels/pointer-plan';
import { ACCOUNT, ChannelLab } from '../channel-lab';

export class PersonalWrites {
  constructor(private readonly lab: ChannelLab, private readonly invariants: Invariants) {}

  /** What was done. Parameter Store takes at once what it forgets later. */
  public change(step: Extract<Step, { do: 'overwrite' | 'delete' }>): string {
    const { lab } = this;
    const region = lab.configuration.regions[step.region];
    const Name = parameterNameOf(lab.configuration, step.architecture, step.channel);
    const client = lab.store.client(ACCOUNT, region);
    if (step.do === 'delete') {
      this.invariants.somebodyWrote(region, Name, undefined);
      void client.send(new DeleteParameterCommand({ Name })).catch(() => undefined);
      return `somebody deletes ${Name} in ${region}`;
    }
    const there = [...lab.amis.values()].filter(ami => ami.region === region && ami.isThere);
    if (there.length === 0) return 'nobody has an image to write';
    const { imageId } = there[step.pick % there.length];
    this.invariants.somebodyWrote(region, Name, imageId);
    void client.send(new PutParameterCommand({ Name, Value: imageId, Type: 'String', DataType: 'aws:ec2:image', Overwrite: true })).catch(() => undefined);
    return `somebody writes ${imageId} into ${Name} in ${region}`;
  }
}

/** What comes of it: EC2 refuses for an image that is protected. */
export async function deregister(lab: ChannelLab, invariants: Invariants, pick: number): Promise<string> {
  const there = [...lab.amis.values()].filter(({ isThere }) => isThere);
  if (there.length === 0) return 'nobody has an image to deregister';
  const ami = there[pick % there.length];
  try {
    await lab.ec2.ec2(ACCOUNT, ami.region).send(new DeregisterImageCommand({ ImageId: ami.imageId }));
  } catch {
    return `somebody cannot deregister ${ami.imageId}`;
  }
  ami.isThere = false;
  invariants.deregistered(ami.imageId);
  return `somebody deregisters ${ami.imageId}, of ${ami.arn}`;
}

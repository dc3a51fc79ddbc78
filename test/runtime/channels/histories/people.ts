/** What people do with their own hands, and Image Builder's policy in their name. */
import { DeregisterImageCommand, DisableImageCommand } from '@aws-sdk/client-ec2';
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

const OLD_MILLISECONDS = 120_000;

/** What comes of it: of a build that is old and not pinned, the images that nothing protects. */
export async function retire(lab: ChannelLab, invariants: Invariants, { how, pick }: Extract<Step, { do: 'retire' }>): Promise<string> {
  const old = lab.builds.filter(({ isThere, isPinned, endedAt }) => isThere && !isPinned && lab.timeline.now() - endedAt > OLD_MILLISECONDS);
  if (old.length === 0) return 'there is nothing to retire';
  const build = old[pick % old.length];
  const gone = await Promise.all(Object.entries(build.amis).map(([region, imageId]) => (
    how === 'disable' ? lab.ec2.ec2(ACCOUNT, region).send(new DisableImageCommand({ ImageId: imageId })) : lab.ec2.ec2(ACCOUNT, region).send(new DeregisterImageCommand({ ImageId: imageId }))
  ).then(() => [imageId], () => [])));
  for (const imageId of gone.flat()) {
    const ami = lab.amis.get(imageId)!;
    if (how === 'disable') ami.isDisabled = true;
    else ami.isThere = false;
    invariants.retired(imageId);
  }
  build.isThere = false;
  return `the policy ${how}s ${build.arn.split('/').slice(-3).join('/')}: ${gone.flat().length} of ${Object.keys(build.amis).length} images`;
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
  invariants.retired(ami.imageId);
  return `somebody deregisters ${ami.imageId}, of ${ami.arn}`;
}

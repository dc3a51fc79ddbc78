import { OwnStack } from '../../../src/runtime/cloudformation/ports';
import { CopyPorts } from '../../../src/runtime/copy/copy-ports';
import { anEc2, REGION } from '../aws/an-ec2';

/** The ports of a run, in front of the EC2 simulator. The stack is one that nothing is known of, unless told otherwise. */
export function aWorld(ec2: ReturnType<typeof anEc2>, stack: Partial<OwnStack> = {}) {
  const lines: object[] = [];
  const ports: CopyPorts = {
    images: ec2.copies,
    parts: ec2.parts,
    keys: { find: async () => undefined },
    stack: { status: async () => undefined, physicalIdOf: async () => undefined, ...stack },
    log: line => lines.push(line),
    now: ec2.now,
    region: REGION,
    home: REGION,
    imagesIn: () => ec2.copies,
    partsIn: () => ec2.parts,
  };
  return { ports, lines };
}

import {
  DisableImageDeprecationCommand, DisableImageDeregistrationProtectionCommand, EC2Client, EnableImageDeprecationCommand,
  EnableImageDeregistrationProtectionCommand, ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { AttributeChange } from '../copy/attributes';

/** Each is the same when it is sent twice. */
export function sendChange(ec2: Pick<EC2Client, 'send'>, ImageId: string, change: AttributeChange): Promise<unknown> {
  switch (change.do) {
    case 'require-imds-v2': return ec2.send(new ModifyImageAttributeCommand({ ImageId, ImdsSupport: { Value: 'v2.0' } }));
    case 'deprecate': return ec2.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt: change.at }));
    case 'undeprecate': return ec2.send(new DisableImageDeprecationCommand({ ImageId }));
    case 'protect': return ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId }));
    case 'unprotect': return ec2.send(new DisableImageDeregistrationProtectionCommand({ ImageId }));
  }
}

import { noteLateFailure } from '../../../src/runtime/copy/late-failure';
import { anEvent } from '../cloudformation/an-event';

const note = (event: unknown) => {
  const lines: object[] = [];
  return { noted: noteLateFailure(event, line => lines.push(line)), lines };
};

test("EC2's word about a copy that failed after its deployment is a line of the log", () => {
  const event = {
    'source': 'aws.ec2',
    'detail-type': 'EC2 AMI State Change',
    'detail': { ImageId: 'ami-1', State: 'failed', ErrorMessage: 'Given key ID is not accessible' },
  };
  expect(note(event)).toEqual({ noted: true, lines: [{ late: 'failed', imageId: 'ami-1', because: 'Given key ID is not accessible' }] });
});

test.each<[string, object]>([['a request of CloudFormation', anEvent()], ['another event', { 'detail-type': 'EC2 Instance State-change Notification' }]])(
  '%s is something else', (_title, event) => expect(note(event)).toEqual({ noted: false, lines: [] }));

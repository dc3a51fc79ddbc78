import { Token } from 'aws-cdk-lib';
import { Problem } from '../../private/props';

const NAME = /^[a-zA-Z0-9_\-.]{3,128}$/;
const ARN = /^arn:[\w-]+:ssm:[a-z0-9-]+:(\d{12})?:document\/[a-zA-Z0-9_\-./]+$/;

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_Script.html, ExecutionHandler */
export function documentNameProblem(prop: 'name' | 'arn', value: string): Problem {
  if (Token.isUnresolved(value)) return undefined;
  if (prop === 'arn') {
    return ARN.test(value) && value.length <= 200 ? undefined
      : `arn must be like arn:aws:ssm:eu-central-1:111111111111:document/freeze-and-thaw, with at most 200 characters, got '${value}' [SCR-02]`;
  }
  if (NAME.test(value)) return undefined;
  return value.startsWith('arn:')
    ? `name must be a document's name, got '${value}'; use ssmDocumentArn, which is for documents that another account shares [SCR-08]`
    : `name must have 3 to 128 letters, digits, _ - and ., got '${value}' [SCR-02]`;
}

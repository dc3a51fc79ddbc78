import { ClientSettings } from '../../support/emulators/emulated-cloud';

/** A request to a service for which the project has no SDK client. The emulators read who asks, and verify no signature. */
export async function call(settings: ClientSettings, service: string, body: string, { path = '/', headers = {} } = {}): Promise<string> {
  const { endpoint, region, credentials } = settings;
  const scope = `${credentials.accessKeyId}/20260101/${region}/${service}/aws4_request`;
  const response = await fetch(`${endpoint}${path}`, {
    method: 'POST',
    body,
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} answered ${response.status}: ${text}`);
  return text;
}

/** Calls a function and waits for what it returns. */
export const invoke = (settings: ClientSettings, name: string, event: unknown): Promise<string> =>
  call(settings, 'lambda', JSON.stringify(event), { path: `/2015-03-31/functions/${name}/invocations` });

/** Asks for a role of an account. The answer: how clients reach that account with it. */
export async function assume(settings: ClientSettings, account: string): Promise<ClientSettings> {
  const role = `arn:aws:iam::${account}:role/any`;
  const answer = await call(settings, 'sts', new URLSearchParams({
    Action: 'AssumeRole', Version: '2011-06-15', RoleArn: role, RoleSessionName: 'check',
  }).toString());
  const field = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(answer)![1];
  const credentials = { accessKeyId: field('AccessKeyId'), secretAccessKey: field('SecretAccessKey'), sessionToken: field('SessionToken') };
  return { ...settings, credentials };
}

import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, SecretValue, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { parse } from 'yaml';
import { aTarget } from './a-target';
import { GoldenComponent } from '../../src/pipeline/golden-component';
import { OsFamily } from '../../src/pipeline/os-family';

const YAML = 'schemaVersion: 1.0\nphases: [{ name: build, steps: [{ name: Run, action: ExecuteBash, inputs: { commands: [uptime] } }] }]\n';

function aFile(text = YAML, name = 'EDR_agent.yaml') {
  const path = join(mkdtempSync(join(tmpdir(), 'component-')), name);
  writeFileSync(path, text);
  return path;
}

/** What a component makes of itself in a stack. */
function bound(component: GoldenComponent, target = aTarget(), id = 'Component') {
  const stack = new Stack(new App(), 'Stack');
  const use = component._bindIn(stack, id, target);
  return { stack, use: stack.resolve({ arn: use.componentArn, parameters: use.parameters }), grantTo: use.grantTo };
}

function propertiesOf(component: GoldenComponent, target = aTarget(), id = 'Component') {
  const [resource] = Object.values(Template.fromStack(bound(component, target, id).stack).findResources('AWS::ImageBuilder::Component'));
  return resource.Properties;
}

const versionOf = (component: GoldenComponent, target = aTarget(), id = 'Component') => propertiesOf(component, target, id).Version;

describe('a component that others publish', () => {
  const arn = (owner: string, rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:', { Ref: 'AWS::Region' }, `:${owner}:component/${rest}`]] });

  test('of AWS is its newest version in the stack\'s partition and Region', () => {
    expect(bound(GoldenComponent.managed('go-stable-linux')).use).toEqual({ arn: arn('aws', 'go-stable-linux/x.x.x'), parameters: {} });
  });

  test('can have a version and parameters', () => {
    expect(bound(GoldenComponent.managed('stig-build-linux', { version: '2025.x.x', parameters: { Level: 'Low' } })).use)
      .toEqual({ arn: arn('aws', 'stig-build-linux/2025.x.x'), parameters: { Level: 'Low' } });
  });

  test('of a product has the product in its name', () => {
    expect(bound(GoldenComponent.marketplace('edr', 'prod-1234567890abcdef0')).use.arn).toEqual(arn('aws-marketplace', 'edr-prod-1234567890abcdef0/x.x.x'));
  });

  test('by its ARN is that', () => {
    const own = 'arn:aws-cn:imagebuilder:cn-north-1:111111111111:component/edr/1.0.0/2';
    expect(bound(GoldenComponent.arn(own)).use.arn).toBe(own);
    expect(bound(GoldenComponent.arn(`arn:${Aws.PARTITION}:edr`)).use.arn).toBeDefined();
  });
});

describe('a component of commands', () => {
  test('stops at the first that fails, in the phase build', () => {
    expect(parse(propertiesOf(GoldenComponent.shell('app', ['false', 'true'])).Data).phases)
      .toEqual([{ name: 'build', steps: [{ name: 'run', action: 'ExecuteBash', inputs: { commands: ['set -e\nfalse\ntrue'] } }] }]);
  });

  test('stops at the first cmdlet that fails, on Windows', () => {
    const windows = aTarget(OsFamily.WINDOWS);
    const properties = propertiesOf(GoldenComponent.powershell('app', ['Get-Item C:\\a']), windows);
    expect(properties).toMatchObject({ Name: 'corp-app', Platform: 'Windows' });
    expect(properties.Data).toContain('$ErrorActionPreference = \'Stop\'');
  });
});

describe('a component of a document', () => {
  test('is called after its file, and goes to Image Builder as it was written', () => {
    expect(propertiesOf(GoldenComponent.document(aFile()))).toMatchObject({ Name: 'corp-edr-agent', Platform: 'Linux', Data: YAML });
  });

  test('has the document\'s description unless it is given another', () => {
    const path = aFile(`description: Installs the agent.\n${YAML}`);
    expect(propertiesOf(GoldenComponent.document(path)).Description).toBe('Installs the agent.');
    expect(propertiesOf(GoldenComponent.document(path, { name: 'edr', description: 'Other.' }))).toMatchObject({ Name: 'corp-edr', Description: 'Other.' });
  });

  test('is checked for the image', () => {
    expect(GoldenComponent.document(aFile())._problems(aTarget())).toEqual([]);
    expect(GoldenComponent.document(aFile())._problems(aTarget(OsFamily.WINDOWS))[0]).toContain('step Run: ExecuteBash is for Linux');
  });

  test('leaves nothing behind when it is uploaded', () => {
    const { TMPDIR } = process.env;
    process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'component-'));
    propertiesOf(GoldenComponent.shell('app', [`echo ${'a'.repeat(20_000)}`]));
    expect(readdirSync(process.env.TMPDIR).filter(each => each.startsWith('cdk-golden-ami-'))).toEqual([]);
    process.env.TMPDIR = TMPDIR;
    if (TMPDIR === undefined) delete process.env.TMPDIR;
  });

  test('of more than 16,000 characters is uploaded, and the build instance may read it', () => {
    const { stack, grantTo } = bound(GoldenComponent.document(aFile(YAML + '#'.repeat(16_001 - YAML.length))));
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    grantTo?.(role);
    const template = Template.fromStack(stack);
    const [component] = Object.values(template.findResources('AWS::ImageBuilder::Component'));
    expect(component.Properties.Data).toBeUndefined();
    expect(JSON.stringify(component.Properties.Uri)).toContain('s3://');
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain('s3:GetObject*');
  });

  test('of 16,000 characters is not', () => {
    expect(propertiesOf(GoldenComponent.document(aFile(YAML + '#'.repeat(16_000 - YAML.length)))).Data).toHaveLength(16_000);
  });
});

describe('a version', () => {
  const base = GoldenComponent.document(aFile(), { name: 'edr' });

  test('is one that Image Builder takes', () => {
    for (let n = 0; n < 50; n++) {
      const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(versionOf(GoldenComponent.shell('app', [`echo ${n}`])))!.map(Number);
      expect([major, minor]).toEqual([1, 0]);
      expect(patch).toBeLessThan(2 ** 30);
    }
  });

  test('is the same for the same content', () => {
    expect(versionOf(GoldenComponent.document(aFile(), { name: 'edr' }))).toBe(versionOf(base));
    expect(versionOf(GoldenComponent.shell('app', [`echo ${Aws.REGION}`]))).toBe(versionOf(GoldenComponent.shell('app', [`echo ${Token.asString({ Ref: 'AWS::Region' })}`])));
  });

  test.each<[string, () => string]>([
    ['the document', () => versionOf(GoldenComponent.document(aFile(`${YAML}# changed\n`), { name: 'edr' }))],
    ['the description', () => versionOf(GoldenComponent.document(aFile(), { name: 'edr', description: 'Other.' }))],
    ['the name', () => versionOf(GoldenComponent.document(aFile(), { name: 'edr2' }))],
    ['the image\'s name', () => versionOf(base, aTarget(undefined, { imageName: 'other' }))],
    ['the platform', () => versionOf(base, aTarget(OsFamily.WINDOWS))],
    ['the place, as there is one for each architecture', () => versionOf(base, aTarget(), 'Other')],
  ])('is another when it is %s that changes', (_title, changed) => expect(changed()).not.toBe(versionOf(base)));
});

describe('fails when', () => {
  test.each<[string, () => GoldenComponent, string]>([
    ['a name has capitals', () => GoldenComponent.shell('App', ['true']), 'name must be lower case letters, digits and hyphens, with a letter or digit at both ends, got \'App\''],
    ['a name has an underscore', () => GoldenComponent.managed('update_linux'), 'name must be lower case letters'],
    ['a name is known at deployment only', () => GoldenComponent.shell(Aws.STACK_NAME, ['true']), 'name must be known at synth: the component\'s version is made of it'],
    ['there are no commands', () => GoldenComponent.powershell('app', []), 'commands must have at least one'],
    ['there is no file', () => GoldenComponent.document('no.yaml'), 'path must be a file of a component\'s document, got \'no.yaml\', which is none'],
    ['a file\'s name is none for a component', () => GoldenComponent.document(aFile(YAML, '_.yaml')), 'name must be lower case letters'],
    ['an ARN is one of an image', () => GoldenComponent.arn('arn:aws:imagebuilder:eu-central-1:111111111111:image/edr/1.0.0'), 'arn must be one of a component with its version'],
    ['an ARN has no version', () => GoldenComponent.arn('arn:aws:imagebuilder:eu-central-1:111111111111:component/edr'), 'arn must be one of a component with its version'],
    ['an ARN has a number after an x', () => GoldenComponent.arn('arn:aws:imagebuilder:eu-central-1:111111111111:component/edr/1.x.8'), 'arn must be one of a component with its version'],
    ['a version has a number after an x', () => GoldenComponent.managed('go-stable-linux', { version: '1.x.8' }), 'version must be three numbers like 1.2.3; x stands for the newest, and right of an x there can only be another; got \'1.x.8\''],
    ['a version is a word', () => GoldenComponent.managed('go-stable-linux', { version: 'latest' }), 'got \'latest\''],
    ['a product has no id', () => GoldenComponent.marketplace('edr', 'EDR Agent'), 'productId must be the id of a product like prod-1234567890abcdef0, got \'EDR Agent\''],
    ['a parameter has a short name', () => GoldenComponent.managed('go-stable-linux', { parameters: { Id: 'a' } }), 'parameters must have names of 3 to 128 letters, digits, - and _, got \'Id\''],
    ['a parameter is a secret', () => GoldenComponent.managed('go-stable-linux', { parameters: { Token: SecretValue.secretsManager('edr').unsafeUnwrap() } }),
      'parameters.Token must not hold a secret, which Image Builder and CloudTrail would show as plain text: let a step read it when it runs'],
    ['a parameter is a secret, in words', () => GoldenComponent.arn(Aws.STACK_ID, { parameters: { Token: '{{resolve:ssm-secure:/edr:1}}' } }), 'parameters.Token must not hold a secret'],
  ])('%s', (_title, make, sentence) => expect(make).toThrow(sentence));

  test('a parameter that is no secret is taken', () => {
    expect(() => GoldenComponent.managed('go-stable-linux', { parameters: { Url: `https://${Aws.REGION}` } })).not.toThrow();
  });
});

describe('is refused for an image when', () => {
  const windows = aTarget(OsFamily.WINDOWS);
  test.each<[string, GoldenComponent, ReturnType<typeof aTarget>, string]>([
    ['shell commands are for Windows', GoldenComponent.shell('app', ['true']), windows, 'shell commands are for Linux: use powershell'],
    ['PowerShell commands are for Linux', GoldenComponent.powershell('app', ['dir']), aTarget(), 'PowerShell commands are for Windows: use shell'],
    ['commands have what AWSTOE reads as its own', GoldenComponent.shell('app', ['true', 'echo {{ tenant }}']), aTarget(),
      'commands[1] has {{ tenant }} in it, which AWSTOE reads as a reference of its own: write the braces apart, as \'{\'\'{\''],
    ['commands have a secret', GoldenComponent.shell('app', [`echo ${SecretValue.secretsManager('edr').unsafeUnwrap()}`]), aTarget(), 'commands[0] must not hold a secret'],
    ['it would have too long a name', GoldenComponent.shell('a'.repeat(124), ['true']), aTarget(),
      `'corp-${'a'.repeat(124)}' must have at most 128 characters, got 129: give the image or the component a shorter name`],
    ['it is long, and has what is known at deployment only', GoldenComponent.shell('app', [`echo ${Aws.REGION} ${'a'.repeat(16_000)}`]), aTarget(),
      'and nothing that is known at deployment alone can be in what is uploaded. Give it in parameters'],
    ['it is for Windows by its name', GoldenComponent.managed('aws-cli-version-2-windows'), aTarget(), 'aws-cli-version-2-windows is for Windows, and the image is of AMAZON_LINUX_2023'],
    ['it is for Linux by its name', GoldenComponent.managed('go-stable-linux'), windows, 'go-stable-linux is for Linux, and the image is of WINDOWS'],
    ['it is of another system', GoldenComponent.managed('docker-ce-ubuntu'), aTarget(OsFamily.RHEL), 'docker-ce-ubuntu is not for RHEL'],
    ['it does nothing on Amazon Linux 2023', GoldenComponent.managed('update-linux'), aTarget(),
      'update-linux is not for AMAZON_LINUX_2023: the pipeline\'s patching does it, and moves Amazon Linux 2023 to a release'],
    ['Amazon Linux 2023 brings it along', GoldenComponent.managed('aws-cli-version-2-linux'), aTarget(), 'aws-cli-version-2-linux is not for AMAZON_LINUX_2023: the system brings version 2 along'],
    ['it is for x86_64 only', GoldenComponent.managed('scap-compliance-checker-linux'), aTarget(OsFamily.RHEL, { architecture: ec2.InstanceArchitecture.ARM_64 }),
      'scap-compliance-checker-linux is for x86_64 only, and the image is for arm64'],
    ['its name is retired', GoldenComponent.managed('stig-build-linux-high'), aTarget(), 'stig-build-linux-high is retired: use Hardening.stig(StigLevel.HIGH)'],
    ['its name is retired, in an ARN', GoldenComponent.arn('arn:aws:imagebuilder:eu-central-1:aws:component/stig-build-windows-low/x.x.x'), windows, 'stig-build-windows-low is retired: use Hardening.stig(StigLevel.LOW)'],
    ['its service has ended', GoldenComponent.managed('inspector-test-linux'), aTarget(), 'inspector-test-linux is retired: it is of Inspector Classic, which has ended; use VulnerabilityScan.gate()'],
    ['it has no such parameter', GoldenComponent.managed('stig-build-linux', { parameters: { level: 'High' } }), aTarget(), 'stig-build-linux has no parameter level: it has Level, InstallPackages, SetDoDConsentBanner'],
  ])('%s', (_title, component, target, sentence) => {
    const problems = component._problems(target);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(sentence);
  });

  test('nobody knows that it is', () => {
    expect(GoldenComponent.managed('something-new')._problems(aTarget())).toEqual([]);
    expect(GoldenComponent.arn('arn:aws:imagebuilder:eu-central-1:111111111111:component/stig-build-linux-high/1.0.0')._problems(aTarget())).toEqual([]);
  });
});

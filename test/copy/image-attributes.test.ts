import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Ami, AmiCopy, AmiDeprecation, AmiDestination, EncryptedRootCopy, EncryptedRootCopyProps, RootSource } from '../../src';

type Attributes = Pick<EncryptedRootCopyProps, 'requireImdsv2' | 'deprecation' | 'deregistrationProtection' | 'removalPolicy'>;

const makers: [string, (stack: Stack, attributes: Attributes) => unknown][] = [
  ['EncryptedRootCopy', (stack, attributes) => new EncryptedRootCopy(stack, 'Copy', { source: RootSource.amiId('ami-0123456789abcdef0'), ...attributes })],
  ['AmiCopy', (stack, attributes) => new AmiCopy(stack, 'Copy', {
    source: Ami.fromImageId('ami-0123456789abcdef0'), destinations: ['eu-west-1', 'us-east-1'].map(each => AmiDestination.region(each)), ...attributes,
  })],
];

describe.each(makers)('%s', (_name, make) => {
  const stackWith = (attributes: Attributes) => {
    const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
    make(stack, attributes);
    return stack;
  };
  const propertiesOf = (type: string, attributes: Attributes) =>
    Object.values(Template.fromStack(stackWith(attributes)).findResources(type)).map(each => each.Properties);

  test('asks the waiter for no attributes, unless it is told so', () => {
    expect(propertiesOf('Custom::AmiWaiter', {})[0]).not.toHaveProperty('Attributes');
    expect(propertiesOf('Custom::AmiWaiter', { requireImdsv2: false, deregistrationProtection: false })[0]).not.toHaveProperty('Attributes');
    expect(propertiesOf('Custom::AmiCopy', { deregistrationProtection: true })[0]).not.toHaveProperty('ImdsSupport');
  });

  test('asks the waiter for all of them, and the copies for what cannot be taken back', () => {
    const attributes = { requireImdsv2: true, deprecation: AmiDeprecation.after(Duration.days(90)), deregistrationProtection: true };
    expect(propertiesOf('Custom::AmiWaiter', attributes)[0].Attributes)
      .toEqual({ ImdsSupport: 'v2.0', DeprecateAfterMinutes: '129600', DeregistrationProtection: 'true' });
    for (const copy of propertiesOf('Custom::AmiCopy', attributes)) expect(copy.ImdsSupport).toBe('v2.0');
  });

  test('fails when it shall protect what it shall remove', () => {
    expect(() => stackWith({ deregistrationProtection: true, removalPolicy: RemovalPolicy.DESTROY }))
      .toThrow('deregistrationProtection keeps the image from being removed, which removalPolicy DESTROY asks for; choose one of them');
  });

  test('warns of a deprecation that has passed', () => {
    const stack = stackWith({ deprecation: AmiDeprecation.at(new Date('2020-01-31')) });
    Annotations.fromStack(stack).hasWarning('/Images/Copy', Match.stringLikeRegexp('deprecation: 2020-01-31T00:00:00.000Z has passed: an image that is made from now on is deprecated at once'));
    Annotations.fromStack(stackWith({ deprecation: AmiDeprecation.after(Duration.days(1)) })).hasNoWarning('/Images/Copy', Match.anyValue());
  });
});

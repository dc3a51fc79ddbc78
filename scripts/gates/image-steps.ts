import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { parse } from 'yaml';
import { OsFamily } from '../../src/pipeline/os-family';
import { chainOf } from '../../src/pipeline/private/chain';

interface Document {
  readonly phases: readonly { readonly steps: readonly Step[] }[];
}

interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs?: { readonly commands?: readonly string[] };
}

/**
 * What the library's own components say in a shell, by a name for each: those of a pipeline without options, for a family of
 * operating systems. What seals an image is linted where it stands, in image-scripts.
 */
export function stepsFor(osFamily: OsFamily, action: 'ExecuteBash' | 'ExecutePowerShell'): ReadonlyMap<string, string> {
  const target = { osFamily, architecture: ec2.InstanceArchitecture.X86_64, imageName: 'image' };
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  const links = chainOf({}, target).links.filter(({ prop }) => prop !== 'sanitize');
  links.forEach(({ component }) => component._bindIn(stack, component.name, target));
  const components = Object.entries(Template.fromStack(stack).findResources('AWS::ImageBuilder::Component'));
  return new Map(components.flatMap(([id, { Properties: { Data } }]) => {
    // What is a token in the document is a word in a script.
    const text: unknown = typeof Data === 'string' ? Data : Data['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'token')).join('');
    const steps = (parse(String(text)) as Document).phases.flatMap(phase => phase.steps);
    return steps.filter(step => step.action === action).map(step => [`${osFamily}-${id}-${step.name}`, `${step.inputs?.commands?.join('\n')}\n`] as const);
  }));
}

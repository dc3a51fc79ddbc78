import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from './caller';
import { ApiError } from './errors';
import { templateView } from './instances';
import { Lagging } from './lagging';
import type { LaunchTemplate } from './resources';
import { parseTagSpecifications } from './tag-rules';

/** CreateLaunchTemplate: a template with one version, as a user of the image that it names. */
export function createLaunchTemplate(caller: Caller, input: sdk.CreateLaunchTemplateRequest): sdk.CreateLaunchTemplateResult {
  const { world, region, account } = caller;
  const tags = parseTagSpecifications(caller, input.TagSpecifications, ['launch-template'])['launch-template'];
  const name = input.LaunchTemplateName!;
  if ([...region.launchTemplates.values()].some((each) => each.ownerId === account.id && each.name === name)) {
    throw new ApiError('InvalidLaunchTemplateName.AlreadyExistsException', `Launch template name already in use: ${name}`);
  }
  const template: LaunchTemplate = {
    id: world.newId('lt'),
    ownerId: account.id,
    region: region.name,
    name,
    createdAt: world.time,
    tags: new Lagging(tags),
    versions: [input.LaunchTemplateData?.ImageId],
    defaultVersion: 1,
  };
  region.launchTemplates.set(template.id, template);
  return { LaunchTemplate: templateView({ ...caller, fresh: true }, template) };
}

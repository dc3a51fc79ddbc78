/**
 * A golden image with what an installer leaves behind removed, test data with keys in it allowed, and a text that must be in no file. What the library knows of
 * secrets is removed and looked for besides.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/golden-pipeline-secrets.ts'`.
 */
import { Annotations, App, Stack } from 'aws-cdk-lib';
import { BaseImage, GoldenAmiPipeline, GoldenComponent } from '../src';

export const app = new App();
const stack = new Stack(app, 'AgentImages');

const agent = new GoldenAmiPipeline(stack, 'Agent', {
  imageName: 'agent',
  baseImage: BaseImage.amazonLinux2023(),
  components: [GoldenComponent.shell('agent', ['mkdir -p /opt/agent', 'dnf install -y amazon-ecr-credential-helper'])],
  sanitize: {
    removePaths: ['/opt/install/**'],
    allowPaths: ['/opt/agent/testdata'],
    forbiddenPatterns: ['(?i)corp-admin-password', 'vault\\.corp\\.example/[a-z]+'],
  },
});
// This account has a default VPC to build in.
Annotations.of(agent).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { architectureOf } from './infrastructure';
import { between, listProblem } from './limits';
import { tagProblems } from './tags';
import { Problem } from '../../private/props';
import { BuildEnvironmentOptions } from '../build-environment';

export function environmentProblems(environment: BuildEnvironmentOptions, architectures: readonly ec2.InstanceArchitecture[]): Problem[] {
  const { instanceTypes, metadataHopLimit, instanceTags, network } = environment;
  return [
    ...(instanceTypes ? instanceTypeProblems(instanceTypes, architectures) : []),
    between('buildEnvironment.metadataHopLimit', metadataHopLimit, 1, 64),
    ...tagProblems('buildEnvironment.instanceTags', instanceTags, 30),
    listProblem('buildEnvironment.network.securityGroups', network?.securityGroups?.map(each => each.node.path), 5),
  ];
}

function instanceTypeProblems(instanceTypes: readonly ec2.InstanceType[], architectures: readonly ec2.InstanceArchitecture[]): Problem[] {
  const prop = 'buildEnvironment.instanceTypes';
  const wrong = listProblem(prop, instanceTypes.map(String), 50);
  if (wrong) return [wrong];
  const found = instanceTypes.map(architectureOf);
  if (found.includes(undefined)) {
    return architectures.length > 1 ? [`${prop} must be known at synth where the pipeline has two architectures: nobody can tell which of them a type is for`] : [];
  }
  return [
    ...instanceTypes.filter(each => !architectures.includes(each.architecture))
      .map(each => `${prop} must be for the pipeline's architectures, ${architectures.join(' and ')}, got ${each.toString()}, which is ${each.architecture}`),
    ...architectures.filter(each => !found.includes(each)).map(each => `${prop} must have one for each architecture of the pipeline, got none for ${each}`),
  ];
}

import * as alarms from './alarms.e2e';
import * as autoScaling from './auto-scaling.e2e';
import { Check } from './check';
import * as cleanup from './cleanup.e2e';
import * as customResources from './custom-resources.e2e';
import * as deletion from './deletion.e2e';
import * as ec2Calls from './ec2-calls.e2e';
import * as functions from './functions.e2e';
import * as imageBuilder from './image-builder.e2e';
import * as imageParameters from './image-parameters.e2e';
import * as invocations from './invocations.e2e';
import * as process from './process.e2e';
import * as resourceTypes from './resource-types.e2e';
import * as rollback from './rollback.e2e';
import * as stepFunctions from './step-functions.e2e';

/** What the layer over MiniStack promises. */
export const checks: readonly Check[] = [
  process, ec2Calls, customResources, rollback, deletion, cleanup, stepFunctions, functions, invocations, resourceTypes, imageBuilder,
  imageParameters, autoScaling, alarms,
].flatMap(file => file.checks);

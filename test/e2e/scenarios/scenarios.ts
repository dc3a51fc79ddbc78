import { failure } from './failure';
import { life } from './life';
import { Scenario } from '../stage';

export const scenarios: readonly Scenario[] = [...life, ...failure];

import { failure } from './failure';
import { life } from './life';
import { policies } from './policies';
import { regions } from './regions';
import { Scenario } from '../stage';

export const scenarios: readonly Scenario[] = [...life, ...failure, ...policies, ...regions];

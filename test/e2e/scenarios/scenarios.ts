import { failure } from './failure';
import { life } from './life';
import { policies } from './policies';
import { regions } from './regions';
import { sharings } from './sharing';
import { sources } from './sources';
import { Scenario } from '../stage';

export const scenarios: readonly Scenario[] = [...life, ...failure, ...policies, ...regions, ...sharings, ...sources];

import { channels } from './channels';
import { failure } from './failure';
import { life } from './life';
import { pipelines } from './pipeline';
import { policies } from './policies';
import { regions } from './regions';
import { sharings } from './sharing';
import { sources } from './sources';
import { Scenario } from '../stage';

export const scenarios: readonly Scenario[] = [...life, ...channels, ...failure, ...pipelines, ...policies, ...regions, ...sharings, ...sources];

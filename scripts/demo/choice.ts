import * as path from 'path';
import { Embedded } from './embedded/embedded';
import { atEndpoint, isAws, onAws } from './endpoint/elsewhere';
import { onEmulators } from './endpoint/emulators';
import { Place, Refusal, Surroundings } from './place';
import { NoEmulators } from '../../test/support/emulators/python';

/** What its user said about where the demo is to run. */
export interface Choice {
  readonly embedded?: boolean;
  readonly endpoint?: string;
  readonly aws?: boolean;
  /** Runs in place of the bundled handler. Only the simulators can do that. */
  readonly handler?: string;
}

/** Nothing is sent to AWS unless `aws` is said, whatever the endpoint and the environment are. */
export async function placeFor(choice: Choice, surroundings: Surroundings): Promise<Place> {
  const { embedded, endpoint, aws, handler } = choice;
  if ((embedded || handler) && (endpoint || aws)) throw new Refusal(`${embedded ? '--embedded' : '--handler'} is for the simulators, and goes without --endpoint and --aws.`);
  const url = endpoint === undefined ? undefined : urlOf(endpoint);
  if (url && isAws(url) && !aws) throw new Refusal(`${url.host} is AWS. The demo goes there only with --aws, and with your credentials.`);
  if (aws) return onAws(url, surroundings);
  if (url) return atEndpoint(url, surroundings);
  if (embedded || handler) return Embedded.open(handler && path.resolve(handler));
  return emulatorsOrSimulators(surroundings);
}

async function emulatorsOrSimulators(surroundings: Surroundings): Promise<Place> {
  const { say } = surroundings;
  const patience = setTimeout(() => say('The emulators are being installed below node_modules. This happens once.\n'), 3000);
  try {
    return await onEmulators(surroundings);
  } catch (error) {
    if (!(error instanceof NoEmulators)) throw error;
    const why = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    say(`${why}. The demo goes on with the simulators alone.\n`);
    return await Embedded.open();
  } finally {
    clearTimeout(patience);
  }
}

function urlOf(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Refusal(`--endpoint must be a URL such as http://127.0.0.1:4566, got '${endpoint}'`);
}

import { Construct } from 'constructs';
import { Place } from './places';
import { openKey } from '../../sharing/key-access';
import { ShareTarget } from '../../sharing/share-target';

/**
 * Lets the others use the keys: those whom images are shared with, and in whose accounts copies are made. A copy is read with the key of the
 * pipeline's own Region, and written with that of its own.
 */
export function openPlaces(scope: Construct, places: readonly Place[], sharedWith: readonly ShareTarget[], keyGrantees?: readonly string[]): void {
  const copiesOf = ({ options }: Place) => options.copyToAccounts ?? [];
  for (const place of places.filter(each => each.key)) {
    const accounts = place.isOwn ? places.flatMap(copiesOf) : copiesOf(place);
    openKey(scope, place.key!, place.region, [...sharedWith, ...accounts.map(each => ShareTarget.account(each))], keyGrantees);
  }
}

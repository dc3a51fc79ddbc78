/** A list by what its members have in common, in the order of first appearance. */
export function grouped<K, T>(list: Iterable<T>, keyOf: (each: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const each of list) {
    const group = groups.get(keyOf(each));
    if (group) group.push(each);
    else groups.set(keyOf(each), [each]);
  }
  return groups;
}

/** A map with its values changed. */
export function mapped<K, T, U>(map: ReadonlyMap<K, T>, change: (value: T) => U): Map<K, U> {
  return new Map([...map].map(([key, value]) => [key, change(value)]));
}

import { attributePath, intrinsicOf, isList, isMap, ResourceDeclaration, substitutesIn, Template, Value } from './template';

export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** What each of the given resources waits for: DependsOn, and what its properties refer to. */
export function dependenciesOf(template: Template, logicalIds: readonly string[]): Dependencies {
  const known = new Set(logicalIds);
  return new Map(logicalIds.map(logicalId => {
    const named = new Set<string>();
    collect(template.Resources[logicalId], named);
    named.delete(logicalId);
    return [logicalId, new Set([...named].filter(name => known.has(name)))];
  }));
}

/** The same graph the other way round, for removal. */
export function reversed(dependencies: Dependencies): Dependencies {
  const dependents = new Map([...dependencies.keys()].map(logicalId => [logicalId, new Set<string>()]));
  for (const [logicalId, needed] of dependencies) {
    for (const each of needed) dependents.get(each)?.add(logicalId);
  }
  return dependents;
}

function collect(declaration: ResourceDeclaration, names: Set<string>): void {
  const { DependsOn } = declaration;
  if (typeof DependsOn === 'string') names.add(DependsOn);
  else DependsOn?.forEach(name => names.add(name));
  collectFrom(declaration.Properties, names);
}

function collectFrom(value: Value, names: Set<string>): void {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Ref') {
    names.add(String(intrinsic.argument));
  } else if (intrinsic?.name === 'Fn::GetAtt') {
    names.add(attributePath(intrinsic.argument)[0]);
  } else if (intrinsic?.name === 'Fn::Sub') {
    const text = isList(intrinsic.argument) ? intrinsic.argument[0] : intrinsic.argument;
    substitutesIn(String(text)).forEach(name => names.add(name.split('.')[0]));
    collectFrom(intrinsic.argument, names);
  } else if (isList(value)) {
    value.forEach(each => collectFrom(each, names));
  } else if (isMap(value)) {
    Object.values(value).forEach(each => collectFrom(each, names));
  }
}

/**
 * Acts on every resource once all that it waits for is done, and on as many at a time as the graph allows. An act answers whether it
 * went well; what waits for one that did not is left out. Nothing new begins once `stopped` says so.
 */
export async function inOrder(
  dependencies: Dependencies, act: (logicalId: string) => Promise<boolean>, stopped: () => boolean = () => false,
): Promise<ReadonlyMap<string, boolean>> {
  const acts = new Map<string, Promise<boolean>>();
  const begin = (logicalId: string, path: readonly string[]): Promise<boolean> => {
    if (path.includes(logicalId)) throw new Error(`circular dependency between resources: ${[...path, logicalId].join(' -> ')}`);
    const begun = acts.get(logicalId);
    if (begun) return begun;
    const needed = [...dependencies.get(logicalId) ?? []].map(each => begin(each, [...path, logicalId]));
    const ended = Promise.all(needed).then(all => all.every(Boolean) && !stopped() ? act(logicalId) : false);
    acts.set(logicalId, ended);
    return ended;
  };
  const ids = [...dependencies.keys()];
  const results = await Promise.all(ids.map(logicalId => begin(logicalId, [])));
  return new Map(ids.map((logicalId, index) => [logicalId, results[index]]));
}

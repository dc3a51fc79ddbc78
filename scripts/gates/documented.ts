/** As much of a jsii assembly as this gate reads. */
export interface Assembly {
  readonly types?: Record<string, Documented & {
    readonly initializer?: Callable;
    readonly methods?: Callable[];
    readonly properties?: Documented[];
    readonly members?: Documented[];
  }>;
}

interface Documented {
  readonly name?: string;
  readonly docs?: { readonly summary?: string };
}

interface Callable extends Documented {
  readonly parameters?: Documented[];
}

/** The public names that no sentence explains: types, members and parameters. Every CDK user knows `scope`, `id` and `props`. */
export function undocumentedNames(assembly: Assembly): string[] {
  return Object.entries(assembly.types ?? {}).flatMap(([fqn, type]) => {
    const typeName = fqn.split('.').slice(1).join('.');
    const members = [...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []];
    return [
      ...unexplained(typeName, type),
      ...members.flatMap(member => unexplained(`${typeName}.${member.name}`, member)),
      ...[{ ...type.initializer, name: 'constructor' }, ...type.methods ?? []].flatMap(callable => (callable.parameters ?? [])
        .filter(parameter => !(callable.name === 'constructor' && ['scope', 'id', 'props'].includes(parameter.name!)))
        .flatMap(parameter => unexplained(`${typeName}.${callable.name}(${parameter.name})`, parameter))),
    ];
  });
}

/** One word is no sentence. */
const unexplained = (name: string, { docs }: Documented) => /\S\s+\S/.test(docs?.summary ?? '') ? [] : [name];

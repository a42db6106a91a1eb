import { sortedBy } from '../capacity/order';

interface Named {
  readonly name: string;
  readonly value?: string;
}

/**
 * By name, but what others refer to stands before them: kubelet replaces `$(NAME)` by variables that stand earlier in the
 * list alone, and leaves the rest as it is written (expand.go of Kubernetes; `$$(NAME)` is no reference).
 */
export function inOrderOfUse<T extends Named>(variables: readonly T[]): T[] {
  const byName = sortedBy(variables, ({ name }) => name);
  const named = new Map(byName.map((variable) => [variable.name, variable]));
  const placed = new Set<T>();
  const place = (variable: T, users: readonly T[]) => {
    if (placed.has(variable) || users.includes(variable)) {
      return;
    }
    for (const name of referencesOf(variable.value ?? '')) {
      const used = named.get(name);
      if (used) {
        place(used, [...users, variable]);
      }
    }
    placed.add(variable);
  };
  byName.forEach((variable) => place(variable, []));
  return [...placed];
}

/** Names in the order in which they appear. */
function referencesOf(value: string): string[] {
  return [...value.matchAll(/\$\$|\$\(([^)]*)\)/g)].flatMap(([, name]) => (name ? [name] : []));
}

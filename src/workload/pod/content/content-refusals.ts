import { contentOf } from './content-stamps';
import { SECRET_MODE } from './content-volumes';
import { sortedBy } from '../../../capacity/order';
import { Problems } from '../../../manifest/problems';
import { ContainerOptions } from '../container-options';
import { PodOptions } from '../pod-options';

/** Refuses Reloader where it replaces no pods. */
export function refuseReloader(problems: Problems, options: PodOptions, why: string): void {
  const reloaded = containersOf(options).flatMap(([, one]) => contentOf(one).filter((content) => content.reloaded));
  for (const name of sortedBy(new Set(reloaded.map((content) => content.name)), (one) => one)) {
    const cure = 'version: raise it with the value';
    problems.check(false, 'variables, mounts', name, `has reloader: true, and ${why}`, cure);
  }
}

/** Refuses variables that refer to fields and resources of the pod. */
export function refuseFields(problems: Problems, options: PodOptions, why: string, cure: string): void {
  for (const [prefix, { variables = {} }] of containersOf(options)) {
    for (const [name, variable] of Object.entries(variables)) {
      const { valueFrom } = variable._variable?.(name, { memoryLimit: 0 }) ?? {};
      const refers = valueFrom?.fieldRef !== undefined || valueFrom?.resourceFieldRef !== undefined;
      problems.check(!refers, `${prefix}variables`, name, why, cure);
    }
  }
}

/** Refuses files that the owner alone may read, where the pods have no group for its files. */
export function refuseOwnModes(problems: Problems, options: PodOptions, why: string): void {
  for (const [prefix, { mounts = [] }] of containersOf(options)) {
    for (const { _mode: mode, path } of mounts) {
      const open = mode === undefined || mode % 8 >= 4;
      problems.check(open, `${prefix}mounts.mode`, path, `0o${mode?.toString(8)}: ${why}`, '0o444, or no mode');
    }
  }
}

/** The same volumes for pods without a group for their files: in them every process reads the files of secrets. */
export function readableSecrets(volumes: readonly any[]): object[] {
  return volumes.map((volume) =>
    volume.secret?.defaultMode === SECRET_MODE
      ? { ...volume, secret: { ...volume.secret, defaultMode: 0o444 } }
      : volume,
  );
}

function containersOf(options: PodOptions): [string, ContainerOptions][] {
  const helpers = (options.helpers ?? []).filter(({ _props }) => _props);
  return [
    ['', options],
    ...helpers.map(({ name, _props }): [string, ContainerOptions] => [`helpers.${name}.`, _props]),
  ];
}

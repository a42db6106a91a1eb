import { contentOf } from './content-stamps';
import { Problems } from '../../../manifest/problems';
import { sortedRecord } from '../../../capacity/order';
import { ContainerOptions } from '../pod-options';

/** Refuses Reloader where it replaces no pods. */
export function refuseReloader(problems: Problems, options: ContainerOptions, why: string): void {
  const reloaded = contentOf(options).filter((content) => content.reloaded);
  for (const name of Object.keys(sortedRecord(Object.fromEntries(reloaded.map((content) => [content.name, true]))))) {
    problems.check(
      false,
      'variables, mounts',
      name,
      `has reloader: true, and ${why}`,
      'version: raise it with the value',
    );
  }
}

/** Refuses what the API server of functions does not take without further features. */
export function refuseFields(problems: Problems, { variables = {} }: ContainerOptions, why: string): void {
  for (const [name, variable] of Object.entries(variables)) {
    const { valueFrom } = variable._variable?.(name, { memoryLimit: 0 }) ?? {};
    const refers = valueFrom?.fieldRef !== undefined || valueFrom?.resourceFieldRef !== undefined;
    problems.check(!refers, 'variables', name, why, 'env with a value, or a Microservice');
  }
}

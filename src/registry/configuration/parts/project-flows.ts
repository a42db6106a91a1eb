import { IConstruct } from 'constructs';
import { HarborRegistry } from '../../../platform/harbor-registry';
import { DataClass } from '../../../protection/data-class';
import { DataFlows } from '../../../protection/data-flows';

/** Notes a project of a registry, and what is in its images. */
export function noteProject(
  construct: IConstruct,
  { host, residency }: HarborRegistry,
  project: string,
  data?: readonly DataClass[],
): string {
  const path = `${host}/${project}`;
  DataFlows.of(construct).place({ path, residency: () => residency, data, isStore: true });
  return path;
}

/** Notes that a project is copied from a registry to another one. */
export function noteCopy(construct: IConstruct, from: HarborRegistry, to: HarborRegistry, project: string): void {
  const [here, there] = [from, to].map((registry) => noteProject(construct, registry, project));
  DataFlows.of(construct).flow(here, there, 'is copied to');
}

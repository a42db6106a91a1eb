import { HarborInstallationProps } from './harbor-installation-props';
import { HarborPartSize, SIZES, SMALL } from './harbor-sizes';

/** Containers of each pod of a part of Harbor. */
export interface HarborPart {
  readonly name: string;
  readonly replicas: number;
  /** By the names that the chart gives them. */
  readonly containers: Readonly<Record<string, HarborPartSize>>;
}

/** What runs, as chart 1.19.1 has it: nginx serves neither of the ways in that there are. */
export function partsOf({ replicas = 3, sizes = {} }: HarborInstallationProps): readonly HarborPart[] {
  const few = Math.min(2, replicas);
  const { core, registry, jobs, scanner } = { ...SIZES, ...sizes };
  return [
    { name: 'core', replicas, containers: { core } },
    { name: 'exporter', replicas: few, containers: { exporter: SMALL } },
    { name: 'jobservice', replicas, containers: { jobservice: jobs } },
    { name: 'portal', replicas: few, containers: { portal: SMALL } },
    { name: 'registry', replicas, containers: { registry, registryctl: SMALL } },
    { name: 'trivy', replicas: few, containers: { trivy: scanner } },
  ];
}

/** Jobs that one pod runs at once where nobody says otherwise: `jobservice.maxJobWorkers` of the chart. */
export const JOB_WORKERS = 10;

/** Jobs that all pods run at once, replications among them. */
export function jobWorkersOf({ replicas = 3, values }: HarborInstallationProps): number {
  const given = (values as any)?.jobservice?.maxJobWorkers;
  return replicas * (Number.isInteger(given) && given > 0 ? given : JOB_WORKERS);
}

/** Pods of some parts while all of them are rolled out: a Deployment starts a quarter more. */
export function podsInRollout(parts: readonly HarborPart[], names: readonly string[]): number {
  return parts
    .filter(({ name }) => names.includes(name))
    .reduce((sum, { replicas }) => sum + replicas + Math.ceil(replicas / 4), 0);
}

/** Parts that connect to PostgreSQL. */
export const ON_DATABASE = ['core', 'exporter', 'jobservice'];

/** Share of the connections of the server that Harbor may have: others want to get in too. */
const SHARE = 0.8;

/** Connections that each pod may open. */
export function connectionsOf(props: HarborInstallationProps): number {
  const { connectionsPerPod, database } = props;
  const most = database.maxConnections;
  const pods = podsInRollout(partsOf(props), ON_DATABASE);
  return connectionsPerPod ?? (most === undefined ? 50 : Math.floor((most * SHARE) / pods));
}

import { Finding, PoolModel } from '../../../capacity/model';
import { someOf } from '../../../capacity/some-of';
import { KubeSelector, selects } from '../../../manifest/kube';
import { PoolDescription } from '../description';
import { barredByLabels, barredFrom } from '../node-admission';
import { hostPorts, portsClash } from '../scheduling/host-ports';
import { HOST, named, pairOf } from '../scheduling/rules';
import { WorkloadDraft } from '../workloads/workload-draft';

/** A pool in one zone, as described and as planned. */
export interface DaemonPlace {
  readonly pool: PoolDescription;
  readonly zone: string | undefined;
  readonly model: PoolModel;
}

/** So many pools are named. */
const MOST_NAMED = 3;

/** DaemonSets that run nowhere, collide with each other, or can never be updated. */
export function placeFindings(
  daemons: readonly WorkloadDraft[],
  places: readonly DaemonPlace[],
  conflicts: ReadonlySet<string>,
): Finding[] {
  return [
    ...daemons.flatMap((daemon) => nowhere(daemon, places)),
    ...daemons.flatMap((daemon, i) =>
      daemons.slice(i + 1).flatMap((other) => collision(daemon, other, places, conflicts)),
    ),
    ...daemons.flatMap((daemon) => neverUpdated(daemon)),
  ];
}

/** Some of the pools, in words. */
export function poolsText(places: readonly DaemonPlace[]): string {
  const names = [...new Set(places.map(({ model }) => model.id))];
  return someOf(names, MOST_NAMED);
}

function nowhere(daemon: WorkloadDraft, places: readonly DaemonPlace[]): Finding[] {
  const spec = daemon.pod.spec ?? {};
  const reasons = places.map(({ pool, zone }) => barredFrom(spec, pool, zone));
  if (places.length === 0 || reasons.some((reason) => reason === undefined)) {
    return [];
  }
  // Where only a taint is in the way, the nodes were meant.
  const wanted = places.filter(({ pool, zone }) => barredByLabels(spec, pool, zone) === undefined);
  const why = [...new Set(reasons)].slice(0, MOST_NAMED).join('; ');
  return [
    {
      code: 'DAEMONSET_NOWHERE',
      severity: wanted.length > 0 ? 'warning' : 'info',
      path: daemon.path,
      message: `${daemon.id} runs on no node: no pool admits it (${why})`,
      cure:
        wanted.length > 0 ? ['a toleration of the taint'] : ['a pool with the labels that it asks for', 'leave it out'],
    },
  ];
}

function collision(
  daemon: WorkloadDraft,
  other: WorkloadDraft,
  places: readonly DaemonPlace[],
  conflicts: ReadonlySet<string>,
): Finding[] {
  const clash = portsClash(hostPorts(daemon), hostPorts(other));
  const both = places.filter(({ model }) => model.daemonsets[daemon.id] && model.daemonsets[other.id]);
  if (both.length === 0 || !(clash || conflicts.has(pairOf(daemon.id, other.id)))) {
    return [];
  }
  const ports = hostPorts(daemon).filter((port) => portsClash([port], hostPorts(other)));
  const what = clash ? `take host port ${ports.map(({ port }) => port).join(', ')}` : 'may not share a node';
  return [
    {
      code: 'DAEMONSETS_COLLIDE',
      severity: 'error',
      path: daemon.path,
      message: `${named([daemon, other])} both run on nodes of ${poolsText(both)} and ${what}: only one of them starts there`,
      cure: [
        clash ? 'another host port for one of them' : 'no anti-affinity between them',
        'node affinity that keeps one of them off these nodes',
      ],
    },
  ];
}

/** The new pod of a node waits for what the old one has, which stays until the new one runs. */
function neverUpdated(daemon: WorkloadDraft): Finding[] {
  const [port] = hostPorts(daemon);
  const terms = daemon.pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const isApart = terms.some(
    ({ topologyKey, labelSelector, matchLabelKeys = [] }: any) =>
      topologyKey === HOST && matchLabelKeys.length === 0 && selects(labelSelector as KubeSelector, daemon.labels),
  );
  if (!daemon.startsBeside || !(port || isApart)) {
    return [];
  }
  return [cannotUpdate(daemon, port ? `both take host port ${port.port} of the node` : 'they may not share a node')];
}

/** An update that starts the new pod first and never can. */
export function cannotUpdate({ id, path }: WorkloadDraft, why: string): Finding {
  return {
    code: 'DAEMONSET_CANNOT_UPDATE',
    severity: 'error',
    path,
    message: `an update of ${id} starts the new pod of a node beside the old one (maxSurge), and never gets further: ${why}`,
    cure: ['maxSurge 0 with maxUnavailable 1'],
  };
}

import { Finding } from '../../../capacity/model';
import { KubeObject, KubePod, KubeToleration } from '../../../manifest/kube';

/** Conditions of nodes in spite of which the DaemonSet controller runs its pods (kubernetes 1.32, pkg/controller/daemon/util). */
const TOLERATED: readonly (readonly [key: string, effect: string])[] = [
  ['not-ready', 'NoExecute'],
  ['unreachable', 'NoExecute'],
  ['disk-pressure', 'NoSchedule'],
  ['memory-pressure', 'NoSchedule'],
  ['pid-pressure', 'NoSchedule'],
  ['unschedulable', 'NoSchedule'],
];
const WITHOUT_NETWORK: readonly [string, string] = ['network-unavailable', 'NoSchedule'];

/** The pods of a DaemonSet, with the tolerations that its controller adds. */
export function withDaemonTolerations(pod: KubePod): KubePod {
  const { tolerations = [], hostNetwork } = pod.spec ?? {};
  const added = [...TOLERATED, ...(hostNetwork ? [WITHOUT_NETWORK] : [])].map(([key, effect]): KubeToleration => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect,
  }));
  return { ...pod, spec: { ...pod.spec, tolerations: [...tolerations, ...added] } };
}

/** True where an update starts the new pod of a node beside the old one. */
export function startsBeside({ spec }: KubeObject): boolean {
  const { type = 'RollingUpdate', rollingUpdate = {} } = spec?.updateStrategy ?? {};
  return type === 'RollingUpdate' && amount(rollingUpdate?.maxSurge ?? 0) > 0;
}

/** What the API server refuses of an update strategy (kubernetes 1.32, ValidateRollingUpdateDaemonSet; maxUnavailable is 1 where it is left out). */
export function strategyFindings({ metadata, spec }: KubeObject, path: string): Finding[] {
  const { type = 'RollingUpdate', rollingUpdate } = spec?.updateStrategy ?? {};
  if (type !== 'RollingUpdate') {
    return [];
  }
  const { maxSurge = 0, maxUnavailable = 1 } = rollingUpdate ?? {};
  const [surge, unavailable] = [amount(maxSurge), amount(maxUnavailable)];
  const problem =
    Number.isNaN(surge) || Number.isNaN(unavailable)
      ? 'neither is a whole number or a percentage up to 100%'
      : surge > 0 && unavailable > 0
        ? 'one of them has to be 0'
        : surge === 0 && unavailable === 0
          ? 'they may not both be 0'
          : undefined;
  if (problem === undefined) {
    return [];
  }
  return [
    {
      code: 'DAEMONSET_STRATEGY_REFUSED',
      severity: 'error',
      path,
      message: `the API server refuses the update strategy of DaemonSet ${metadata?.name}: maxSurge ${maxSurge} with maxUnavailable ${maxUnavailable}${rollingUpdate?.maxUnavailable === undefined ? ' (the default)' : ''}, ${problem}`,
      cure: ['maxSurge 0 with maxUnavailable 1', 'maxSurge 1 with maxUnavailable 0'],
    },
  ];
}

/** NaN where the API server takes it for no number. */
function amount(value: unknown): number {
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  const number = percent ? Number(percent[1]) : value;
  const isNumber = typeof number === 'number' && Number.isInteger(number) && number >= 0;
  return isNumber && !(percent && number > 100) ? number : NaN;
}

import { AdmittedPods } from './input';
import { faultIf, ShapeFault, wordFault } from './shape';
import { Finding } from '../../../capacity/model';
import { KubePodSpec } from '../../../manifest/kube';

const POLICIES = ['Honor', 'Ignore'];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Fields for kube-scheduler that the API server refuses (k8s.io/kubernetes 1.32 pkg/apis/core/validation, ValidatePodSpec). */
export function podFieldFindings({ path, id, pod }: AdmittedPods): Finding[] {
  const spec = pod.spec ?? {};
  const faults = [...spreadFaults(spec), ...tolerationFaults(spec), ...affinityFaults(spec), ...portFaults(spec)];
  return faults.length === 0
    ? []
    : [
        {
          code: 'POD_FIELDS_REFUSED',
          severity: 'error',
          path,
          message: `the API server refuses the pods of ${id}: ${faults.map(({ text }) => text).join('; ')}`,
          cure: [[...new Set(faults.map(({ cure }) => cure))].join(', and ')],
        },
      ];
}

function spreadFaults({ topologySpreadConstraints = [] }: KubePodSpec): ShapeFault[] {
  return (topologySpreadConstraints as any[]).flatMap((one, i, all) => {
    const field = (name: string) => `topologySpreadConstraints[${i}].${name}`;
    const isTwin = (other: any) =>
      other.topologyKey === one.topologyKey && other.whenUnsatisfiable === one.whenUnsatisfiable;
    const { matchLabels, matchExpressions } = one.labelSelector ?? {};
    const selected = new Set([...Object.keys(matchLabels ?? {}), ...(matchExpressions ?? []).map((e: any) => e.key)]);
    const keys: string[] = one.matchLabelKeys ?? [];
    const twice = keys.filter((key) => selected.has(key));
    return [
      ...faultIf(
        !(one.maxSkew > 0),
        `${field('maxSkew')} ${one.maxSkew}: must be greater than zero`,
        `${field('maxSkew')}: 1`,
      ),
      ...faultIf(!one.topologyKey, `${field('topologyKey')}: can not be empty`, `a ${field('topologyKey')}`),
      ...wordFault(field('whenUnsatisfiable'), one.whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway'], true),
      ...wordFault(field('nodeAffinityPolicy'), one.nodeAffinityPolicy, POLICIES),
      ...wordFault(field('nodeTaintsPolicy'), one.nodeTaintsPolicy, POLICIES),
      ...faultIf(
        one.minDomains !== undefined && !(one.minDomains > 0),
        `${field('minDomains')} ${one.minDomains}: must be greater than zero`,
        `no ${field('minDomains')}`,
      ),
      ...faultIf(
        one.minDomains > 0 && one.whenUnsatisfiable === 'ScheduleAnyway',
        `${field('minDomains')}: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway`,
        `no ${field('minDomains')}`,
      ),
      ...faultIf(
        all.findIndex(isTwin) < i,
        `topologySpreadConstraints[${i}]: Duplicate value {${one.topologyKey}, ${one.whenUnsatisfiable}}`,
        `one constraint for ${one.topologyKey} with ${one.whenUnsatisfiable}`,
      ),
      ...faultIf(
        keys.length > 0 && !one.labelSelector,
        `${field('matchLabelKeys')}: must not be specified when labelSelector is not set`,
        `a ${field('labelSelector')}`,
      ),
      ...faultIf(
        twice.length > 0,
        `${field('matchLabelKeys')}: ${twice.join(', ')} exists in both matchLabelKeys and labelSelector`,
        `${field('matchLabelKeys')} without ${twice.join(', ')}`,
      ),
    ];
  });
}

function tolerationFaults({ tolerations = [] }: KubePodSpec): ShapeFault[] {
  return (tolerations as any[]).flatMap(({ key, operator, value, effect, tolerationSeconds }, i) => {
    const field = (name: string) => `tolerations[${i}].${name}`;
    return [
      ...wordFault(field('operator'), operator || undefined, ['Equal', 'Exists']),
      ...wordFault(field('effect'), effect || undefined, EFFECTS),
      ...faultIf(
        !key && operator !== 'Exists',
        `${field('operator')}: operator must be Exists when \`key\` is empty, which means "match all values and all keys"`,
        `${field('operator')}: Exists`,
      ),
      ...faultIf(
        operator === 'Exists' && Boolean(value),
        `${field('operator')}: value must be empty when \`operator\` is 'Exists'`,
        `no ${field('value')}, or ${field('operator')}: Equal`,
      ),
      ...faultIf(
        tolerationSeconds !== undefined && tolerationSeconds !== null && effect !== 'NoExecute',
        `${field('effect')}: effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
        `no ${field('tolerationSeconds')}, or ${field('effect')}: NoExecute`,
      ),
    ];
  });
}

function affinityFaults({ affinity = {} }: KubePodSpec): ShapeFault[] {
  const { nodeAffinity = {}, ...between } = affinity as any;
  const required: any[] = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred: any[] = nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const terms = [...required, ...preferred.map(({ preference }) => preference ?? {})];
  const ofNodes = terms.flatMap(({ matchExpressions = [] }) => matchExpressions.flatMap(expressionFaults));
  const ofPods = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const hard: any[] = between[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const soft: any[] = between[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    return [
      ...[...hard, ...soft.map(({ podAffinityTerm }) => podAffinityTerm ?? {})].flatMap(({ topologyKey }) =>
        faultIf(!topologyKey, `${kind}: topologyKey can not be empty`, `a topologyKey, such as kubernetes.io/hostname`),
      ),
      ...soft.flatMap(({ weight }) =>
        faultIf(
          !(weight >= 1 && weight <= 100),
          `${kind}: weight ${weight}: must be in the range 1-100`,
          'a weight of 1 to 100',
        ),
      ),
    ];
  });
  const weights = preferred.flatMap(({ weight }) =>
    faultIf(
      !(weight >= 1 && weight <= 100),
      `nodeAffinity: weight ${weight}: must be in the range 1-100`,
      'a weight of 1 to 100',
    ),
  );
  return [...ofNodes, ...weights, ...ofPods];
}

function expressionFaults({ key, operator, values = [] }: any): ShapeFault[] {
  const what = `nodeAffinity: ${key} ${operator}`;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return faultIf(
        values.length === 0,
        `${what}: must be specified when \`operator\` is 'In' or 'NotIn'`,
        `values of ${key}`,
      );
    case 'Exists':
    case 'DoesNotExist':
      return faultIf(
        values.length > 0,
        `${what}: may not have values when \`operator\` is 'Exists' or 'DoesNotExist'`,
        `no values of ${key}, or operator In`,
      );
    case 'Gt':
    case 'Lt':
      return faultIf(
        values.length !== 1,
        `${what}: must be specified single value when \`operator\` is 'Lt' or 'Gt'`,
        `one value of ${key}`,
      );
    default:
      return [
        { text: `${what}: not a valid selector operator`, cure: `operator In, NotIn, Exists, DoesNotExist, Gt or Lt` },
      ];
  }
}

/** Ports of the node that one pod takes twice, and ports beside those that it has on the network of its node. */
function portFaults({ hostNetwork, containers = [], initContainers = [] }: KubePodSpec): ShapeFault[] {
  const lasting = initContainers.filter(({ restartPolicy }: any) => restartPolicy === 'Always');
  const ports: any[] = [...containers, ...lasting].flatMap(({ ports: some = [] }: any) => some);
  const apart = hostNetwork
    ? ports.filter(({ hostPort, containerPort }) => hostPort && hostPort !== containerPort)
    : [];
  const taken = new Set<string>();
  const twice = ports
    .map((one) => ({ ...one, hostPort: one.hostPort || (hostNetwork ? one.containerPort : undefined) }))
    .filter(({ hostPort, hostIP = '', protocol = 'TCP' }) => {
      const key = `${protocol}/${hostIP}/${hostPort}`;
      const isTaken = hostPort !== undefined && taken.has(key);
      taken.add(key);
      return isTaken;
    });
  return [
    ...apart.map(({ containerPort, hostPort }) => ({
      text: `containerPort ${containerPort}: must match \`hostPort\` ${hostPort} when \`hostNetwork\` is true`,
      cure: `hostPort: ${containerPort}, or none`,
    })),
    ...twice.map(({ hostPort, protocol = 'TCP' }) => ({
      text: `hostPort: Duplicate value ${protocol} ${hostPort}`,
      cure: `host port ${hostPort} (${protocol}) once`,
    })),
  ];
}

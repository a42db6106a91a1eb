import { PoolDescription } from './description';
import { barredByTaints, HOST, labelsMet, nodeLabels } from './node-admission';
import { LabelDeclaration, WorkloadModel } from '../../capacity/model';
import { KubePodSpec, matchesExpression } from '../../manifest/kube';

interface Place {
  readonly pool: PoolDescription;
  readonly zone: string | undefined;
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/**
 * Labels that a pod asks for, that providers or their controllers write, and of which no pool says anything: with them some pool would
 * admit it. How to say them comes along.
 */
function labelDeclarations(pod: KubePodSpec, places: readonly Place[]): LabelDeclaration[] {
  const said = new Set(places.flatMap(({ pool, zone }) => Object.keys(nodeLabels(pool, zone))));
  const found = new Map<string, LabelDeclaration>();
  for (const { pool, zone } of places.filter((place) => barredByTaints(pod, place.pool) === undefined)) {
    const labels = labelsMet(pool, zone);
    const open = (one: Requirement) =>
      ['In', 'Exists', 'Gt', 'Lt'].includes(one.operator) && !said.has(one.key) && saidBy(one, pool) !== undefined;
    const holds = (one: Requirement) => matchesExpression(labels, one.key, one.operator, one.values);
    for (const option of optionsOf(pod)) {
      if (option.every((one) => holds(one) || open(one))) {
        for (const one of option.filter((other) => !holds(other))) {
          found.set(one.key, found.get(one.key) ?? { label: one.key, cure: saidBy(one, pool)! });
        }
      }
    }
  }
  return [...found.values()];
}

/** What a workload that no pool admits says of them. */
export function undeclaredLabels(
  { eligible }: WorkloadModel,
  pod: KubePodSpec,
  places: readonly Place[],
): Pick<WorkloadModel, 'undeclared'> {
  const undeclared = eligible.length > 0 ? [] : labelDeclarations(pod, places);
  return undeclared.length > 0 ? { undeclared } : {};
}

/** Each way to satisfy the selector and the required affinity. */
function optionsOf({ nodeSelector = {}, affinity }: KubePodSpec): Requirement[][] {
  const selector = Object.entries(nodeSelector).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  const terms: any[] = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const plain = terms.filter(
    ({ matchFields = [], matchExpressions = [] }) => matchFields.length === 0 && matchExpressions.length > 0,
  );
  return terms.length === 0 ? [selector] : plain.map((term) => [...selector, ...term.matchExpressions]);
}

const REGION = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'];

/** Labels by which groups of nodes are known in a cloud, and who makes such groups. */
const GROUPS: Readonly<Record<string, string>> = {
  'eks.amazonaws.com/nodegroup': 'eksNodeGroups',
  'cloud.google.com/gke-nodepool': 'gkeNodePools',
  'kubernetes.azure.com/agentpool': 'aksNodePools',
  agentpool: 'aksNodePools',
};

/** Labels that follow from whose machines the nodes are. */
const CLOUD = [
  'beta.kubernetes.io/instance-type',
  'failure-domain.beta.kubernetes.io/zone',
  'topology.ebs.csi.aws.com/zone',
  'topology.disk.csi.azure.com/zone',
  'topology.gke.io/zone',
];

/** Domains of labels that providers, installers and discovery of hardware write. */
const DOMAINS = [
  'kubernetes.io',
  'k8s.io',
  'x-k8s.io',
  'eks.amazonaws.com',
  'amazonaws.com',
  'k8s.aws',
  'eksctl.io',
  'cloud.google.com',
  'gke.io',
  'kubernetes.azure.com',
  'openshift.io',
  'digitalocean.com',
  'oraclecloud.com',
  'alibabacloud.com',
  'aliyun.com',
  'kubevirt.io',
  'projectcalico.org',
];

/** How to say a label of which the pool says nothing; undefined where its nodes cannot have it, or it is the user's own. */
function saidBy(
  { key, values = [] }: Requirement,
  { name, maker, capacity, labelsComplete }: PoolDescription,
): string | undefined {
  const value = values[0] ?? '';
  const domain = key.includes('/') ? key.split('/')[0] : '';
  const byHand = `labels: { '${key}': '${value}' } on pool ${name}`;
  if (key === HOST) {
    return 'a label of a pool in place of the name of one node: nodes are named when they are made';
  }
  if (labelsComplete) {
    return undefined;
  }
  if (REGION.includes(key)) {
    return `region: '${value}' on the cluster`;
  }
  if (GROUPS[key] !== undefined) {
    return maker === undefined
      ? `provisioner: Provisioner.${GROUPS[key]}() on the cluster or pool ${name}, with nodeGroup: '${value}' on the pool that it makes`
      : undefined;
  }
  if (/^karpenter\.(sh|k8s\.aws|azure\.com|k8s\.gcp)$/.test(domain)) {
    return karpenterSays(maker, byHand);
  }
  if (CLOUD.includes(key)) {
    return `NodeType.aws(...), .azure(...) or .gcp(...) for the nodes of pool ${name}, or ${byHand}`;
  }
  const isDevice = domain !== '' && Object.keys(capacity).some((resource) => resource.startsWith(`${domain}/`));
  const isProvided = DOMAINS.some((owner) => domain === owner || domain.endsWith(`.${owner}`));
  return isDevice || isProvided ? byHand : undefined;
}

function karpenterSays(maker: PoolDescription['maker'], byHand: string): string | undefined {
  if (maker === 'karpenter') {
    return "a machine type of the table, for example NodeType.aws('m7i.2xlarge'): its labels follow from it";
  }
  return maker === undefined
    ? `provisioner: Provisioner.karpenter(...) on the cluster or the pool, or ${byHand}`
    : undefined;
}

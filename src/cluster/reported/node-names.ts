import { ReportedNode } from './reported-node';

/** Labels that say something of one node alone. */
const OF_ONE_NODE = [
  /^kubernetes\.io\/hostname$/,
  /^alpha\.eksctl\.io\/instance-id$/,
  /^eks\.amazonaws\.com\/(nodegroup-image|sourceLaunchTemplateId|sourceLaunchTemplateVersion)$/,
  /^kubernetes\.azure\.com\/(node-image-version|kubelet-identity-client-id)$/,
  /^topology\.k8s\.aws\/network-node-layer-\d$/,
  /^cloud\.google\.com\/gce-topology-host$/,
  /\.timestamp$/,
];

/** Labels that name the group of nodes, those that say most in front. */
const GROUP_LABELS = [
  'karpenter.sh/nodepool',
  'eks.amazonaws.com/nodegroup',
  'cloud.google.com/gke-nodepool',
  'kubernetes.azure.com/agentpool',
  'alpha.eksctl.io/nodegroup-name',
  'kops.k8s.io/instancegroup',
];

const TYPE_LABELS = ['node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type'];

/** Whether a label says something of one node alone. */
export function isOfOneNode(label: string): boolean {
  return OF_ONE_NODE.some((pattern) => pattern.test(label));
}

/** The instance type of a node, or its shape. */
export function typeOf({ labels, capacity }: ReportedNode): string {
  const type = TYPE_LABELS.map((key) => labels[key]).find((value) => value);
  return type ?? `${Math.floor(capacity.cpu / 1000)}x${Math.round(capacity.memory / 2 ** 30)}`;
}

/** The name of the group that a node belongs to, as part of the name of a pool. */
export function groupOf(node: ReportedNode): string {
  const { labels } = node;
  const group = GROUP_LABELS.map((key) => labels[key]).find((value) => value);
  const role = Object.keys(labels).find((key) => /^node-role\.kubernetes\.io\/(control-plane|master)$/.test(key));
  const name = group ?? (role ? 'control-plane' : typeOf(node));
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40) || 'nodes'
  );
}

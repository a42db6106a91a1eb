import type { NodeType } from './node-type';
import { Maker } from '../../planner/reading/description';
import { spotLabels } from '../../planner/reading/spot-nodes';
import { awsMachine } from '../instance-types/aws';
import { azureMachine } from '../instance-types/azure';
import { gcpMachine } from '../instance-types/gcp';
import { Cloud, Machine } from '../instance-types/machine';
import type { Provisioner } from '../provisioner';

type Labels = Readonly<Record<string, string>>;

/** What the labels of nodes follow from. */
export interface LabelSource {
  readonly nodeType: NodeType;
  readonly provisioner: Provisioner;
  readonly poolName: string;
  /** Name of the group of nodes in the cloud. */
  readonly nodeGroup: string;
  readonly zones: readonly string[];
  /** Region of the cluster, where its user said it. */
  readonly region?: string;
  /** True where the cloud may take its nodes back. */
  readonly spot?: boolean;
}

/** Labels that nodes have although nobody wrote them. */
export interface ProvidedLabels {
  /** Those that follow from what is known. */
  readonly facts: Labels;
  /** Those that are so unless somebody says otherwise. */
  readonly defaults: Labels;
  /** Those that differ from zone to zone. */
  readonly byZone: Readonly<Record<string, Labels>>;
  /** Who makes the nodes; absent: nobody said. */
  readonly maker?: Maker;
}

/** What kubelet says of any node, under its name of today and under the old one, which the node lifecycle controller keeps equal. */
export function kubeletLabels(architecture: string): Record<string, string> {
  return {
    'kubernetes.io/arch': architecture,
    'kubernetes.io/os': 'linux',
    'beta.kubernetes.io/arch': architecture,
    'beta.kubernetes.io/os': 'linux',
  };
}

/** Whose machines the nodes are; undefined where neither their type nor who makes them tells. */
export function cloudOf({ nodeType, provisioner }: Pick<LabelSource, 'nodeType' | 'provisioner'>): Cloud | undefined {
  return nodeType._cloud ?? provisioner._cloud;
}

/** What kubelet, the controllers of the cluster and of the provider write into the labels of nodes. */
export function providedLabels(source: LabelSource): ProvidedLabels {
  const { nodeType, zones, provisioner } = source;
  const cloud = cloudOf(source);
  const region = source.region ?? regionOf(cloud, zones);
  return {
    facts: {
      ...nodeType._labels,
      ...(region !== undefined && { 'topology.kubernetes.io/region': region }),
      ...(cloud && {
        'beta.kubernetes.io/instance-type': nodeType.name,
        ...(region !== undefined && { 'failure-domain.beta.kubernetes.io/region': region }),
      }),
      ...(provisioner.nodeClass && karpenterLabels(source)),
      ...groupLabels(source),
      ...(source.spot && spotLabels(provisioner._maker)),
    },
    defaults: DEFAULTS[provisioner._maker ?? ''] ?? {},
    byZone: Object.fromEntries(zones.map((zone) => [zone, zoneLabels(source, cloud, zone)])),
    ...(provisioner._maker && { maker: provisioner._maker }),
  };
}

/** Label of each zone that the disk driver of a cloud writes. */
const DISK_ZONE: Readonly<Record<Cloud, string>> = {
  aws: 'topology.ebs.csi.aws.com/zone',
  azure: 'topology.disk.csi.azure.com/zone',
  gcp: 'topology.gke.io/zone',
};

function zoneLabels({ provisioner, poolName }: LabelSource, cloud: Cloud | undefined, zone: string): Labels {
  return {
    ...(cloud && { 'failure-domain.beta.kubernetes.io/zone': zone, [DISK_ZONE[cloud]]: zone }),
    ...(provisioner.nodeClass && { 'karpenter.sh/nodepool': karpenterPoolName(poolName, zone) }),
  };
}

/** Name of the NodePool of Karpenter that makes the nodes of a pool in a zone. */
export function karpenterPoolName(poolName: string, zone: string): string {
  return `${poolName}-${zone}`;
}

function karpenterLabels({ nodeType, provisioner }: LabelSource): Labels {
  const { group, kind, name } = provisioner.nodeClass!;
  const machine = machineOf(provisioner._cloud, nodeType.name);
  return {
    'karpenter.sh/capacity-type': 'on-demand',
    'karpenter.sh/initialized': 'true',
    'karpenter.sh/registered': 'true',
    [`${group}/${kind.toLowerCase()}`]: name,
    ...Object.fromEntries(Object.entries(machine?.properties ?? {}).map(([key, value]) => [`${group}/${key}`, value])),
  };
}

function machineOf(cloud: Cloud | undefined, name: string): Machine | undefined {
  switch (cloud) {
    case 'aws':
      return awsMachine(name);
    case 'azure':
      return azureMachine(name);
    case 'gcp':
      return gcpMachine(name);
    default:
      return undefined;
  }
}

/** Labels by which the managed groups of a cloud are known. */
function groupLabels({ provisioner, nodeGroup, nodeType }: LabelSource): Labels {
  switch (provisioner._maker) {
    case 'eks':
      return { 'eks.amazonaws.com/nodegroup': nodeGroup };
    case 'gke':
      return {
        'cloud.google.com/gke-nodepool': nodeGroup,
        'cloud.google.com/machine-family': nodeType.name.split('-')[0],
      };
    case 'aks':
      return {
        agentpool: nodeGroup,
        'kubernetes.azure.com/agentpool': nodeGroup,
        'kubernetes.azure.com/role': 'agent',
      };
    default:
      return {};
  }
}

/** What groups of each maker are unless somebody chose otherwise. */
const DEFAULTS: Readonly<Record<string, Labels>> = {
  eks: { 'eks.amazonaws.com/capacityType': 'ON_DEMAND' },
  gke: { 'cloud.google.com/gke-os-distribution': 'cos', 'cloud.google.com/gke-provisioning': 'standard' },
  aks: { 'kubernetes.azure.com/mode': 'user' },
};

/** How the names of zones of a cloud begin with their region: `eu-central-1a` (a local zone `us-west-2-lax-1a`), `eastus-1`, `europe-west4-b`. */
const ZONE_NAMES: Readonly<Record<Cloud, RegExp>> = {
  aws: /^([a-z]+(?:-[a-z]+)+-\d+)(?:-[a-z]+-\d+)?[a-z]$/,
  azure: /^([a-z]+\d?)-\d$/,
  gcp: /^([a-z]+-[a-z]+\d+)-[a-z]$/,
};

/** The region that all zones are in by their names; undefined where the names do not tell. */
export function regionOf(cloud: Cloud | undefined, zones: readonly string[]): string | undefined {
  const regions = new Set(zones.map((zone) => (cloud ? ZONE_NAMES[cloud].exec(zone)?.[1] : undefined)));
  return regions.size === 1 ? [...regions][0] : undefined;
}

import { cloudOf, LabelSource, ProvidedLabels, regionOf } from './node-labels';
import { checkLabels } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** Domains of which Karpenter lets nobody choose labels in a NodePool, and those within them of which it does. */
const KARPENTER_KEEPS = ['kubernetes.io', 'k8s.io', 'karpenter.sh', 'karpenter.k8s.aws', 'karpenter.azure.com'];
const KARPENTER_GIVES = ['node.kubernetes.io', 'node-restriction.kubernetes.io', 'kops.k8s.io'];

/** Checks labels that the user says nodes have: well formed, and not against what they have anyway. */
export function checkNodeLabels(
  problems: Problems,
  labels: Readonly<Record<string, string>>,
  provided: ProvidedLabels,
  karpenter: boolean,
): void {
  checkLabels(problems, 'labels', labels);
  const zonal = new Set(Object.values(provided.byZone).flatMap((some) => Object.keys(some)));
  for (const [key, value] of Object.entries(labels)) {
    const fact = provided.facts[key];
    if (key === 'kubernetes.io/hostname') {
      problems.check(false, 'labels key', key, 'is another one for every node: kubelet writes it', 'leave it out');
    } else if (key === 'topology.kubernetes.io/zone' || zonal.has(key)) {
      problems.check(false, 'labels key', key, 'follows from the zone of a node', 'leave it out');
    } else if (fact !== undefined) {
      problems.check(fact === value, `labels['${key}']`, value, `nodes have '${fact}'`, 'leave it out');
    } else {
      const domain = key.includes('/') ? key.split('/')[0] : '';
      const inDomain = (owner: string) => domain === owner || domain.endsWith(`.${owner}`);
      const kept = karpenter && KARPENTER_KEEPS.some(inDomain) && !KARPENTER_GIVES.some(inDomain);
      problems.check(
        !kept,
        'labels key',
        key,
        `Karpenter keeps ${domain} for itself`,
        'a label of a domain of your own',
      );
    }
  }
}

const CLOUDS = { aws: 'AWS', azure: 'Azure', gcp: 'Google Cloud' };

/** How the groups of each maker may be called. */
const GROUP_NAMES = {
  eks: {
    pattern: /^[A-Za-z0-9][-A-Za-z0-9_]{0,62}$/,
    rule: 'node groups of EKS have 1 to 63 letters, digits, - and _',
  },
  gke: { pattern: /^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, rule: 'node pools of GKE have 1 to 40 of a-z, 0-9 and -' },
  aks: { pattern: /^[a-z][a-z0-9]{0,11}$/, rule: 'agent pools of AKS have 1 to 12 of a-z and 0-9, a letter first' },
} as const;

/** Checks that machine, maker, region and the name of the group go together. */
export function checkMaker(problems: Problems, source: LabelSource, given: string | undefined): void {
  const { provisioner, nodeType, nodeGroup, region, zones } = source;
  const { _maker: maker, _cloud: makersCloud } = provisioner;
  const rule = maker === undefined || maker === 'karpenter' ? undefined : GROUP_NAMES[maker];
  problems.check(
    rule !== undefined || given === undefined,
    'nodeGroup',
    given,
    'is the name of a group that a cloud makes the nodes with',
    'leave it out, or say whose: provisioner: Provisioner.eksNodeGroups()',
  );
  problems.check(
    rule === undefined || rule.pattern.test(nodeGroup),
    'nodeGroup',
    nodeGroup,
    rule?.rule ?? '',
    'the name that the group has in the cloud',
  );
  const { _cloud: machinesCloud } = nodeType;
  problems.check(
    makersCloud === undefined || machinesCloud === undefined || makersCloud === machinesCloud,
    'nodeType',
    nodeType.name,
    `is a machine of ${CLOUDS[machinesCloud ?? 'aws']}, the nodes are made by ${CLOUDS[makersCloud ?? 'aws']}`,
  );
  const byName = regionOf(cloudOf(source), zones);
  problems.check(
    byName === undefined || region === undefined || region === byName,
    'zones',
    zones,
    `are in ${byName}, the region of the cluster is ${region}`,
  );
}

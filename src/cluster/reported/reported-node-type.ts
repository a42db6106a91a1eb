import { NodeKind, nodeKinds } from './node-groups';
import { typeOf } from './node-names';
import { describeLeftOut, nodesOf } from './usable-nodes';
import { describeAmount } from '../../capacity/quantity';
import { minus } from '../../capacity/resources';
import { Problems } from '../../manifest/problems';
import { Architecture } from '../architecture';
import { Cloud } from '../instance-types/machine';
import type { NodeFacts } from '../node/node-facts';
import { kubeletLabels } from '../node/node-labels';
import { Price } from '../price';

/** Which of the nodes that a cluster reports are meant. */
export interface ReportedNodeTypeProps {
  /**
   * Labels of these nodes, for example `{ 'eks.amazonaws.com/nodegroup': 'general' }`.
   * @default - all nodes of the file are equal
   */
  readonly labels?: Record<string, string>;
  /**
   * Price of one node.
   * @default - none; a cluster in which some type has no price is planned for the fewest nodes instead of the lowest cost
   */
  readonly price?: Price;
}

/** Whose machines nodes are, by the scheme of their provider ids. */
const CLOUDS: Readonly<Record<string, Cloud>> = { aws: 'aws', azure: 'azure', gce: 'gcp' };

/** The one kind of node in a file that has these labels. Throws where there is none, or several. */
export function reportedFacts(file: string, props: ReportedNodeTypeProps): { name: string; facts: NodeFacts } {
  const { labels: wanted = {}, price } = props;
  const { usable, leftOut, faults } = nodesOf(file);
  const problems = new Problems(`NodeType of file '${file}'`);
  faults.forEach((fault) => problems.add(fault));
  problems.raise();
  const isMeant = ({ labels }: { labels: Readonly<Record<string, string>> }) =>
    Object.entries(wanted).every(([key, value]) => labels[key] === value);
  const nodes = [...usable, ...leftOut.filter(({ isOther }) => isOther)].filter(isMeant);
  const kinds = nodeKinds(nodes, typeOf);
  const others = leftOut.filter((node) => isMeant(node) && !node.isOther);
  problems.check(
    kinds.length > 0,
    'labels',
    JSON.stringify(wanted),
    others.length > 0 ? `are of no node that takes pods: ${describeLeftOut(others)}` : 'are of no node in the file',
  );
  problems.check(
    kinds.length < 2,
    'labels',
    JSON.stringify(wanted),
    `are of nodes of ${kinds.length} kinds: ${kinds.map(describeKind).join('; ')}`,
    'labels that only one of them has',
  );
  const processor = kinds[0]?.nodes[0].labels['kubernetes.io/arch'] ?? Architecture.AMD64;
  const architecture = Object.values(Architecture).find((one) => one === processor)!;
  const all = Object.values(Architecture).join(', ');
  problems.check(architecture !== undefined, 'kubernetes.io/arch', processor, `must be one of ${all}`);
  problems.raise();
  const [{ capacity, allocatable, nodes: same }] = kinds;
  const [{ providerId }] = same;
  const name = typeOf(same[0]);
  const cloud = CLOUDS[providerId.split(':')[0]];
  return {
    name,
    facts: {
      architecture,
      capacity,
      reserved: minus(capacity, allocatable),
      labels: { ...kubeletLabels(architecture), 'node.kubernetes.io/instance-type': name },
      ...(price && { price }),
      ...(cloud && { cloud }),
    },
  };
}

function describeKind({ nodes, allocatable }: NodeKind): string {
  const amounts = ['cpu', 'memory'].map((resource) => describeAmount(resource, allocatable[resource]));
  return `${nodes.length} of ${typeOf(nodes[0])} with ${amounts.join(' and ')} such as ${nodes[0].name}`;
}

import { Algorithm } from './algorithm';
import { sortedBy } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { EdgeNode } from '../edge-node';
import { EdgeSite } from '../platform/edge-platform';

/** Memory of the GPUs of a node in MiB, as GPU feature discovery says it. */
const GPU_MEMORY = 'nvidia.com/gpu.memory';

/** So many sites stand in a message. */
const MOST_NAMED = 8;

/**
 * Refuses the sites at which an algorithm does not run, one line for each reason. Pods may come to any node of a site that has the accelerator: all of these have to suit.
 */
export function checkSites(problems: Problems, algorithm: Algorithm, sites: readonly EdgeSite[]): void {
  const wrong = new Map<string, string[]>();
  for (const site of sites) {
    const reason = refusal(algorithm, site);
    if (reason !== undefined) {
      wrong.set(reason, [...(wrong.get(reason) ?? []), site.siteName]);
    }
  }
  const { version } = algorithm._props;
  for (const [reason, names] of sortedBy(wrong, ([text]) => text)) {
    problems.check(
      false,
      'sites',
      someOf(names, MOST_NAMED),
      reason,
      `a build of ${algorithm.algorithmName} ${version} for this hardware, or other sites`,
    );
  }
}

/** Labels by which sites would tell whether it runs there, and do not, with the sites. */
export function unknownLabels(algorithm: Algorithm, sites: readonly EdgeSite[]): ReadonlyMap<string, string[]> {
  const unknown = new Map<string, string[]>();
  for (const site of sites) {
    const labels = hosts(algorithm, site).flatMap(({ labels: own }) => algorithm._props.abi._unknown(own));
    const key = [...new Set(labels)].sort().join(', ');
    if (key !== '') {
      unknown.set(key, [...(unknown.get(key) ?? []), site.siteName]);
    }
  }
  return unknown;
}

function refusal(algorithm: Algorithm, site: EdgeSite): string | undefined {
  const { accelerator, abi } = algorithm._props;
  const found = hosts(algorithm, site);
  if (found.length === 0) {
    return `has no node with ${accelerator?.name}`;
  }
  const suited = found.filter(({ nodeType }) => abi.architectures.includes(nodeType.architecture));
  if (suited.length === 0 || (accelerator && suited.length < found.length)) {
    const other = found.find((node) => !suited.includes(node))!;
    return `its ${other.role} is ${other.nodeType.architecture}, the image has ${[...abi.architectures].sort().join(', ')}`;
  }
  const reasons = suited.map((node) => abi._refuses(node.labels) ?? tooSmall(algorithm, node));
  return reasons.find((reason) => reason !== undefined);
}

/** Nodes of a site with the accelerator of an algorithm, or all where it has none. */
function hosts({ _props: { accelerator } }: Algorithm, { nodes }: EdgeSite): EdgeNode[] {
  return accelerator
    ? nodes.filter(
        ({ nodeType, labels }) =>
          (nodeType._capacity[accelerator.resource] ?? 0) > 0 &&
          Object.entries(accelerator.nodeLabels).every(([key, value]) => labels[key] === value),
      )
    : nodes;
}

function tooSmall({ _props: { memory } }: Algorithm, { role, labels }: EdgeNode): string | undefined {
  const has = Number(labels[GPU_MEMORY]) * 2 ** 20;
  return memory && has < bytesOf(memory)
    ? `its ${role} has ${labels[GPU_MEMORY]} MiB on each device, the algorithm takes ${quantityOf(memory)}`
    : undefined;
}

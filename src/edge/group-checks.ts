import { Chart } from 'cdk8s';
import { Manifest, manifestsIn } from '../manifest/objects';

/** Kinds that are groups of nodes, and where they name them. */
const GROUPS: ReadonlySet<string> = new Set(['apps.kubeedge.io/NodeGroup', 'site.superedge.io/NodeUnit']);

interface Group {
  readonly object: Manifest;
  readonly nodes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Groups that would select one node twice, whoever made them: the runtime gives it to one of them and fails the other. */
export function groupFaults(charts: readonly Chart[]): string[] {
  const groups = manifestsIn(charts)
    .filter(({ group, kind }) => GROUPS.has(`${group}/${kind}`))
    .map(groupOf);
  return [...nodesInTwo(groups), ...overlappingLabels(groups)];
}

function groupOf(object: Manifest): Group {
  const { spec = {} } = object.json();
  return { object, nodes: spec.nodes ?? [], labels: spec.matchLabels ?? spec.selector?.matchLabels ?? {} };
}

function nodesInTwo(groups: readonly Group[]): string[] {
  const owners = new Map<string, Manifest>();
  return groups.flatMap(({ object, nodes }) =>
    nodes.flatMap((node) => {
      const other = owners.get(node);
      owners.set(node, object);
      return other
        ? [
            `EDGE_NODE_IN_TWO_GROUPS ${object.path}: node ${node} is in ${other.kind} ${other.name} already; cure: each node in one group`,
          ]
        : [];
    }),
  );
}

/** Two selections overlap unless some label tells them apart. */
function overlappingLabels(groups: readonly Group[]): string[] {
  const selecting = groups.filter(({ labels }) => Object.keys(labels).length > 0);
  return selecting.flatMap((group, i) => {
    const other = selecting
      .slice(0, i)
      .find(({ labels }) =>
        Object.entries(labels).every(([key, value]) => group.labels[key] === undefined || group.labels[key] === value),
      );
    return other
      ? [
          `EDGE_GROUPS_OVERLAP ${group.object.path}: a node may match its labels and those of ${other.object.kind} ${other.object.name}; cure: a label that every group has with another value`,
        ]
      : [];
  });
}

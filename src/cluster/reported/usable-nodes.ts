import { readNodeFile } from './node-file';
import { reportedNode, ReportedNode } from './reported-node';
import { byCodeUnit, sortedBy } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';

/** Nodes of a file: those that take pods, and the others with the reason. */
export interface FileOfNodes {
  readonly usable: readonly ReportedNode[];
  readonly leftOut: readonly ReportedNode[];
  readonly faults: readonly string[];
}

/** Reads the nodes of a file, in the order of their names. */
export function nodesOf(file: string): FileOfNodes {
  const { nodes, csiNodes, faults: unread } = readNodeFile(file);
  const faults = [...unread];
  const csi = new Map(csiNodes.map((json) => [json.metadata?.name, json]));
  const all = sortedBy(
    nodes.map((json) => reportedNode(json, csi.get(json.metadata?.name), faults)),
    ({ name }) => name,
  );
  const twice = all.filter(({ name }, i) => i > 0 && all[i - 1].name === name).map(({ name }) => name);
  faults.push(...[...new Set(twice)].sort(byCodeUnit).map((name) => `node ${name}: is in the file twice`));
  return {
    usable: all.filter(({ leftOut }) => leftOut === undefined),
    leftOut: all.filter(({ leftOut }) => leftOut !== undefined),
    faults,
  };
}

/** So many of a kind are named. */
const MOST_NAMES = 5;

/** `n1, n2 (not ready); n3 (cordoned)` */
export function describeLeftOut(nodes: readonly ReportedNode[]): string {
  const reasons = [...new Set(nodes.map(({ leftOut }) => leftOut!))].sort(byCodeUnit);
  return reasons
    .map((reason) => {
      const names = nodes.filter(({ leftOut }) => leftOut === reason).map(({ name }) => name);
      return `${someOf(names, MOST_NAMES)} (${reason})`;
    })
    .join('; ');
}

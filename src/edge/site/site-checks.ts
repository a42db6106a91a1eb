import { Cluster } from '../../cluster/cluster';
import { checkDnsLabel, checkLabels, checkOwnLabels, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import type { EdgeNode } from '../edge-node';
import type { EdgeRuntime } from '../platform/edge-runtime';
import { Runtime } from '../runtime/runtime';

/** EdgeCore alone needs so much memory. */
const EDGE_CORE_BYTES = 70e6;

/** What a node has for a chip of Ascend. Kubelets may give themselves labels of this domain, and the vendor's device plugin writes this one. */
export const NPU_CHIP = 'node.kubernetes.io/npu.chip.name';

/** A site as it is checked. */
export interface CheckedSite {
  readonly siteName: string;
  readonly region?: string;
  readonly nodes: readonly EdgeNode[];
  readonly _matchLabels?: Readonly<Record<string, string>>;
  readonly platform: { readonly cluster: Cluster; readonly runtime: EdgeRuntime; readonly _runtime: Runtime };
}

/** Checks what a site says of itself. */
export function checkSite(
  problems: Problems,
  { siteName, region, nodes, _matchLabels: matchLabels, platform }: CheckedSite,
): void {
  checkDnsLabel(problems, 'name', siteName, 40);
  if (region !== undefined) {
    checkDnsLabel(problems, 'region', region);
  }
  problems.check(nodes.length > 0, 'nodes', '[]', 'must name at least one node');
  checkLabels(problems, 'matchLabels', matchLabels ?? {});
  const empty = matchLabels !== undefined && Object.keys(matchLabels).length === 0;
  problems.check(!empty, 'matchLabels', '{}', 'would select every node of the cluster');
  const byLabels = matchLabels === undefined || platform._runtime.selectsByLabels;
  const { runtimeName } = platform.runtime;
  problems.check(
    byLabels,
    'matchLabels',
    'given',
    `${runtimeName} knows groups by the label of their nodes only`,
    'leave it out',
  );
  const pool = platform.cluster._nodes.hasPool(siteName);
  problems.check(!pool, 'name', siteName, 'is the name of a node pool of the cluster', 'another name');
  nodes.forEach(({ nodeName, nodeType, labels }, i) => {
    problems.check(
      isDnsSubdomain(nodeName),
      'nodes.name',
      nodeName,
      'must be a lower-case DNS name, as kubelet registers it',
    );
    const first = nodes.findIndex((other) => other.nodeName === nodeName) === i;
    problems.check(first, 'nodes.name', nodeName, 'is there twice');
    const { [NPU_CHIP]: _, ...own } = labels;
    checkOwnLabels(problems, 'nodes.labels', own);
    problems.check(
      (nodeType._reserved.memory ?? 0) >= EDGE_CORE_BYTES,
      'nodes.nodeType',
      nodeType.name,
      `keeps ${nodeType._reserved.memory} bytes for itself, EdgeCore alone needs 70 MB`,
      'a larger reserve.memory of the node type',
    );
  });
}

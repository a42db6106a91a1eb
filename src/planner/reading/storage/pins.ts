import { Claim, NodeExpression, NodeTerms } from './claim';
import { isNodeKey, isZoneKey } from './persistent-volume';
import { SurviveLevel } from '../../../capacity/model';
import { matchesExpression } from '../../../manifest/kube';
import { PoolDescription } from '../description';
import { nodeLabels } from '../node-admission';

const ZONE = 'topology.kubernetes.io/zone';

/** What volumes tie the pods to that use them. */
export interface Pins {
  readonly zonePinned?: true;
  readonly nodePinned?: true;
}

/** Volumes are made in a zone or on a node and stay there; the pods that use them come back there or nowhere. Those that go with their pods hold none. */
export function pinsOf(all: readonly Claim[]): Pins {
  const claims = all.filter(({ fresh }) => !fresh);
  if (claims.some(({ reach }) => reach === 'node')) {
    return { nodePinned: true };
  }
  return claims.some(({ reach }) => reach === 'zone') ? { zonePinned: true } : {};
}

/** True where a loss that the cluster outlives may take the volumes with it. */
export function isLeftBehind({ zonePinned, nodePinned }: Pins, survive: SurviveLevel): boolean {
  return survive !== 'none' && (!!nodePinned || (!!zonePinned && survive === 'zone'));
}

/** Which volume keeps the pod off the nodes of a pool; undefined where none does, as far as the labels of its nodes are known. */
export function barredByVolumes(
  claims: readonly Claim[],
  pool: PoolDescription,
  zone: string | undefined,
): string | undefined {
  const labels = nodeLabels(pool, zone);
  const elsewhere = claims.find(({ nodes }) => nodes && !nodes.some((term) => admits(term, labels)));
  return elsewhere && `volume ${elsewhere.name} is for nodes with ${describe(elsewhere.nodes!)}`;
}

/** True where a volume is for a node that the plan knows by no name. */
export function isForUnknownNode({ nodes = [] }: Claim, pools: readonly PoolDescription[]): boolean {
  const named = nodes.flatMap((term) => term.filter((expression) => isNodeKey(expression.key)));
  return named.some(({ key }) => pools.some(({ labels }) => labels[key] === undefined));
}

function admits(term: readonly NodeExpression[], labels: Readonly<Record<string, string>>): boolean {
  return term.every(({ key, operator, values }) => {
    if (isZoneKey(key) && labels[key] === undefined) {
      return labels[ZONE] === undefined || matchesExpression(labels, ZONE, operator, values);
    }
    // Names of nodes, and what drivers say of their topology, are known only where a pool says them.
    return (labels[key] === undefined && isTopology(key)) || matchesExpression(labels, key, operator, values);
  });
}

function isTopology(key: string): boolean {
  return isNodeKey(key) || key.startsWith('topology.');
}

function describe(terms: NodeTerms): string {
  return terms
    .map((term) => term.map(({ key, operator, values = [] }) => `${key} ${operator} ${values.join('|')}`).join(' and '))
    .join(' or ');
}

import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { NodeType } from './node-type';
import { customResource } from '../../manifest/custom-resource';
import { clusterScoped, Owner } from '../../manifest/metadata';
import { CAPACITY_TYPE } from '../../planner/reading/spot-nodes';
import { KarpenterProps } from '../provisioner';
import { Taint } from '../taint';

/** How many nodes of a pool may be disrupted at a time; the least of those that are active counts. */
interface Budget {
  readonly nodes: string;
  readonly reasons?: string[];
  readonly schedule?: string;
  readonly duration?: string;
}

/** The fields of karpenter.sh/v1 NodePool that are used here. */
interface KarpenterNodePoolSpec {
  readonly template: {
    readonly metadata: { readonly labels: Record<string, string> };
    readonly spec: {
      readonly nodeClassRef: { readonly group: string; readonly kind: string; readonly name: string };
      readonly requirements: { readonly key: string; readonly operator: 'In'; readonly values: string[] }[];
      readonly taints?: { readonly key: string; readonly value?: string; readonly effect: string }[];
      readonly expireAfter: string;
      readonly terminationGracePeriod?: string;
    };
  };
  readonly disruption: {
    readonly consolidationPolicy: 'WhenEmpty';
    readonly consolidateAfter: string;
    readonly budgets: Budget[];
  };
  readonly limits: Record<string, string>;
}

export interface KarpenterPool {
  readonly name: string;
  readonly zone: string;
  readonly nodeType: NodeType;
  readonly settings: KarpenterProps;
  readonly spot: boolean;
  readonly labels: Record<string, string>;
  readonly taints: readonly Taint[];
  /** Limits of the pool in this zone; planned. */
  readonly limits: any;
}

/**
 * One Karpenter NodePool for one pool in one zone. Type and zone are pinned, and only empty nodes are consolidated:
 * otherwise Karpenter would repack what the plan placed.
 */
export function karpenterNodePool(scope: Construct, id: string, owner: Owner, pool: KarpenterPool): ApiObject {
  const { nodeClass, expireAfter, drainTimeout, quietTimes = [] } = pool.settings;
  const only = (key: string, value: string) => ({ key, operator: 'In' as const, values: [value] });
  return customResource<KarpenterNodePoolSpec>(scope, id, {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: clusterScoped('NodePool', pool.name, owner),
    spec: {
      template: {
        metadata: { labels: pool.labels },
        spec: {
          nodeClassRef: { group: nodeClass.group, kind: nodeClass.kind, name: nodeClass.name },
          requirements: [
            only(CAPACITY_TYPE, pool.spot ? 'spot' : 'on-demand'),
            only('kubernetes.io/arch', pool.nodeType.architecture),
            only('kubernetes.io/os', 'linux'),
            only('node.kubernetes.io/instance-type', pool.nodeType.name),
            only('topology.kubernetes.io/zone', pool.zone),
          ],
          ...(pool.taints.length > 0 && {
            taints: pool.taints.map(({ key, value, effect }) => ({
              key,
              ...(value !== undefined && { value }),
              effect,
            })),
          }),
          expireAfter: expireAfter ? minutes(expireAfter) : 'Never',
          ...(drainTimeout && { terminationGracePeriod: minutes(drainTimeout) }),
        },
      },
      disruption: {
        consolidationPolicy: 'WhenEmpty',
        consolidateAfter: '5m',
        budgets: [
          { nodes: '1' },
          ...quietTimes.map(({ schedule, duration }) => ({
            nodes: '0',
            reasons: ['Drifted'],
            schedule: schedule.trim(),
            duration: minutes(duration),
          })),
        ],
      },
      limits: pool.limits,
    },
  });
}

function minutes(duration: Duration): string {
  return `${Math.ceil(duration.toMinutes({ integral: false }))}m`;
}

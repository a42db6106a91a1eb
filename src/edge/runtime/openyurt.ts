import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { EDGE_NODE, FanOutSpec, imagesFrom, NodeGroupSpec, Pinned, Runtime, SiteCopy, variablesWith } from './runtime';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { KubeObject } from '../../manifest/kube';
import { clusterScoped, Metadata, Owner } from '../../manifest/metadata';

/** The fields of apps.openyurt.io/v1beta2 NodePool that are used here. */
interface NodePoolFields {
  readonly type: 'Edge';
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly taints: readonly { readonly key: string; readonly effect: string }[];
}

/** The fields of apps.openyurt.io/v1beta1 YurtAppSet that are used here. */
interface YurtAppSetFields {
  readonly pools: readonly string[];
  readonly revisionHistoryLimit: number;
  readonly workload: {
    readonly workloadTemplate: { readonly deploymentTemplate: { readonly metadata: object; readonly spec: object } };
    readonly workloadTweaks: readonly Tweak[];
  };
}

interface Tweak {
  readonly pools: readonly string[];
  readonly tweaks: { readonly replicas?: number; readonly patches?: readonly object[] };
}

/** OpenYurt 1.7: NodePool v1beta2 and YurtAppSet v1beta1. Autonomy is an annotation of nodes; their pods need nothing for it. */
export const OPEN_YURT: Runtime = {
  name: 'OpenYurt',
  groupLabel: 'apps.openyurt.io/nodepool',
  selectsByLabels: false,
  hasEdgeMesh: false,
  mostCopies: Infinity,
  toleratesOutage: false,
  offlineLabels: {},
  emitGroup: (scope: Construct, id: string, owner: Owner, { name, offlineSeconds }: NodeGroupSpec): ApiObject =>
    customResource<NodePoolFields>(scope, id, {
      apiVersion: 'apps.openyurt.io/v1beta2',
      kind: 'NodePool',
      metadata: clusterScoped('NodePool', name, owner),
      spec: {
        type: 'Edge',
        labels: { [EDGE_NODE]: '' },
        ...(offlineSeconds > 0 && { annotations: { 'node.openyurt.io/autonomy-duration': `${offlineSeconds}s` } }),
        taints: [{ key: EDGE_NODE, effect: 'NoSchedule' }],
      },
    }),
  workloadLabel: () => undefined,
  emitFanOut: (scope: Construct, id: string, { metadata, deployment, copies, pinned }: FanOutSpec): ApiObject =>
    customResource<YurtAppSetFields>(scope, id, {
      apiVersion: 'apps.openyurt.io/v1beta1',
      kind: 'YurtAppSet',
      metadata,
      spec: {
        pools: Lazy.any({ produce: () => copies().map(({ group }) => group) }) as any,
        revisionHistoryLimit: 3,
        workload: {
          workloadTemplate: {
            deploymentTemplate: Lazy.any({
              produce: () => ({ metadata: { labels: deployment().metadata?.labels }, spec: deployment().spec }),
            }) as any,
          },
          workloadTweaks: Lazy.any({ produce: () => tweaksOf(deployment(), copies(), pinned) }) as any,
        },
      },
    }),
  emitService: (scope: Construct, id: string, metadata: Metadata, spec: k8s.ServiceSpec): ApiObject =>
    kubeObject(scope, id, 'Service', {
      metadata: {
        ...metadata,
        annotations: { ...metadata.annotations, 'openyurt.io/topologyKeys': 'openyurt.io/nodepool' },
      },
      spec,
    }),
};

/** One tweak for all pools that differ from the template in the same way. */
function tweaksOf(deployment: KubeObject, copies: readonly SiteCopy[], pinned: Pinned): Tweak[] {
  const alike = new Map<string, { readonly pools: string[]; readonly tweaks: Tweak['tweaks'] }>();
  for (const { group, replicas, resources, ownEnv, registry } of copies) {
    const patch = (path: string, value: unknown, container = 'containers/0') => ({
      path: `/spec/template/spec/${container}/${path}`,
      // Also where there is none yet: to replace what is not there fails.
      operation: 'add',
      value,
    });
    const patches = [
      ...(resources ? [patch('resources', resources)] : []),
      ...(ownEnv ? [patch('env', variablesWith(deployment, ownEnv))] : []),
      ...(registry === undefined
        ? []
        : imagesFrom(registry, deployment, pinned).map(([at, image]) => patch('image', image, at))),
    ];
    const tweaks = { ...(replicas !== undefined && { replicas }), ...(patches.length > 0 && { patches }) };
    if (Object.keys(tweaks).length === 0) {
      continue;
    }
    const key = JSON.stringify(tweaks);
    const same = alike.get(key) ?? { pools: [], tweaks };
    same.pools.push(group);
    alike.set(key, same);
  }
  return [...alike.values()];
}

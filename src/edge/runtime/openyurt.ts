import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { EDGE_NODE, FanOutSpec, NodeGroupSpec, Runtime } from './runtime';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
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
  };
}

/**
 * OpenYurt 1.7: NodePool v1beta2 and YurtAppSet v1beta1. Autonomy is an annotation of nodes; their pods need nothing for it.
 *
 * All of `spec.workload` makes a revision, which pods carry in a label (revision.go, workloadmanager/deployment_manager.go): a tweak for one pool would restart the pods of all.
 * So there are no tweaks: pools that differ have a YurtAppSet of their own.
 */
export const OPEN_YURT: Runtime = {
  name: 'OpenYurt',
  groupLabel: 'apps.openyurt.io/nodepool',
  selectsByLabels: false,
  hasEdgeMesh: false,
  // Names of pools in one object.
  mostCopies: 4000,
  differences: 'objects',
  separator: '-',
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
  canOverride: () => false,
  emitFanOut: (scope: Construct, id: string, { metadata, deployment, copies }: FanOutSpec): ApiObject =>
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

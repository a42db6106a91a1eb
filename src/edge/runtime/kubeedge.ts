import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { FanOutSpec, NodeGroupSpec, Runtime, SiteCopy, Variable } from './runtime';
import { ClusterDns } from '../../cluster/cluster-dns';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { KubeObject } from '../../manifest/kube';
import { clusterScoped, Metadata, Owner } from '../../manifest/metadata';

/** The fields of apps.kubeedge.io/v1alpha1 NodeGroup that are used here. */
interface NodeGroupFields {
  readonly nodes?: readonly string[];
  readonly matchLabels?: Readonly<Record<string, string>>;
}

/** The fields of apps.kubeedge.io/v1alpha1 EdgeApplication that are used here. */
interface EdgeApplicationFields {
  readonly workloadTemplate: { readonly manifests: readonly object[] };
  readonly workloadScope: { readonly targetNodeGroups: readonly TargetNodeGroup[] };
}

interface TargetNodeGroup {
  readonly name: string;
  readonly overriders?: {
    readonly replicas?: number;
    readonly resourcesOverriders?: readonly object[];
    readonly envOverriders?: readonly object[];
  };
}

/**
 * KubeEdge 1.21 and newer: NodeGroup, and EdgeApplication, which copies Deployments as `<name>-<group>` and replaces their node
 * selector by `apps.kubeedge.io/belonging-to: <group>`.
 */
export const KUBE_EDGE: Runtime = {
  name: 'KubeEdge',
  groupLabel: 'apps.kubeedge.io/belonging-to',
  selectsByLabels: true,
  hasEdgeMesh: true,
  // The address that every agent of EdgeMesh answers at (pkg/apis/config/defaults of EdgeMesh 1.17).
  dns: ClusterDns.of({ addresses: ['169.254.96.16'] }),
  // The controller walks through all groups of an object for each change of one.
  mostCopies: 50,
  toleratesOutage: true,
  offlineLabels: { 'app-offline.kubeedge.io': 'autonomy' },
  holdAnnotations: { 'edge.kubeedge.io/hold-upgrade': 'true' },
  emitGroup: (scope: Construct, id: string, owner: Owner, group: NodeGroupSpec): ApiObject =>
    customResource<NodeGroupFields>(scope, id, {
      apiVersion: 'apps.kubeedge.io/v1alpha1',
      kind: 'NodeGroup',
      metadata: clusterScoped('NodeGroup', group.name, owner),
      spec: group.matchLabels ? { matchLabels: group.matchLabels } : { nodes: group.nodeNames },
    }),
  workloadLabel: () => undefined,
  emitFanOut: (scope: Construct, id: string, { metadata, deployment, containerName, copies }: FanOutSpec): ApiObject =>
    customResource<EdgeApplicationFields>(scope, id, {
      apiVersion: 'apps.kubeedge.io/v1alpha1',
      kind: 'EdgeApplication',
      metadata,
      spec: {
        workloadTemplate: { manifests: Lazy.any({ produce: () => [deployment()] }) as any },
        workloadScope: {
          targetNodeGroups: Lazy.any({
            produce: () => {
              const known = variablesOf(deployment());
              return copies().map((copy) => target(copy, containerName, known));
            },
          }) as any,
        },
      },
    }),
  emitService: (scope: Construct, id: string, metadata: Metadata, spec: k8s.ServiceSpec): ApiObject =>
    kubeObject(scope, id, 'Service', {
      metadata: {
        ...metadata,
        annotations: { ...metadata.annotations, 'apps.kubeedge.io/service-topology': 'range-nodegroup' },
      },
      spec,
    }),
};

function variablesOf({ spec }: KubeObject): ReadonlySet<string> {
  return new Set((spec.template.spec.containers[0].env ?? []).map(({ name }: Variable) => name));
}

function target(
  { group, replicas, resources, ownEnv = [] }: SiteCopy,
  containerName: string,
  known: ReadonlySet<string>,
): TargetNodeGroup {
  const overriders = {
    ...(replicas !== undefined && { replicas }),
    ...(resources && { resourcesOverriders: [{ containerName, value: resources }] }),
    ...(ownEnv.length > 0 && { envOverriders: envOverriders(ownEnv, containerName, known) }),
  };
  return { name: group, ...(Object.keys(overriders).length > 0 && { overriders }) };
}

/**
 * Takes variables out and puts them in again: KubeEdge 1.23 writes what it replaces in an order by chance, and the pods would be replaced again
 * and again.
 */
function envOverriders(own: readonly Variable[], containerName: string, known: ReadonlySet<string>): object[] {
  const gone = own.filter(({ name }) => known.has(name)).map(({ name }) => ({ name }));
  return [
    ...(gone.length > 0 ? [{ containerName, operator: 'remove', value: gone }] : []),
    { containerName, operator: 'add', value: own },
  ];
}

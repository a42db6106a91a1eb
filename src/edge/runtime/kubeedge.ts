import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { changedResources, overridesResources, overridesVariables } from './overriders';
import { FanOutSpec, imagesFrom, NodeGroupSpec, Runtime, SiteCopy, Variable } from './runtime';
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
    readonly imageOverriders?: readonly object[];
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
  mostCopies: 100,
  differences: 'overriders',
  separator: '.',
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
  canOverride: ({ resources, ownEnv }, { spec }) => {
    const [container] = spec.template.spec.containers;
    return (
      (!resources || overridesResources(container.resources, resources)) &&
      (!ownEnv || overridesVariables(container.env ?? [], ownEnv))
    );
  },
  emitFanOut: (scope: Construct, id: string, spec: FanOutSpec): ApiObject =>
    customResource<EdgeApplicationFields>(scope, id, {
      apiVersion: 'apps.kubeedge.io/v1alpha1',
      kind: 'EdgeApplication',
      metadata: spec.metadata,
      spec: {
        workloadTemplate: { manifests: Lazy.any({ produce: () => [spec.deployment()] }) as any },
        workloadScope: {
          targetNodeGroups: Lazy.any({
            produce: () => {
              const deployment = spec.deployment();
              return spec.copies().map((copy) => target(copy, deployment, spec));
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
  { group, replicas, resources, ownEnv = [], registry }: SiteCopy,
  deployment: KubeObject,
  { containerName, pinned }: FanOutSpec,
): TargetNodeGroup {
  const overriders = {
    ...(replicas !== undefined && { replicas }),
    ...(resources && resourcesOverriders(resources, deployment, containerName)),
    ...(registry !== undefined && {
      imageOverriders: imagesFrom(registry, deployment, pinned).flatMap(imageOverriders),
    }),
    ...(ownEnv.length > 0 && { envOverriders: envOverriders(ownEnv, containerName, variablesOf(deployment)) }),
  };
  return { name: group, ...(Object.keys(overriders).length > 0 && { overriders }) };
}

/** Only what differs: KubeEdge replaces each amount by itself. */
function resourcesOverriders(resources: k8s.ResourceRequirements, { spec }: KubeObject, containerName: string): object {
  const value = changedResources(spec.template.spec.containers[0].resources, resources);
  return Object.keys(value).length === 0 ? {} : { resourcesOverriders: [{ containerName, value }] };
}

/**
 * An image from another registry. With a tag and a digest KubeEdge keeps the tag alone when it replaces the registry, and of its own accord it leaves init
 * containers as they are (overridemanager/imageparser and imageoverrider.go of 1.23): each container is named, and its digest put in again.
 */
function imageOverriders([place, reference]: readonly [string, string]): object[] {
  const predicate = { path: `/spec/template/spec/${place}/image` };
  const [named, digest] = reference.split('@');
  return [
    { predicate, component: 'Registry', operator: 'replace', value: named.slice(0, named.indexOf('/')) },
    ...(digest === undefined ? [] : [{ predicate, component: 'Tag', operator: 'replace', value: digest }]),
  ];
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

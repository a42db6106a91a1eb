import { IConstruct } from 'constructs';
import { sortedBy } from '../../capacity/order';
import { parseQuantity } from '../../capacity/quantity';
import { Cluster } from '../../cluster/cluster';
import { KubeObject } from '../../manifest/kube';
import { Manifest, manifestsIn } from '../../manifest/objects';
import { ClusterObjects } from '../../planner/reading/cluster-objects';
import { madeBy, operatorOf } from '../../planner/reading/operators/operators';

/** A claim of a namespace. */
export interface NamespaceClaim {
  readonly name: string;
  readonly bytes: number;
  /** As it is written. */
  readonly spec: object;
  /** The custom resource that it is made for, by an operator that names it as it likes; absent where its name is known. */
  readonly madeOf?: string;
}

/** All claims of volumes that the charts of a cluster make in a namespace, in the order of their names. */
export function claimsIn(cluster: Cluster, namespace: string): NamespaceClaim[] {
  const objects = manifestsIn(cluster._charts()).filter((one) => one.namespace === namespace && mayClaim(one));
  return sortedBy(
    objects.flatMap(({ json, path }) => claimsOf(json(), path, cluster)),
    ({ name }) => name,
  );
}

/** Paths of the objects of a stack that may claim volumes. */
export function claimingIn(stack: IConstruct): string[] {
  return manifestsIn([stack])
    .filter(mayClaim)
    .map(({ object }) => object.node.path);
}

/** Kinds that claim volumes: those of Kubernetes, and custom resources of which operators make such. */
export function mayClaim({ group, kind }: Pick<Manifest, 'group' | 'kind'>): boolean {
  return (
    (group === '' && kind === 'PersistentVolumeClaim') ||
    (group === 'apps' && kind === 'StatefulSet') ||
    operatorOf({ apiVersion: `${group}/v1`, kind }) !== undefined
  );
}

/** Claims of an object that may have some. */
export function claimsOf(json: KubeObject, path: string, cluster: Cluster): NamespaceClaim[] {
  const { kind, metadata, spec } = json;
  if (kind === 'PersistentVolumeClaim') {
    return [{ name: `${metadata?.name}`, bytes: storageOf(spec), spec: spec ?? {} }];
  }
  if (kind === 'StatefulSet') {
    return claimsOfSet(json);
  }
  const context = new ClusterObjects([], cluster.kubernetesVersion.version);
  const madeOf = `${kind} ${metadata?.name}`;
  return madeBy({ path, json }, context, [])
    .filter((made) => made.json.kind === 'StatefulSet')
    .flatMap((made) => claimsOfSet(made.json))
    .map((claim) => ({ ...claim, madeOf }));
}

/** `<template>-<set>-<ordinal>`, as the controller of StatefulSets names them. */
function claimsOfSet({ metadata, spec }: KubeObject): NamespaceClaim[] {
  const { replicas = 1, volumeClaimTemplates = [] } = spec ?? {};
  const count = Number.isInteger(replicas) ? replicas : 1;
  return Array.from({ length: count }, (_, ordinal) =>
    volumeClaimTemplates.map((template: KubeObject) => ({
      name: `${template.metadata?.name}-${metadata?.name}-${ordinal}`,
      bytes: storageOf(template.spec),
      spec: template.spec ?? {},
    })),
  ).flat();
}

function storageOf(spec: any): number {
  const { storage } = spec?.resources?.requests ?? {};
  return storage === undefined ? 0 : (parseQuantity('memory', storage) ?? 0);
}

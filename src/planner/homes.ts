import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { IConstruct } from 'constructs';
import { mayBeList } from '../manifest/lists';
import { groupOfVersion, objectsIn } from '../manifest/objects';
import { isClusterScopedKind } from '../manifest/scope';

/** Charts whose objects have a namespace of their own where they name none. */
export class Homes {
  private readonly namespaces = new Map<Chart, string>();
  /** Lists whose items have their namespaces. */
  private readonly settled = new WeakSet<ApiObject>();

  /** Objects in the chart that name no namespace are of this one. */
  public add(chart: Chart, namespace: string): void {
    this.namespaces.set(chart, namespace);
  }

  /**
   * Gives every object that names no namespace that of the chart that it is in, in the manifest and for all that reads it. Kinds without a namespace
   * keep none: those that are known, and those of the CustomResourceDefinitions in the charts. Any other kind is taken for a namespaced one: the
   * API server takes the namespace off again where it is not.
   */
  public settle(): void {
    const [first] = this.namespaces.keys();
    const definitions = new Set(first ? clusterKinds(first.node.root) : []);
    const scoped = (apiVersion: string | undefined, kind: string | undefined) => {
      const group = groupOfVersion(apiVersion);
      return isClusterScopedKind(group, kind ?? '') || definitions.has(`${group}/${kind}`);
    };
    for (const [chart, namespace] of this.namespaces) {
      for (const object of objectsIn([chart])) {
        if (mayBeList(object.kind)) {
          this.settleItems(object, namespace, scoped);
        } else if (object.metadata.namespace === undefined && !scoped(object.apiVersion, object.kind)) {
          // cdk8s has no other way for an object that is made: what is added to the metadata later is overwritten by it.
          (object.metadata as { namespace?: string }).namespace = namespace;
        }
      }
    }
  }

  private settleItems(
    list: ApiObject,
    namespace: string,
    scoped: (apiVersion: string | undefined, kind: string | undefined) => boolean,
  ): void {
    const { items } = list.toJson();
    if (this.settled.has(list) || !Array.isArray(items)) {
      return;
    }
    this.settled.add(list);
    items.forEach((item, i) => {
      const { apiVersion = list.apiVersion, kind = list.kind.slice(0, -'List'.length), metadata } = item ?? {};
      if (metadata && metadata.namespace === undefined && !scoped(apiVersion, kind)) {
        list.addJsonPatch(JsonPatch.add(`/items/${i}/metadata/namespace`, namespace));
      }
    });
  }
}

/** Kinds without a namespace that some chart defines. */
function clusterKinds(root: IConstruct): string[] {
  return objectsIn([root])
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map((object) => object.toJson())
    .filter(({ spec }) => spec?.scope === 'Cluster')
    .map(({ spec }) => `${spec.group}/${spec.names?.kind}`);
}

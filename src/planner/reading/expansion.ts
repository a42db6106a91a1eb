import { ClusterObjects } from './cluster-objects';
import { ClusterDescription, FootprintDescription, ReadObject } from './description';
import { guarded } from './guarded';
import { mayMakePods } from './kinds/makes-pods';
import { madeBy, operatorOf } from './operators/operators';
import { runningOnce } from './pods/exported';
import { isWorkload } from './workloads/workload-draft';
import { Finding } from '../../capacity/model';
import { itemsOf } from '../../manifest/lists';

/**
 * What runs in the cluster, as built-in kinds: lists are taken apart, custom resources are what their operators make of them, and what
 * no manifest shows is added.
 */
export function expanded(cluster: ClusterDescription, given: readonly ReadObject[], findings: Finding[]): ReadObject[] {
  const footprints = cluster.footprints ?? [];
  const single = given.flatMap((object) => guarded(object, findings, () => takenApart(object)) ?? []);
  const shown = runningOnce(single, findings).filter(
    ({ path, json }) => !footprints.some((one) => countsFor(one, path)) || !mayMakePods(json),
  );
  const known = new Set(shown.map(identityOf));
  const unseen = footprints.flatMap(({ objects }) => objects.filter((object) => !known.has(identityOf(object))));
  const all = [...shown, ...unseen];
  const objects = new ClusterObjects(all, cluster.kubernetesVersion);
  return all.flatMap((object) => {
    if (operatorOf(object.json) === undefined) {
      return [object];
    }
    const made = guarded(object, findings, () => madeBy(object, objects, findings)) ?? [];
    // Others may look at the custom resource too.
    return isWorkload(object.json) ? made : [object, ...made];
  });
}

function takenApart(object: ReadObject): ReadObject[] {
  return itemsOf(object.json)?.map(({ json, place }) => ({ path: `${object.path}${place}`, json })) ?? [object];
}

/** Whether a footprint counts what the object at that path, or one in the construct at it, makes. */
function countsFor(footprint: FootprintDescription, path: string): boolean {
  return footprint.countsFor.some(
    (counted) => path === counted || path.startsWith(`${counted}/`) || path.startsWith(`${counted}[`),
  );
}

function identityOf({ json }: ReadObject): string {
  return `${json.apiVersion}/${json.kind} ${json.metadata?.namespace ?? 'default'}/${json.metadata?.name}`;
}

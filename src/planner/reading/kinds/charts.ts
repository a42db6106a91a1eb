import { appliesOthers, destinationOf } from './appliers';
import { isSilenced } from './unread';
import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { KubeObject } from '../../../manifest/kube';
import { ClusterDescription, ReadObject } from '../description';

/** Argo CD's own cluster. */
const HERE = 'in-cluster';

/** One finding about all charts and folders whose pods nobody counts in this cluster. */
export function chartFindings(objects: readonly ReadObject[], cluster: ClusterDescription): Finding[] {
  const counted = new Set((cluster.footprints ?? []).map(({ name }) => name));
  const unknown = sortedBy(
    objects.filter(({ json }) => isForeign(json, cluster) && !counted.has(json.metadata?.name ?? '')),
    ({ path }) => path,
  );
  if (unknown.length === 0) {
    return [];
  }
  const names = unknown.map(({ json }) => `${json.kind} ${json.metadata?.name}`);
  return [
    {
      code: 'CHART_NOT_COUNTED',
      severity: 'info',
      path: cluster.path,
      message: `what ${names.join(', ')} ${unknown.length > 1 ? 'apply' : 'applies'} is not in the charts of the cluster: the plan counts none of its pods`,
      count: unknown.length,
      paths: unknown.map(({ path }) => path),
      cure: unknown.map(
        ({ json }) => `cluster.addFootprint('${json.metadata?.name}', Footprint.of({ pods: [...] })) with what it runs`,
      ),
      uncovered: true,
    },
  ];
}

/** Whether it applies to the cluster what this program does not make: the library's own Applications apply charts that are read here. */
function isForeign(json: KubeObject, cluster: ClusterDescription): boolean {
  const destination = destinationOf(json);
  const isHere = destination === undefined || [cluster.name, HERE].includes(destination);
  if (!appliesOthers(json) || !isHere || isSilenced(json, cluster)) {
    return false;
  }
  const isOurs = json.metadata?.labels?.['app.kubernetes.io/managed-by'] === 'cdk8s-autonomous';
  return !isOurs || json.spec?.source?.helm !== undefined;
}

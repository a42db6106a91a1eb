import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { KubeObject } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { ClusterDescription, ReadObject } from '../description';

/** Kinds that apply what somebody else wrote, as `<group>/<kind>`, with the cluster that they apply it to where they name one. */
const APPLIERS: Readonly<Record<string, (spec: any) => string | undefined>> = {
  'argoproj.io/Application': (spec) => spec?.destination?.name,
  'argoproj.io/ApplicationSet': (spec) => spec?.template?.spec?.destination?.name,
  'helm.cattle.io/HelmChart': () => undefined,
  'helm.toolkit.fluxcd.io/HelmRelease': () => undefined,
  'kustomize.toolkit.fluxcd.io/Kustomization': () => undefined,
};

/** Argo CD's own cluster. */
const HERE = 'in-cluster';

function applierOf({ apiVersion, kind }: KubeObject): ((spec: any) => string | undefined) | undefined {
  const key = `${groupOfVersion(apiVersion)}/${kind}`;
  return Object.hasOwn(APPLIERS, key) ? APPLIERS[key] : undefined;
}

/** Whether the object has a chart or a folder of manifests applied that the planner does not see. */
export function appliesOthers(json: KubeObject): boolean {
  return applierOf(json) !== undefined;
}

/** One finding about all charts and folders whose pods nobody counts in this cluster. */
export function chartFindings(objects: readonly ReadObject[], cluster: ClusterDescription): Finding[] {
  const counted = new Set((cluster.footprints ?? []).map(({ name }) => name));
  const unknown = sortedBy(
    objects.filter(({ json }) => isForeign(json, cluster.name) && !counted.has(json.metadata?.name ?? '')),
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
function isForeign(json: KubeObject, cluster: string): boolean {
  const destination = applierOf(json)?.(json.spec);
  if (!appliesOthers(json) || (destination !== undefined && ![cluster, HERE].includes(destination))) {
    return false;
  }
  const isOurs = json.metadata?.labels?.['app.kubernetes.io/managed-by'] === 'cdk8s-autonomous';
  return !isOurs || json.spec?.source?.helm !== undefined;
}

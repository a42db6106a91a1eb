import { KubeObject } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';

/** Kinds that apply what somebody else wrote, as `<group>/<kind>`, with the cluster that they apply it to where they name one. */
const APPLIERS: Readonly<Record<string, (spec: any) => string | undefined>> = {
  'argoproj.io/Application': (spec) => spec?.destination?.name,
  'argoproj.io/ApplicationSet': (spec) => spec?.template?.spec?.destination?.name,
  'helm.cattle.io/HelmChart': () => undefined,
  'helm.toolkit.fluxcd.io/HelmRelease': () => undefined,
  'kustomize.toolkit.fluxcd.io/Kustomization': () => undefined,
};

function applierOf({ apiVersion, kind }: KubeObject): ((spec: any) => string | undefined) | undefined {
  const key = `${groupOfVersion(apiVersion)}/${kind}`;
  return Object.hasOwn(APPLIERS, key) ? APPLIERS[key] : undefined;
}

/** The cluster that the object names for what it applies; undefined where it names none. */
export function destinationOf(json: KubeObject): string | undefined {
  return applierOf(json)?.(json.spec);
}

/** Whether the object has a chart or a folder of manifests applied that the planner does not see. */
export function appliesOthers(json: KubeObject): boolean {
  return applierOf(json) !== undefined;
}

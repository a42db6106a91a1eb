import { ApiObject } from 'cdk8s';
import { CLAIM } from './device-claim';
import { isNative } from './helpers/pod-helpers';
import { PodOptions } from './pod-options';
import { DRAIN_SECONDS, PodParts, podTemplate, podVolumes } from './pod-template';
import { KubernetesVersion } from '../../cluster/kubernetes-version';
import { plain } from '../../manifest/k8s/kube-object';

/**
 * Fields that are younger than the types of objects, which are those of the oldest version: they go into the rendered manifest, where
 * the Kubernetes version of the cluster has them.
 * @param options what its pods have
 * @param claimTemplate the ResourceClaimTemplate of each pod, where it has one
 */
export function addYoungFields(
  object: ApiObject,
  version: KubernetesVersion,
  options: PodOptions,
  claimTemplate?: string,
): void {
  const render = object.toJson.bind(object);
  object.toJson = () => {
    const json = render();
    const pod = json.spec.template.spec;
    addYoungParts(pod, version, options);
    addDrain(pod, version);
    addClaim(pod, claimTemplate);
    return json;
  };
}

/** The pods of a workload with the fields that are younger. */
export function plainTemplate(parts: PodParts): any {
  const template = plain(podTemplate(parts));
  addYoungParts(template.spec, parts.cluster.kubernetesVersion, parts.options);
  return template;
}

/** How pods drain: on by default from 1.30. Older clusters would need a shell in the image. */
export function addDrain(pod: any, version: KubernetesVersion): void {
  for (const container of version.atLeast(30) ? pod.containers : []) {
    const preStop = container.lifecycle?.preStop ?? { sleep: { seconds: DRAIN_SECONDS } };
    insertSorted(container, 'lifecycle', { ...container.lifecycle, preStop });
  }
}

/** Init containers that run on, and volumes of kinds that came later. */
export function addYoungParts(pod: any, version: KubernetesVersion, options: PodOptions): void {
  const { young } = podVolumes(options);
  for (const volume of pod.volumes ?? []) {
    for (const [field, value] of Object.entries(young[volume.name] ?? {})) {
      insertSorted(volume, field, value);
    }
  }
  const sidecars = (options.helpers ?? []).filter((helper) => isNative(helper, version)).map(({ name }) => name);
  for (const container of pod.initContainers ?? []) {
    if (sidecars.includes(container.name)) {
      insertSorted(container, 'restartPolicy', 'Always');
    }
  }
}

function addClaim(pod: any, claimTemplate: string | undefined): void {
  if (claimTemplate === undefined) {
    return;
  }
  insertSorted(pod.containers[0].resources, 'claims', [{ name: CLAIM }]);
  insertSorted(pod, 'resourceClaims', [{ name: CLAIM, resourceClaimTemplateName: claimTemplate }]);
}

/** Sets a field and keeps the keys in order, as everything that cdk8s writes. */
function insertSorted(record: Record<string, unknown>, key: string, value: unknown): void {
  const entries = [...Object.entries(record).filter(([name]) => name !== key), [key, value] as const].sort(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  for (const name of Object.keys(record)) {
    delete record[name];
  }
  Object.assign(record, Object.fromEntries(entries));
}

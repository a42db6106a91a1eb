import { Claim, ONE_NODE } from './claim';
import { driverOf } from './drivers';
import { sourceOf } from './persistent-volume';
import { Storage } from './storage';
import { KubePod, KubePodSpec } from '../../../manifest/kube';

/** Marks a claim that is written like one that goes with its pod, and does not: that of a pod that comes back under its name. */
export const OUTLIVES_PODS = { outlivesPods: true };

/** The pods of a StatefulSet, with the claims that each of them has for itself in place of volumes of the same names. */
export function withClaimTemplates(pod: KubePod, templates: any[] = []): KubePod {
  const own = templates.map(({ metadata, spec }) => ({
    name: metadata?.name,
    ephemeral: { volumeClaimTemplate: { metadata, spec } },
    ...OUTLIVES_PODS,
  }));
  const others = (pod.spec?.volumes ?? []).filter(({ name }) => !own.some((volume) => volume.name === name));
  return own.length === 0 ? pod : { ...pod, spec: { ...pod.spec, volumes: [...others, ...own] } };
}

/**
 * Claims of a pod, and disks that it names itself. Volumes of CSI drivers that live as long as their pod (`csi:`) are none: the
 * scheduler does not count them (NodeVolumeLimits of Kubernetes 1.32), and they are made wherever the pod is.
 */
export function claimsOf({ volumes = [] }: KubePodSpec, namespace: string, storage: Storage): Claim[] {
  return volumes.flatMap((volume): Claim[] => {
    const { name = '', persistentVolumeClaim, ephemeral, csi, outlivesPods, ...sources } = volume;
    if (persistentVolumeClaim) {
      return [storage.named(namespace, persistentVolumeClaim.claimName)];
    }
    if (ephemeral) {
      const claim = storage.own(name, ephemeral.volumeClaimTemplate?.spec ?? {});
      return [outlivesPods ? claim : { ...claim, fresh: true }];
    }
    return csi ? [] : inlineDisk(name, sources);
  });
}

/** A disk that a pod names itself, without a claim: all pods of the workload have the same one. */
function inlineDisk(volume: string, sources: Readonly<Record<string, any>>): Claim[] {
  const { driver, ...unnamed } = sourceOf(sources);
  const { reach = 'anywhere', attaches = false } = (driver === undefined ? unnamed : driverOf(driver)) ?? {};
  if (!attaches) {
    return [];
  }
  const source = Object.values(sources).find((value) => typeof value === 'object') ?? {};
  const { volumeID, pdName, diskURI, volumePath, readOnly } = source;
  const name = String(volumeID ?? pdName ?? diskURI ?? volumePath ?? volume);
  const modes = [readOnly === true ? 'ReadOnlyMany' : ONE_NODE];
  return [{ name, own: false, listed: true, modes, driver, reach, attaches, immediate: false }];
}

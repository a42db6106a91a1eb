import { Size } from 'cdk8s';
import { bytesOf, quantityOf } from '../../../manifest/amounts';
import * as k8s from '../../../manifest/k8s/types';
import { Image } from '../../../platform/image';

/** What a volume of a pod is made of. */
export interface VolumeSource {
  /** Name that the volume has in the pod; where another one has it too, with a number. */
  readonly name: string;
  /** As it stands in the manifest, beside its name; absent: something else puts it into the pod, under this very name. */
  readonly source?: Omit<k8s.Volume, 'name'>;
  /** Fields of it that are younger than its type. */
  readonly young?: Readonly<Record<string, unknown>>;
  /** Minor version of Kubernetes that has them on by default. */
  readonly since?: number;
  /** True where it is made for its mount: two that look alike are two. */
  readonly own?: true;
  /** The image that it is of. */
  readonly image?: Image;
  /** Most bytes of the node's local disk that it takes. */
  readonly disk?: number;
  /** Most bytes of memory that it takes. */
  readonly memory?: number;
}

/** Kubernetes mounts images as volumes without further switches from here on. */
const IMAGES_SINCE = 35;

/** A claim that is an object of its own. */
export function claimSource(claimName: string, readOnly: boolean): VolumeSource {
  const persistentVolumeClaim = { claimName, ...(readOnly && { readOnly }) };
  return { name: `claim-${claimName}`, source: { persistentVolumeClaim } };
}

/** A volume that the controller of the workload puts into its pods. */
export function ownSource(name: string): VolumeSource {
  return { name };
}

/** A part of the node's local disk, which goes with its pod. */
export function localSource(path: string, size: Size): VolumeSource {
  return { ...emptyDir(`local-${slug(path)}`, { sizeLimit: quantity(size) }), disk: bytesOf(size) };
}

/** A part of the memory, which goes with its pod. */
export function memorySource(path: string, size: Size): VolumeSource {
  const volume = emptyDir(`memory-${slug(path)}`, { medium: 'Memory', sizeLimit: quantity(size) });
  return { ...volume, memory: bytesOf(size) };
}

/** A volume of a storage class, which goes with its pod. */
export function ephemeralSource(path: string, size: Size, storageClass: string | undefined): VolumeSource {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: quantity(size) } },
  };
  return { name: `ephemeral-${slug(path)}`, source: { ephemeral: { volumeClaimTemplate: { spec } } }, own: true };
}

/** The files of an image. */
export function imageSource(image: Image, name: string): VolumeSource {
  const young = { image: { pullPolicy: 'IfNotPresent', reference: image.reference } };
  return { name: slug(name), source: {}, young, since: IMAGES_SINCE, image };
}

/** A token of the pod's ServiceAccount for one audience. */
export function tokenSource(path: string, audience: string, expirationSeconds: number): VolumeSource {
  const sources = [{ serviceAccountToken: { audience, expirationSeconds, path: 'token' } }];
  return { name: `token-${slug(path)}`, source: { projected: { defaultMode: 0o440, sources } } };
}

function emptyDir(name: string, dir: k8s.EmptyDirVolumeSource): VolumeSource {
  return { name, source: { emptyDir: dir }, own: true };
}

function quantity(size: Size): string {
  return quantityOf(size);
}

/** A path or a name as a part of the name of a volume. */
function slug(text: string): string {
  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return dashed.replace(/^-+/, '').slice(0, 48).replace(/-+$/, '') || 'volume';
}

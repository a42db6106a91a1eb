import { Size } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { bytesOf, quantityOf } from '../../../manifest/amounts';

/** What a volume of a pod is made of. */
export interface VolumeSource {
  /** Name that the volume has in the pod; where another one has it too, with a number. */
  readonly name: string;
  /** As it stands in the manifest, beside its name. */
  readonly source: Omit<k8s.Volume, 'name'>;
  /** Fields of it that the typed objects do not know. */
  readonly young?: Readonly<Record<string, unknown>>;
  /** True where it is made for its mount: two that look alike are two. */
  readonly own?: true;
  /** Most bytes of the node's local disk that it takes. */
  readonly disk?: number;
  /** Most bytes of memory that it takes. */
  readonly memory?: number;
}

/** A part of the node's local disk, which goes with its pod. */
export function scratchSource(name: string, size: Size): VolumeSource {
  return { name, source: { emptyDir: { sizeLimit: sizeLimit(size) } }, own: true, disk: bytesOf(size) };
}

/** A part of the memory, which goes with its pod. */
export function memorySource(name: string, size: Size): VolumeSource {
  const source = { emptyDir: { medium: 'Memory', sizeLimit: sizeLimit(size) } };
  return { name, source, own: true, memory: bytesOf(size) };
}

function sizeLimit(size: Size): k8s.Quantity {
  return k8s.Quantity.fromString(quantityOf(size));
}

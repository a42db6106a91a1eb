import { ApiObject, Chart } from 'cdk8s';
import { objectsIn } from '../manifest/objects';

/** The image that runs where a manifest names one; the same where there is nothing to add. */
export type Pinned = (reference: string) => string;

/** How a registry names what another one has. */
export interface Mirror {
  /** Whether anything is copied to it. */
  isUsed(): boolean;
  image(reference: string): string;
  /** Names of the pull secrets of a pod, in place of those given. */
  pullSecrets(names: readonly string[]): string[];
}

/** Kinds in which a field named image is somebody's text. */
const TEXTS: ReadonlySet<string> = new Set(['ConfigMap', 'CustomResourceDefinition', 'Secret']);

/** Charts whose images get the digests of a lock, or come from a mirror, in the manifest and for all that reads it. */
export class ImagePins {
  private readonly charts = new Map<Chart, Pinned>();
  private readonly mirrors = new Map<Chart, Mirror>();
  private readonly pinned = new WeakSet<ApiObject>();

  /** Images of the objects in the chart are those; what is said of a chart inside it comes first. */
  public add(chart: Chart, pinned: Pinned): void {
    this.charts.set(chart, pinned);
  }

  /** Images of the objects in the chart come from another registry. */
  public addMirror(chart: Chart, mirror: Mirror): void {
    this.mirrors.set(chart, mirror);
  }

  /** Pins every object that is there by now. */
  public settle(): void {
    for (const object of objectsIn([...new Set([...this.charts.keys(), ...this.mirrors.keys()])])) {
      if (!this.pinned.has(object) && !TEXTS.has(object.kind)) {
        this.pinned.add(object);
        const mirror = nearest(object, this.mirrors);
        if (!mirror?.isUsed() && !nearest(object, this.charts)) {
          continue;
        }
        const pinned = imagesWith(nearest(object, this.charts), mirror);
        const render = object.toJson.bind(object);
        object.toJson = () => withPins(render(), pinned, mirror);
      }
    }
  }
}

/** What is said of the innermost chart that an object is in. */
function nearest<What>(object: ApiObject, charts: ReadonlyMap<Chart, What>): What | undefined {
  const scope = object.node.scopes.reverse().find((one) => charts.has(one as Chart));
  return charts.get(scope as Chart);
}

/** A lock knows an image by the name that it was written for, or by that in the mirror: manifests have the latter. */
function imagesWith(pinned: Pinned = (reference) => reference, mirror: Mirror | undefined): Pinned {
  if (!mirror) {
    return pinned;
  }
  return (reference) => {
    const first = pinned(reference);
    return first === reference ? pinned(mirror.image(reference)) : mirror.image(first);
  };
}

/** The same with every image pinned: `image` of containers and custom resources, and those that are volumes. */
function withPins(value: any, pinned: Pinned, mirror?: Mirror): any {
  if (Array.isArray(value)) {
    return value.map((item) => withPins(item, pinned, mirror));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'image' && typeof inner === 'string'
        ? pinned(inner)
        : withPins(withSecrets(key, withReference(key, inner, pinned), mirror), pinned, mirror),
    ]),
  );
}

function withReference(key: string, inner: any, pinned: Pinned): unknown {
  return key === 'image' && typeof inner?.reference === 'string'
    ? { ...inner, reference: pinned(inner.reference) }
    : inner;
}

function withSecrets(key: string, inner: any, mirror: Mirror | undefined): unknown {
  return mirror && key === 'imagePullSecrets' && Array.isArray(inner)
    ? mirror.pullSecrets(inner.map(({ name }) => name)).map((name) => ({ name }))
    : inner;
}

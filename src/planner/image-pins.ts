import { ApiObject, Chart } from 'cdk8s';
import { objectsIn } from '../manifest/objects';

/** The image that runs where a manifest names one; the same where there is nothing to add. */
export type Pinned = (reference: string) => string;

/** How a registry names what another one has. */
export interface Mirror {
  /** Whether anything is copied to it. */
  isUsed(): boolean;
  image(reference: string): string;
  /** Names of the pull secrets of a pod, in place of those given: with its own where some images are of others. */
  pullSecrets(names: readonly string[], images: readonly string[]): string[];
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

/** Fields that name an image: of containers and custom resources, and that of CloudNativePG. */
const IMAGE_FIELDS: ReadonlySet<string> = new Set(['image', 'imageName']);

/** The same with every image pinned, those that are volumes too, and with the pull secrets of the registry that they come from. */
function withPins(value: any, pinned: Pinned, mirror?: Mirror): any {
  if (Array.isArray(value)) {
    return value.map((item) => withPins(item, pinned, mirror));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const same = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      IMAGE_FIELDS.has(key) && typeof inner === 'string'
        ? pinned(inner)
        : withPins(withReference(key, inner, pinned), pinned, mirror),
    ]),
  );
  return mirror && namesPullSecrets(value) ? withSecrets(same, value, mirror) : same;
}

function withReference(key: string, inner: any, pinned: Pinned): unknown {
  return key === 'image' && typeof inner?.reference === 'string'
    ? { ...inner, reference: pinned(inner.reference) }
    : inner;
}

/** Specs that have a field for pull secrets: of pods, and of the resources of EMQX and CloudNativePG. */
function namesPullSecrets(spec: any): boolean {
  return Array.isArray(spec.containers) || spec.coreTemplate !== undefined || typeof spec.imageName === 'string';
}

function withSecrets(pinned: any, { imagePullSecrets: secrets = [], ...rest }: any, mirror: Mirror): any {
  const given = Array.isArray(secrets) ? secrets.map(({ name }: any) => name) : [];
  const names = mirror.pullSecrets(given, imagesIn(rest));
  const { imagePullSecrets, ...others } = pinned;
  return names.length === 0 ? others : { ...pinned, imagePullSecrets: names.map((name) => ({ name })) };
}

function imagesIn(value: any): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries<any>(value).flatMap(([key, inner]) => {
    const name = key === 'image' && typeof inner?.reference === 'string' ? inner.reference : inner;
    return IMAGE_FIELDS.has(key) && typeof name === 'string' ? [name] : imagesIn(inner);
  });
}

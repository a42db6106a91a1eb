import { ApiObject, Chart } from 'cdk8s';
import { objectsIn } from '../manifest/objects';

/** The image that runs where a manifest names one; the same where there is nothing to add. */
export type Pinned = (reference: string) => string;

/** Kinds in which a field named image is somebody's text. */
const TEXTS: ReadonlySet<string> = new Set(['ConfigMap', 'CustomResourceDefinition', 'Secret']);

/** Charts whose images get the digests of a lock, in the manifest and for all that reads it. */
export class ImagePins {
  private readonly charts = new Map<Chart, Pinned>();
  private readonly pinned = new WeakSet<ApiObject>();

  /** Images of the objects in the chart are those; what is said of a chart inside it comes first. */
  public add(chart: Chart, pinned: Pinned): void {
    this.charts.set(chart, pinned);
  }

  /** Pins every object that is there by now. */
  public settle(): void {
    for (const object of objectsIn([...this.charts.keys()])) {
      if (!this.pinned.has(object) && !TEXTS.has(object.kind)) {
        this.pinned.add(object);
        const pinned = this.pinsOf(object)!;
        const render = object.toJson.bind(object);
        object.toJson = () => withPins(render(), pinned);
      }
    }
  }

  private pinsOf(object: ApiObject): Pinned | undefined {
    const scope = object.node.scopes.reverse().find((one) => this.charts.has(one as Chart));
    return this.charts.get(scope as Chart);
  }
}

/** The same with every image pinned: `image` of containers and custom resources, and those that are volumes. */
function withPins(value: any, pinned: Pinned): any {
  if (Array.isArray(value)) {
    return value.map((item) => withPins(item, pinned));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'image' && typeof inner === 'string'
        ? pinned(inner)
        : withPins(withReference(key, inner, pinned), pinned),
    ]),
  );
}

function withReference(key: string, inner: any, pinned: Pinned): unknown {
  return key === 'image' && typeof inner?.reference === 'string'
    ? { ...inner, reference: pinned(inner.reference) }
    : inner;
}

/** A Deployment that a controller of an edge runtime made at a site. */
export interface Copy {
  readonly name: string;
  readonly namespace: string;
  readonly site: string;
  /** What made it: changes when another object takes it over. */
  owner: string;
  spec: any;
}

/** What happened to the pods of a copy while manifests were applied. */
export type Happening = 'created' | 'deleted' | 'rolled' | 'recreated' | 'scaled';

/** What became of manifests at the sites. */
export interface Applied {
  /** By `<namespace>/<copy>`; what nothing happened to is not in it. */
  readonly happened: ReadonlyMap<string, Happening>;
  /** Copies that the controller could not make, with its reason. */
  readonly failed: readonly string[];
}

/** A controller that makes copies of what is applied. */
export interface Controller {
  /** One pass over all its objects, in the order in which they are given. */
  reconcile(objects: readonly any[], copies: Map<string, Copy>, failed: Set<string>): void;
}

/** Fields that decide which pods run; others of a Deployment change without any pod restarting. */
function podsOf({ template }: any): string {
  return JSON.stringify(template);
}

/** Copies, and those that somebody deleted meanwhile, whether they came again or not. */
class Copies extends Map<string, Copy> {
  public readonly gone = new Set<string>();

  public delete(key: string): boolean {
    this.gone.add(key);
    return super.delete(key);
  }
}

/** What the controllers leave at the sites, from one set of manifests to the next. */
export class FanOutWorld {
  private readonly copies = new Copies();

  public constructor(private readonly controllers: readonly Controller[]) {}

  /** All copies, by `<namespace>/<name>`. */
  public get deployments(): ReadonlyMap<string, Copy> {
    return this.copies;
  }

  /** Applies a whole set of manifests; what is in none of them is pruned. Controllers go on until nothing changes. */
  public apply(objects: readonly any[]): Applied {
    const before = new Map([...this.copies].map(([key, copy]) => [key, structuredClone(copy)]));
    const { gone } = this.copies;
    gone.clear();
    const failed = new Set<string>();
    for (let pass = 0; pass < 3; pass++) {
      failed.clear();
      this.controllers.forEach((controller) => controller.reconcile(objects, this.copies, failed));
    }
    const happened = new Map<string, Happening>();
    for (const [key, copy] of this.copies) {
      const old = before.get(key);
      if (!old) {
        happened.set(key, 'created');
      } else if (gone.has(key)) {
        happened.set(key, 'recreated');
      } else if (podsOf(old.spec) !== podsOf(copy.spec)) {
        happened.set(key, 'rolled');
      } else if (old.spec.replicas !== copy.spec.replicas) {
        happened.set(key, 'scaled');
      }
    }
    before.forEach((_, key) => !this.copies.has(key) && happened.set(key, 'deleted'));
    return { happened, failed: [...failed].sort() };
  }
}

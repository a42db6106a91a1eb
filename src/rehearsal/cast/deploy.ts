import { Cast, shortList } from './cast';
import { Api, forAll } from '../api/api';
import { idOf, isMade, KubeObject, marked } from '../api/objects';
import { Clock } from '../clock';

/** What the API server said of the manifests. */
export interface Deployed {
  readonly applied: number;
  readonly refused: readonly { readonly object: string; readonly why: string }[];
  readonly warnings: readonly { readonly object: string; readonly warning: string }[];
  /** What is not as in the manifests, one line each. */
  readonly notes: readonly string[];
}

/** Milliseconds for which a new kind is waited for. */
const PATIENCE = 15_000;

/** Applies the manifests in their order: each as it is as a dry run, then in the form in which it runs here. */
export async function deploy({ objects, more }: Cast, api: Api, clock: Clock): Promise<Deployed> {
  const deployment = new Deployment(api, clock);
  for (const [wave, group] of grouped(objects.map(({ given }) => given))) {
    const members = objects.filter(({ given }) => given.kind === group && waveKey(given) === wave);
    await forAll(members, async ({ given, applied }) => deployment.apply(given, applied), 4);
  }
  for (const object of more) {
    await deployment.standIn(object);
  }
  return deployment.result();
}

/** Objects that come one after the other because they differ in wave or kind; those of one kind come together. */
function grouped(objects: readonly KubeObject[]): [string, string][] {
  const keys = new Map<string, [string, string]>();
  objects.forEach((object) => keys.set(`${waveKey(object)} ${object.kind}`, [waveKey(object), object.kind]));
  return [...keys.values()];
}

function waveKey({ metadata }: KubeObject): string {
  return metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0';
}

class Deployment {
  private applied = 0;
  private readonly refused: { object: string; why: string }[] = [];
  private readonly warnings = new Map<string, { object: string; warning: string }>();
  private readonly unknown = new Map<string, number>();
  private readonly kept: string[] = [];
  private readonly missing: string[] = [];
  private readonly definitions = new Set<string>();
  private readonly namespaces = new Set<string>();

  public constructor(
    private readonly api: Api,
    private readonly clock: Clock,
  ) {}

  public async apply(given: KubeObject, applied: KubeObject | undefined): Promise<void> {
    if (!(await this.isKnown(given))) {
      const kind = `${given.kind} of ${given.apiVersion}`;
      this.unknown.set(kind, (this.unknown.get(kind) ?? 0) + 1);
      return;
    }
    if (await this.isSomebodyElses(given)) {
      this.kept.push(idOf(given));
      return;
    }
    await this.namespaceOf(given);
    const unchanged = applied && JSON.stringify(applied.spec) === JSON.stringify(given.spec);
    const asGiven = await this.said(given, marked(given), !unchanged);
    if (asGiven && applied && !unchanged) {
      await this.said(given, applied, false);
    }
    this.applied += asGiven ? 1 : 0;
    if (given.kind === 'Namespace') {
      this.namespaces.add(given.metadata.name);
    }
    if (given.kind === 'CustomResourceDefinition') {
      this.definitions.add(given.spec.names.kind);
      this.api.forgetKinds();
    }
  }

  public async standIn(object: KubeObject): Promise<void> {
    await this.namespaceOf(object);
    await this.said(object, object, false);
  }

  public result(): Deployed {
    const unknown = [...this.unknown].map(([kind, count]) => `${count} ${kind}`);
    return {
      applied: this.applied,
      refused: this.refused,
      warnings: [...this.warnings.values()],
      notes: [
        ...(unknown.length > 0 ? [`left out, the cluster does not have their kinds: ${unknown.join(', ')}`] : []),
        ...(this.kept.length > 0 ? [`was there already and stays as it is: ${shortList(this.kept)}`] : []),
        ...(this.missing.length > 0 ? [`namespaces that no manifest makes: ${shortList(this.missing)}`] : []),
      ],
    };
  }

  /** Whether the API server took it. */
  private async said(given: KubeObject, object: KubeObject, dryRun: boolean): Promise<boolean> {
    const { refused, warnings } = await this.api.apply(object, dryRun);
    for (const warning of warnings) {
      this.warnings.set(`${idOf(given)} ${warning}`, { object: idOf(given), warning });
    }
    if (refused !== undefined) {
      this.refused.push({ object: idOf(given), why: refused });
    }
    return refused === undefined;
  }

  private async isKnown(object: KubeObject): Promise<boolean> {
    const until = this.clock.now() + (this.definitions.has(object.kind) ? PATIENCE : 0);
    while ((await this.api.pathOf(object)) === undefined) {
      if (this.clock.now() >= until) {
        return false;
      }
      await this.clock.sleep(300);
      this.api.forgetKinds();
    }
    return true;
  }

  /** An object of that name that no rehearsal made is left as it is; in a namespace of our own there is none. */
  private async isSomebodyElses(object: KubeObject): Promise<boolean> {
    if (this.namespaces.has(object.metadata.namespace ?? '')) {
      return false;
    }
    const found = await this.api.find((await this.api.pathOf(object))!);
    return found !== undefined && !isMade(found);
  }

  /** Makes a namespace that is named and not there. */
  private async namespaceOf({ metadata: { namespace } }: KubeObject): Promise<void> {
    if (namespace === undefined || this.namespaces.has(namespace)) {
      return;
    }
    this.namespaces.add(namespace);
    if (!(await this.api.find(`/api/v1/namespaces/${namespace}`))) {
      this.missing.push(namespace);
      const metadata = { name: namespace };
      await this.api.create('/api/v1/namespaces', marked({ apiVersion: 'v1', kind: 'Namespace', metadata }));
    }
  }
}

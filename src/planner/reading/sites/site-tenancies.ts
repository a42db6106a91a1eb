import { ClusterObjects } from '../cluster-objects';
import { EdgeDescription, ReadObject } from '../description';
import { copyAt, copyName, FanOut } from './fan-out';
import { Finding } from '../../../capacity/model';
import { KubePodSpec } from '../../../manifest/kube';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Something that runs at a site. */
export interface Tenancy {
  /** The same for what is the same at another site. */
  readonly key: string;
  readonly namespace: string;
  /** What it is rolled out with. */
  readonly rollsWith?: string;
  readonly draft: () => WorkloadDraft | undefined;
}

export interface TenanciesInput {
  readonly edge: EdgeDescription;
  readonly fanOuts: readonly FanOut[];
  /** Workloads that name one site themselves. */
  readonly pinned: readonly WorkloadDraft[];
  readonly context: ClusterObjects;
  readonly readable: (object: ReadObject) => WorkloadDraft | undefined;
  /** Ids of workloads elsewhere. */
  readonly taken: ReadonlySet<string>;
  readonly findings: Finding[];
}

/** Who runs at each site, by its name. */
export class Tenancies {
  private readonly bySite: ReadonlyMap<string, Tenancy[]>;
  private readonly ids: Set<string>;
  private readonly numbers = new Map<string, number>();

  public constructor(private readonly input: TenanciesInput) {
    this.bySite = new Map(input.edge.sites.map(({ name }): [string, Tenancy[]] => [name, []]));
    this.ids = new Set(input.taken);
    input.pinned.forEach((draft, i) => this.addPinned(draft, i));
    input.fanOuts.forEach((fanOut) => this.addFanOut(fanOut));
  }

  public at(site: string): readonly Tenancy[] {
    return this.bySite.get(site) ?? [];
  }

  private addPinned(draft: WorkloadDraft, index: number): void {
    const group = siteOf(draft.pod.spec ?? {}, this.input.edge.groupLabel)!;
    const tenants = this.bySite.get(group);
    if (!tenants) {
      this.unknown(group, draft.path, draft.id);
    } else if (this.isFirst(draft.id, draft.path)) {
      const { rollsWith } = draft.hint ?? {};
      tenants.push({ key: `pinned ${index}`, namespace: draft.namespace, rollsWith, draft: () => draft });
    }
  }

  private addFanOut(fanOut: FanOut): void {
    const { path, template, hint, targets } = fanOut;
    const { context, edge, readable, findings } = this.input;
    const namespace = template.metadata?.namespace ?? 'default';
    const place = hint?.path ?? path;
    const own = `${namespace}/${template.kind}/${template.metadata?.name}`;
    if (context.autoscalersOf(namespace, template.kind!, template.metadata?.name ?? '').length > 0) {
      findings.push(missingTarget(fanOut));
    }
    const { variants, variantOf, ...common } = hint ?? {};
    const content = this.numberOf(JSON.stringify([template, common, fanOut.replacesSelector]));
    const ofVariant = (variants ?? []).map((variant) => this.numberOf(JSON.stringify(variant)));
    for (const target of targets) {
      const { group, change } = target;
      const tenants = this.bySite.get(group);
      const copy = copyName(template, group);
      if (!tenants) {
        this.unknown(group, place, own);
      } else if (this.isFirst(`${namespace}/${template.kind}/${copy}`, place)) {
        const ranges = context.autoscalersOf(namespace, template.kind!, copy).map(({ min, max }) => [min, max]);
        tenants.push({
          key: JSON.stringify([content, change, ofVariant[variantOf?.[group] ?? -1], ranges]),
          namespace,
          rollsWith: own,
          draft: () => readable(copyAt(fanOut, target, edge.groupLabel)),
        });
      }
    }
  }

  /** The same for what is the same, wherever it is said. */
  private numberOf(text: string): number {
    const number = this.numbers.get(text) ?? this.numbers.size;
    this.numbers.set(text, number);
    return number;
  }

  /** Two objects of one name would overwrite each other: the first is planned, the others are errors. */
  private isFirst(id: string, path: string): boolean {
    const first = !this.ids.has(id);
    this.ids.add(id);
    if (!first) {
      this.input.findings.push({
        code: 'EDGE_COPY_TAKEN',
        severity: 'error',
        path,
        message: `two objects make ${id}: one would overwrite the other`,
        cure: ['another name for one of them, or each site once'],
      });
    }
    return first;
  }

  private unknown(group: string, path: string, what: string): void {
    this.input.findings.push({
      code: 'EDGE_GROUP_UNKNOWN',
      severity: 'error',
      path,
      message: `${what} runs at ${group}, which is no edge site of the cluster`,
      cure: ['a site of that name', 'the name of a site'],
    });
  }
}

/** Nothing runs under the name of the template: only its copies do. */
function missingTarget({ path, template, hint, targets }: FanOut): Finding {
  const name = template.metadata?.name;
  return {
    code: 'EDGE_AUTOSCALER_MISSES',
    severity: 'error',
    path: hint?.path ?? path,
    message: `an autoscaler points at ${template.kind} ${name}, which is only copied: there is none of that name`,
    cure: [`one for each site, such as ${name}-${targets[0]?.group ?? '<site>'}`],
  };
}

/** The one site that a pod names by node selector or required affinity; undefined where it names none, or several. */
export function siteOf({ nodeSelector, affinity }: KubePodSpec, groupLabel: string): string | undefined {
  if (nodeSelector?.[groupLabel] !== undefined) {
    return nodeSelector[groupLabel];
  }
  const terms: any[] = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const named = terms.map(({ matchExpressions = [] }) => {
    const found = matchExpressions.find(({ key, operator }: any) => key === groupLabel && operator === 'In');
    return found?.values?.length === 1 ? (found.values[0] as string) : undefined;
  });
  return named.length > 0 && named.every((group) => group === named[0]) ? named[0] : undefined;
}

import * as fs from 'fs';
import * as path from 'path';
import { IConstruct } from 'constructs';
import { Planner, TOOL } from './planner';
import { byCodeUnit } from '../capacity/order';
import { noSuchFile } from '../manifest/missing-file';
import { ExpectedFile } from '../output/tree-report';
import { checked } from '../props/checked';
import { PlanDocument } from '../report/document';
import { planPage } from '../report/html/page';
import { planMarkdown } from '../report/markdown';
import { planDocument, toStableJson } from '../report/plan-document';
import { COLOURED, findingLines, PLAIN, planTable } from '../report/plan-table';
import { checkedPlan } from '../verifier/checked-plan';

/**
 * The capacity plan of all clusters of an app: what runs where at steady, at HPA maximum, during rollouts and after
 * losses, how far from the cheapest possible it can be, and why it does not fit where it does not.
 *
 * `AutonomousApp` makes and writes it by itself; with a plain cdk8s `App` call `Plan.of(app).write()`.
 */
@checked
export class Plan {
  /**
   * The plan of the app that the construct is in, as the app is now.
   * @param construct Any construct of the app.
   */
  public static of(construct: IConstruct): Plan {
    return new Plan(Planner.of(construct));
  }

  private constructor(private readonly planner: Planner) {}

  /**
   * Plans from an earlier plan: pods stay in their pools and zones unless moving them saves more than one percent. Give it the
   * plan that is committed, and a small change of demand stays a small change of the plan. Throws when the file is no plan, or
   * does not hold.
   * @param file an earlier plan.json
   */
  public startFrom(file: string): void {
    if (!fs.existsSync(file)) {
      throw new Error(`earlier plan ${file}: ${noSuchFile(file)}; leave it out for the first plan`);
    }
    this.planner.startFrom(checkedPlan(file, fs.readFileSync(file, 'utf8')) as PlanDocument);
  }

  /** Whether the app has a cluster to plan. */
  public get hasClusters(): boolean {
    return this.planner.hasClusters;
  }

  /** True when every cluster's plan holds in every scenario. */
  public get feasible(): boolean {
    return this.planner.plans().every((plan) => plan.feasible);
  }

  /** True when nothing was found that the plan does not cover; otherwise it holds for what it sees. */
  public get covered(): boolean {
    return this.planner.plans().every((plan) => plan.findings.every(({ uncovered }) => !uncovered));
  }

  /** All findings of all clusters, errors first, one or two lines each: severity, code, construct path, message, cures. */
  public get findings(): string[] {
    return this.planner.plans().flatMap((plan) => plan.findings.map((finding) => findingLines(finding).join('\n')));
  }

  /** Nodes of each pool and zone by `<cluster>/<pool>/<zone>`, or by `<cluster>/<pool>` in a cluster without zones. */
  public get nodes(): Record<string, number> {
    return Object.fromEntries(
      this.planner
        .plans()
        .flatMap((plan) => Object.entries(plan.nodes).map(([id, n]) => [`${plan.model.name}/${id}`, n])),
    );
  }

  /**
   * The plan as tables for a terminal.
   * @param coloured whether it is coloured with ANSI escapes
   */
  public toTable(coloured: boolean = false): string {
    return [...this.document().clusters]
      .sort((a, b) => byCodeUnit(a.name, b.name))
      .map((cluster) => planTable(cluster, coloured ? COLOURED : PLAIN))
      .join('\n');
  }

  /** The plan as Markdown for a pull request: what matters first, the rest folded. */
  public toMarkdown(): string {
    return planMarkdown(this.document());
  }

  /** The plan as one page with pictures: no scripts, nothing from elsewhere. */
  public toHtml(): string {
    return planPage(this.document());
  }

  /** The plan as the text of `plan.json`: the same app gives the same bytes. */
  public toJson(): string {
    return toStableJson(this.document());
  }

  private document(): PlanDocument {
    return planDocument(this.planner.plans(), TOOL);
  }

  /**
   * Writes `plan.json` and `plan.md`, which are worth committing, also when the plan is infeasible, and what constructs write beside them.
   * @param directory folder that they go to, relative to the working folder; keep it apart from the manifests, which Argo CD reads
   */
  public write(directory: string = 'plan'): void {
    fs.mkdirSync(directory, { recursive: true });
    for (const { file, text } of this._files(directory)) {
      fs.writeFileSync(file, text);
    }
  }

  /**
   * What `write` writes.
   * @internal
   */
  public _files(directory: string): ExpectedFile[] {
    return [
      { file: path.join(directory, 'plan.json'), text: this.toJson() },
      { file: path.join(directory, 'plan.md'), text: this.toMarkdown() },
      ...[...this.planner.filesBeside].map(([name, text]) => ({ file: path.join(directory, name), text: text() })),
    ];
  }
}

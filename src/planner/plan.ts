import * as fs from 'fs';
import * as path from 'path';
import { IConstruct } from 'constructs';
import { Planner, TOOL } from './planner';
import { byCodeUnit } from '../capacity/order';
import { planDocument, toStableJson } from '../report/plan-document';
import { findingLines, planTable } from '../report/plan-table';

/**
 * The capacity plan of all clusters of an app: what runs where at steady, at HPA maximum, during rollouts and after
 * losses, how far from the cheapest possible it can be, and why it does not fit where it does not.
 *
 * `AutonomousApp` makes and writes it by itself; with a plain cdk8s `App` call `Plan.of(app).write()`.
 */
export class Plan {
  /** The plan of the app that the construct is in, as the app is now. */
  public static of(construct: IConstruct): Plan {
    return new Plan(Planner.of(construct));
  }

  private constructor(private readonly planner: Planner) {}

  /** Whether the app has a cluster to plan. */
  public get hasClusters(): boolean {
    return this.planner.hasClusters;
  }

  /** True when every cluster's plan holds in every scenario. */
  public get feasible(): boolean {
    return this.planner.plans().every((plan) => plan.feasible);
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

  /** The plan as tables for a terminal. */
  public toTable(): string {
    return [...this.planner.plans()]
      .sort((a, b) => byCodeUnit(a.model.name, b.model.name))
      .map(planTable)
      .join('\n');
  }

  /** The plan as the text of `plan.json`: the same app gives the same bytes. */
  public toJson(): string {
    return toStableJson(planDocument(this.planner.plans(), TOOL));
  }

  /**
   * Writes `plan.json`, also when the plan is infeasible.
   * @param directory folder that it goes to, relative to the working folder; keep it apart from the manifests, which Argo CD reads
   */
  public write(directory: string = 'plan'): void {
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, 'plan.json'), this.toJson());
  }
}

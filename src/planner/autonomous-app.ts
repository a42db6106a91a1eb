import * as fs from 'fs';
import * as path from 'path';
import { App, AppProps, YamlOutputType } from 'cdk8s';
import { Plan } from './plan';
import { Planner } from './planner';

/** Properties of `AutonomousApp`, on top of those of a cdk8s `App`. */
export interface AutonomousAppProps extends AppProps {
  /**
   * Folder for `plan.json`, relative to the working folder. It may not be the manifests' folder, nor inside it: Argo CD
   * would apply what it finds there.
   * @default 'plan'
   */
  readonly planDirectory?: string;

  /**
   * Whether `synth` prints the plan as a table on stderr.
   * @default true
   */
  readonly printPlan?: boolean;
}

/**
 * A cdk8s `App` that also writes the capacity plan. Manifests go to one folder per chart with one file per object unless
 * `yamlOutputType` says otherwise; the plan goes to `plan/plan.json` when `synth` is called, whether it is feasible or not.
 */
export class AutonomousApp extends App {
  private readonly planDirectory: string;
  private readonly printPlan: boolean;

  public constructor(props: AutonomousAppProps = {}) {
    super({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, ...props });
    this.planDirectory = props.planDirectory ?? 'plan';
    this.printPlan = props.printPlan ?? true;
  }

  /** The capacity plan of the app as it is now. */
  public get plan(): Plan {
    return Plan.of(this);
  }

  /** Writes and prints the plan, then writes the manifests. Throws, without manifests, when the plan is infeasible. */
  public synth(): void {
    this.checkPlanDirectory();
    const planner = Planner.of(this);
    // A plan of an earlier synth would lie about this one.
    fs.rmSync(path.join(this.planDirectory, 'plan.json'), { force: true });
    if (!planner.hasClusters || planner.clashes().length > 0) {
      super.synth();
      return;
    }
    planner.unchanged(() => {
      this.plan.write(this.planDirectory);
      if (this.printPlan) {
        process.stderr.write(`\n${this.plan.toTable()}\n`);
      }
      super.synth();
    });
  }

  private checkPlanDirectory(): void {
    if (this.planDirectory === '') {
      throw new Error("planDirectory '': must be a folder; leave it out for 'plan'");
    }
    const [first] = path.relative(this.outdir, this.planDirectory).split(path.sep);
    if (first !== '..') {
      throw new Error(
        `planDirectory '${this.planDirectory}' is in the folder of the manifests, '${this.outdir}': Argo CD would apply it; use a folder beside it`,
      );
    }
  }
}

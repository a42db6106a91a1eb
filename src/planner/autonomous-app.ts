import * as fs from 'fs';
import * as path from 'path';
import { App, AppProps, YamlOutputType } from 'cdk8s';
import { Plan } from './plan';
import { Planner } from './planner';
import { renderFiles, TakeFile } from '../output/render';
import { isScratch, isStreamed, reportFile } from '../output/scratch';
import { prepareOnce, synthOnce } from '../output/synth-once';
import { Tree } from '../output/tree';
import { reportTree } from '../output/tree-report';
import { checked } from '../props/checked';

/** Hashes of the manifests that were written, beside the plan; `sha256sum --check` reads it. */
const INDEX = 'manifests.sha256';

/** Properties of `AutonomousApp`, on top of those of a cdk8s `App`. */
export interface AutonomousAppProps extends AppProps {
  /**
   * Folder for `plan.json` and `plan.md`, relative to the working folder. It may not be the manifests' folder, nor inside it: Argo CD
   * would apply what it finds there.
   * @default 'plan'
   */
  readonly planDirectory?: string;

  /**
   * Whether `synth` writes the files of the plan. Without them, as in a folder that is read-only, the plan is made, printed and has to hold
   * all the same; files of an earlier one stay as they are.
   * @default true
   */
  readonly writePlan?: boolean;

  /**
   * An earlier `plan.json`, such as the one that is committed: pods stay in their pools and zones unless moving them saves more
   * than one percent, so that a small change of demand stays a small change of the plan.
   * @default - every plan is made afresh
   */
  readonly previousPlan?: string;

  /**
   * Whether `synth` also replaces and removes manifests that were edited by another hand, and writes over files of the same name that are none of the app's.
   * @default false: it writes nothing then, and says which they are
   */
  readonly overwriteEdits?: boolean;

  /**
   * Whether `synth` prints the plan as a table on stderr.
   * @default true
   */
  readonly printPlan?: boolean;
}

/**
 * A cdk8s `App` that also writes the capacity plan. Manifests go to one folder per chart with one file per object unless
 * `yamlOutputType` says otherwise; the plan goes to `plan/plan.json` and `plan/plan.md` when `synth` is called, whether it is feasible or not.
 *
 * @example
 * const app = new AutonomousApp({ outdir: 'dist/test', planDirectory: 'plan/test' });
 * const cluster = new Cluster(app, 'test', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
 * cluster.addNodePool('general', { nodeType: NodeType.aws('m7i.xlarge', { price: Price.perHour(0.2016) }) });
 * const stack = new AutonomousStack(app, 'shop', { cluster });
 * new Microservice(stack, 'cart', { image, resources, replicas: Replicas.fixed(2), ports: [Port.http(8080)] });
 * app.synth();
 */
@checked
export class AutonomousApp extends App {
  private readonly planDirectory: string;
  private readonly writePlan: boolean;
  private readonly printPlan: boolean;
  private readonly overwriteEdits: boolean;

  /**
   * @param props Those of a cdk8s App, and whether and where the plan is written.
   */
  public constructor(props: AutonomousAppProps = {}) {
    super({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, ...props });
    this.planDirectory = props.planDirectory ?? 'plan';
    this.writePlan = props.writePlan ?? true;
    this.printPlan = props.printPlan ?? true;
    this.overwriteEdits = props.overwriteEdits ?? false;
    if (props.previousPlan !== undefined) {
      this.plan.startFrom(props.previousPlan);
    }
  }

  /** The capacity plan of the app as it is now. */
  public get plan(): Plan {
    return Plan.of(this);
  }

  /** Writes and prints the plan, then writes the manifests. Throws, without manifests, when the plan is infeasible. */
  public synth(): void {
    this.checkPlanDirectory();
    const planner = Planner.of(this);
    const report = reportFile();
    if (report !== undefined) {
      planner.unchanged(() => this.report(report, planner.hasClusters && planner.clashes().length === 0));
      return;
    }
    // A plan of an earlier synth would lie about this one.
    this.changePlanFiles(() => {
      for (const name of ['plan.json', 'plan.md', ...planner.filesBeside.map(([file]) => file)]) {
        fs.rmSync(path.join(this.planDirectory, name), { force: true });
      }
    });
    if (!planner.hasClusters || planner.clashes().length > 0) {
      this.writeManifests();
      return;
    }
    planner.unchanged(() => {
      const { plan } = this;
      this.changePlanFiles(() => plan.write(this.planDirectory));
      if (this.printPlan) {
        // The terminal itself knows whether it takes colours: NO_COLOR, no terminal and dumb ones do not.
        process.stderr.write(`\n${this.plan.toTable(process.stderr.hasColors?.() ?? false)}\n`);
      }
      this.writeManifests();
    });
  }

  /** All manifests as one text, with `---` between them. Throws when the plan is infeasible. */
  public synthYaml(): string {
    return synthOnce(this, () => super.synthYaml());
  }

  /** Where nobody keeps it, it has no index: `cdk8s synth --stdout` renders to such a folder. */
  private get tree(): Tree {
    const { outdir, planDirectory, overwriteEdits } = this;
    const hasIndex = this.writePlan && !isScratch(outdir, planDirectory);
    return new Tree(outdir, { ...(hasIndex && { index: path.join(planDirectory, INDEX) }), overwriteEdits });
  }

  private writeManifests(): void {
    const separator = isStreamed(this.outdir) ? '---\n' : '';
    this.tree.write((take) => this.render((name, text) => take(name, `${separator}${text}`)));
  }

  private report(file: string, isPlanned: boolean): void {
    const files = isPlanned && this.writePlan ? this.plan._files(this.planDirectory) : [];
    reportTree(file, this.tree, this.outdir, files, (take) => this.render(take));
  }

  private render(take: TakeFile): void {
    prepareOnce(this, () => super.synthYaml());
    renderFiles(this, take);
  }

  private changePlanFiles(change: () => void): void {
    if (!this.writePlan) {
      return;
    }
    try {
      change();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) {
        throw error;
      }
      throw new Error(
        `planDirectory '${this.planDirectory}': the plan cannot be written to ${path.resolve(this.planDirectory)}: ${message}; ` +
          'another planDirectory, or writePlan: false where nothing can be written',
      );
    }
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

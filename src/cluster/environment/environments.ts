import { relative, sep } from 'path';
import { Chart } from 'cdk8s';
import { Environment } from './environment';
import { LOCK_FILE } from '../../images/lock-file';
import { Planner } from '../../planner/planner';
import { EnvironmentDescription } from '../../planner/reading/description';

/** The environment of a cluster, and those of its stacks that are of another one. */
export class Environments {
  private readonly all: { readonly environment: Environment; readonly chart: Chart }[] = [];

  /** @param cluster whose environment holds for what has none of its own */
  public constructor(private readonly cluster: Chart) {}

  /** Notes that the cluster or a stack is of an environment. */
  public add(environment: Environment, chart: Chart): void {
    this.all.push({ environment, chart });
    this.pin(environment, chart);
  }

  /** A chart that is planned here is of the environment of the cluster, unless it has one of its own. */
  public include(chart: Chart): void {
    const own = this.all.find((one) => one.chart === chart) ?? this.all.find((one) => one.chart === this.cluster);
    if (own) {
      this.pin(own.environment, chart);
    }
  }

  /** What they ask for. */
  public describe(): { readonly environments?: EnvironmentDescription[] } {
    const environments = this.all.map(({ environment: { name, rules, images }, chart }): EnvironmentDescription => {
      // Whole paths are those of one machine, and plans are committed: the command runs where synth does.
      const file = images?._file === undefined ? undefined : posixPath(relative('', images._file));
      return {
        name,
        path: chart.node.path,
        ...(chart === this.cluster && { isOfCluster: true }),
        rules,
        hasLock: images !== undefined,
        ...(file !== undefined && file !== LOCK_FILE && { lockFile: file }),
      };
    });
    return environments.length > 0 ? { environments } : {};
  }

  private pin({ images }: Environment, chart: Chart): void {
    if (images) {
      Planner.of(chart).pinsImages(chart, (reference) => images.pinned(reference));
    }
  }
}

function posixPath(path: string): string {
  return path.split(sep).join('/');
}

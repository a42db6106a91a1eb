import { IConstruct } from 'constructs';
import { checkDnsLabel } from '../manifest/names';
import { Problems } from '../manifest/problems';

/** Workloads whose autoscalers reach their maximum at the same time. */
export class PeakGroups {
  /** The groups, with the paths of what is in them. */
  public readonly all: { readonly name: string; readonly paths: string[] }[] = [];

  public constructor(private readonly cluster: IConstruct) {}

  public add(name: string, workloads: readonly IConstruct[]): void {
    const problems = new Problems(this.cluster.node.path);
    checkDnsLabel(problems, 'peaksTogether', name);
    const known = this.all.some((group) => group.name === name);
    problems.check(!known, 'peaksTogether', name, 'is a group already');
    problems.check(workloads.length > 0, 'peaksTogether', '[]', 'must name at least one workload');
    problems.raise();
    this.all.push({ name, paths: workloads.map(({ node }) => node.path) });
  }
}

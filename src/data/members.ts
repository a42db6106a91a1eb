import { MemberPlacement } from './member-placement';
import { SurviveLevel } from '../capacity/model';
import { Problems } from '../manifest/problems';
import { AutonomousStack } from '../platform/autonomous-stack';
import { hostsFor } from '../workload/calls/hosts';
import { WorkloadResources } from '../workload/pod/workload-resources';
import { Replicas } from '../workload/sizing/replicas';
import { Sizing } from '../workload/sizing/sizing';

/** Servers that agree with each other on something. */
export interface Members {
  readonly stack: AutonomousStack;
  /** The prop that says how many there are. */
  readonly prop: string;
  readonly count: number;
  readonly resources: WorkloadResources;
  readonly placement?: MemberPlacement;
  /** True where most of them have to agree, so that an even number outlives no more than one less. */
  readonly quorum: boolean;
}

/** What the members outlive. */
export function survivedBy(stack: AutonomousStack, placement: MemberPlacement = {}): SurviveLevel {
  return (placement.survive ?? stack.cluster.survive)._level;
}

/** Checks that a loss leaves enough of them, and that there are hosts on which that is so. */
export function checkMembers(problems: Problems, members: Members): boolean {
  const { stack, prop, count, resources, placement, quorum } = members;
  const whole = problems.check(
    Number.isInteger(count) && count > 0,
    prop,
    count,
    'must be a whole number of at least 1',
  );
  const survive = survivedBy(stack, placement);
  const alone = count === 1;
  const many = problems.check(
    !(alone && stack.environment?.isProduction) && !(alone && survive !== 'none'),
    prop,
    count,
    alone && stack.environment?.isProduction
      ? `environment ${stack.environment.name} is production: one has no other to take over`
      : `is to outlive the loss of a ${survive}: one has no other to take over`,
    stack.environment?.isProduction
      ? '3'
      : '3, or placement: { survive: Survive.none() } where it may be away with its node',
  );
  const odd = problems.check(
    !quorum || !whole || count % 2 === 1,
    prop,
    count,
    `must be odd: most of them have to agree, and ${count} outlive the loss of no more than ${count - 1}`,
    `${count + 1}`,
  );
  if (!whole || !many || !odd || survive === 'none') {
    return whole && many && odd;
  }
  const hosts = hostsFor(stack.cluster, propsOf(resources, placement));
  return problems.check(
    hosts >= count,
    prop,
    count,
    `no two of them may share a node, and ${hosts} ${hosts === 1 ? 'node has' : 'nodes have'} room for one`,
    'more nodes in the pool',
  );
}

/** Checks that a loss leaves most of them, which more of them would not mend. */
export function checkOutlives(problems: Problems, prop: string, { needed, planned }: Sizing): void {
  problems.check(
    planned === needed,
    prop,
    needed,
    'would leave fewer than most of them when a zone is lost',
    'three zones, or placement: { survive: Survive.none() }',
  );
}

/** What of the members decides about nodes, as a workload has it. */
export function propsOf(resources: WorkloadResources, { nodeLabels, tolerates }: MemberPlacement = {}): any {
  return { resources, nodeLabels, tolerates, replicas: Replicas.fixed(1) };
}

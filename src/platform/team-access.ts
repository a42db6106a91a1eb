import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { AutonomousStack } from './autonomous-stack';
import { StartedByHand } from './started-by-hand';
import { checkStarted, startedPods } from './started-pods';
import { kubeObject } from '../manifest/k8s/kube-object';
import * as k8s from '../manifest/k8s/types';
import { namespaced } from '../manifest/metadata';
import { checkDnsLabel } from '../manifest/names';
import { objectsIn } from '../manifest/objects';
import { pathOf, Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';
import { checked } from '../props/checked';

/** Who works in the namespace of a stack. */
export interface TeamAccessProps {
  /** Groups of the identity provider, as the API server knows them. */
  readonly groups: string[];
  /**
   * What these people may start by hand at once. The plan has room for it in every scenario, and the quota of the stack admits it on top of
   * everything else; where the stack has one LocalQueue, the jobs wait in it. An empty list: nothing.
   * @default - nobody said: it is not in the plan, a finding says so, and the quota of the stack admits only what rollouts and losses leave of it
   */
  readonly startedByHand?: StartedByHand[];
}

/** Kinds that run jobs, by API group. */
const JOBS: Readonly<Record<string, readonly string[]>> = {
  batch: ['cronjobs', 'jobs'],
  'batch.volcano.sh': ['jobs'],
  'jobset.x-k8s.io': ['jobsets'],
  'kubeflow.org': ['jaxjobs', 'mpijobs', 'paddlejobs', 'pytorchjobs', 'tfjobs', 'xgboostjobs'],
  'ray.io': ['rayclusters', 'rayjobs'],
  'trainer.kubeflow.org': ['trainjobs'],
};

/** Kinds that tell how what runs there comes to run, by API group. */
const SEEN: Readonly<Record<string, readonly string[]>> = {
  '': ['configmaps', 'events', 'pods', 'pods/log', 'services'],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  'kueue.x-k8s.io': ['localqueues', 'workloads'],
  'scheduling.volcano.sh': ['podgroups'],
  'trainer.kubeflow.org': ['trainingruntimes'],
};

const READ = ['get', 'list', 'watch'];

/**
 * What a team may do in the namespace of a stack: see all that runs there, read logs, and start, stop and delete jobs. No Secrets, no roles, nothing of
 * what Argo CD applies beside jobs. What they may start at once is in the plan and in the quota of the stack. Emits a Role and a RoleBinding.
 *
 * @example
 * new TeamAccess(stack, 'team', { groups: ['perception'], startedByHand: [] });
 */
@checked
export class TeamAccess extends Construct {
  /** The Role. */
  public readonly role: ApiObject;
  /** The RoleBinding. */
  public readonly roleBinding: ApiObject;

  /**
   * @param scope Stack that they have access to.
   * @param id Name of the Role and the RoleBinding.
   * @param props Who may do what.
   */
  public constructor(scope: Construct, id: string, props: TeamAccessProps) {
    super(scope, id);
    const { groups, startedByHand } = props;
    const stack = AutonomousStack.containing(this);
    const { _owner: owner } = stack;
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    problems.check(groups.length > 0, 'groups', '[]', 'must name at least one');
    const strange = groups.find((group) => group.trim() === '' || group.startsWith('system:'));
    problems.check(strange === undefined, 'groups', strange, 'must be groups of people: not empty, not system:...');
    checkStarted(problems, startedByHand ?? []);
    problems.raiseFor(this);
    this.role = kubeObject(this, 'Role', 'Role', {
      metadata: namespaced('Role', id, owner),
      rules: [...rules(SEEN, READ), ...rules(JOBS, [...READ, 'create', 'delete', 'patch', 'update'])],
    });
    this.roleBinding = kubeObject(this, 'RoleBinding', 'RoleBinding', {
      metadata: namespaced('RoleBinding', id, owner),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: id },
      subjects: groups.map((name) => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' })),
    });
    const { path } = this.node;
    const planner = Planner.of(this);
    planner.describe(this.role, () => ({ path, starters: { groups, told: startedByHand !== undefined } }));
    if (startedByHand && startedByHand.length > 0) {
      const where = () => ({ name: id, namespace: stack.namespaceName, path, queue: queueOf(stack) });
      stack.cluster._countPresumed(() => startedPods(startedByHand, where()));
    }
  }
}

/** The one queue in which jobs of the stack may wait; undefined where it has none, or several. */
function queueOf(stack: AutonomousStack): string | undefined {
  const queues = objectsIn([stack]).filter(
    ({ apiGroup, kind }) => apiGroup === 'kueue.x-k8s.io' && kind === 'LocalQueue',
  );
  return queues.length === 1 ? queues[0].name : undefined;
}

/** A rule for each API group. */
function rules(kinds: Readonly<Record<string, readonly string[]>>, verbs: string[]): k8s.PolicyRule[] {
  return Object.entries(kinds).map(([group, resources]) => ({ apiGroups: [group], resources: [...resources], verbs }));
}

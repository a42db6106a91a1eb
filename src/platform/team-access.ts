import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { AutonomousStack } from './autonomous-stack';
import { namespaced } from '../manifest/metadata';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';

/** Who works in the namespace of a stack. */
export interface TeamAccessProps {
  /** Groups of the identity provider, as the API server knows them. */
  readonly groups: string[];
}

/** API groups with kinds that run jobs. */
const JOB_GROUPS = ['batch', 'batch.volcano.sh', 'jobset.x-k8s.io', 'kubeflow.org', 'ray.io', 'trainer.kubeflow.org'];

/**
 * What a team may do in the namespace of a stack: see all that runs there, read logs, and start, stop and delete jobs. No Secrets, no roles, nothing of
 * what Argo CD applies beside jobs. Emits a Role and a RoleBinding.
 */
export class TeamAccess extends Construct {
  /** The Role. */
  public readonly role: ApiObject;
  /** The RoleBinding. */
  public readonly roleBinding: ApiObject;

  public constructor(scope: Construct, id: string, { groups }: TeamAccessProps) {
    super(scope, id);
    const { _owner: owner } = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    problems.check(groups.length > 0, 'groups', '[]', 'must name at least one');
    const strange = groups.find((group) => group.trim() === '' || group.startsWith('system:'));
    problems.check(strange === undefined, 'groups', strange, 'must be groups of people: not empty, not system:...');
    problems.raiseFor(this);
    const read = ['get', 'list', 'watch'];
    this.role = new k8s.KubeRole(this, 'Role', {
      metadata: namespaced('Role', id, owner),
      rules: [
        { apiGroups: [''], resources: ['configmaps', 'events', 'pods', 'pods/log', 'services'], verbs: read },
        { apiGroups: ['apps', 'kueue.x-k8s.io', 'scheduling.volcano.sh'], resources: ['*'], verbs: read },
        { apiGroups: JOB_GROUPS, resources: ['*'], verbs: [...read, 'create', 'delete', 'patch', 'update'] },
      ],
    });
    this.roleBinding = new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata: namespaced('RoleBinding', id, owner),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: id },
      subjects: groups.map((name) => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' })),
    });
  }
}

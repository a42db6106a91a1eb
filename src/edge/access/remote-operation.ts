import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { EdgePlatform } from '../platform/edge-platform';

/** Who looks after what runs at the sites of a region. */
export interface RemoteOperationProps {
  /** Groups of the identity provider whose people may see what runs there and read its logs. */
  readonly logs: string[];
  /**
   * Groups whose people may besides run commands in its containers (`kubectl exec`). Each such command is as mighty as the container: in namespaces that admit privileged pods it
   * is root on the node.
   * @default - nobody
   */
  readonly commands?: string[];
}

const API_GROUP = 'rbac.authorization.k8s.io';
const READ = ['get', 'list', 'watch'];

/** What whoever reads logs has to see, to know which: no Secrets, no ConfigMaps. */
const LOGS: k8s.PolicyRule[] = [
  { apiGroups: [''], resources: ['events', 'pods'], verbs: READ },
  { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs: READ },
];

/** `kubectl exec` asks by WebSocket, which the API server takes for get; older ones for create. */
const COMMANDS: k8s.PolicyRule[] = [{ apiGroups: [''], resources: ['pods/exec'], verbs: ['create', 'get'] }];

/**
 * Who may look after the sites of a region from afar: logs and commands, in the namespace of its stack and no other. One stack for each region makes one region nobody else's. A Role and a
 * RoleBinding for each of both, without wildcards.
 *
 * With KubeEdge CloudStream and EdgeStream have to be on, which carry logs and commands to the nodes (`modules.cloudStream.enable` of CloudCore, `modules.edgeStream.enable` of EdgeCore): the
 * switches of the platform say so.
 *
 * @example
 * new RemoteOperation(stack, 'remote', { logs: ['north-support'], commands: ['north-oncall'] });
 */
@checked
export class RemoteOperation extends Construct {
  /** Role of those who read logs. */
  public readonly logsRole: ApiObject;
  /** Role of those who run commands; undefined where nobody may. */
  public readonly commandsRole?: ApiObject;

  /**
   * @param scope Stack of what runs at the sites of the region.
   * @param id Beginning of the names of its objects.
   * @param props Who may what.
   */
  public constructor(scope: Construct, id: string, props: RemoteOperationProps) {
    super(scope, id);
    const { logs, commands = [] } = props;
    const stack = AutonomousStack.containing(this);
    const platform = EdgePlatform._ofCluster(stack.cluster, this.node.path);
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id, 40);
    problems.check(logs.length > 0, 'logs', '[]', 'must name at least one group');
    for (const group of [...logs, ...commands]) {
      const people = group.trim() === group && /^[^*\s].*$/.test(group) && !group.startsWith('system:');
      problems.check(
        people,
        'logs, commands',
        group,
        'must be a group of people: not empty, no wildcard, not system:...',
      );
    }
    problems.raiseFor(this);
    platform._switches.use('Stream');
    this.logsRole = this.emit(stack, `${id}-logs`, LOGS, [...new Set([...logs, ...commands])]);
    if (commands.length > 0) {
      this.commandsRole = this.emit(stack, `${id}-commands`, COMMANDS, [...new Set(commands)]);
    }
  }

  private emit(stack: AutonomousStack, name: string, rules: k8s.PolicyRule[], groups: readonly string[]): ApiObject {
    const { _owner: owner } = stack;
    kubeObject(this, `${name}-binding`, 'RoleBinding', {
      metadata: namespaced('RoleBinding', name, owner),
      roleRef: { apiGroup: API_GROUP, kind: 'Role', name },
      subjects: groups.map((group) => ({ kind: 'Group', name: group, apiGroup: API_GROUP })),
    });
    return kubeObject(this, name, 'Role', { metadata: namespaced('Role', name, owner), rules });
  }
}

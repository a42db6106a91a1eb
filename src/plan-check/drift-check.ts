import { ApiObject, Duration, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { PROGRAM } from './program';
import { PublishedPlan } from './published-plan';
import { Survive } from '../cluster/survive';
import { LISTED, Settings } from '../drift/agent/settings';
import { kubeObject } from '../manifest/k8s/kube-object';
import { clusterScoped, namespaced } from '../manifest/metadata';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { timeText } from '../manifest/time-text';
import { AutonomousStack } from '../platform/autonomous-stack';
import { ConfigFile } from '../platform/configuration/config-file';
import { Configuration } from '../platform/configuration/configuration';
import { Image } from '../platform/image';
import { checked } from '../props/checked';
import { Cpu } from '../units/cpu';
import { Peer } from '../workload/calls/peer';
import { Microservice } from '../workload/microservice';
import { Mount } from '../workload/pod/mount';
import { Port } from '../workload/pod/port';
import { WorkloadResources } from '../workload/pod/workload-resources';
import { Replicas } from '../workload/sizing/replicas';

/** How a cluster is held against its plan. */
export interface DriftCheckProps {
  /** An image with Node.js 20 or newer, in which the program runs. */
  readonly image: Image;
  /** The API server, which it reads from: `Peer.cidr('10.0.0.1/32', 443)`. Everything else is closed to it. */
  readonly apiServer: Peer;
  /**
   * Time between two looks at the cluster, at least a minute.
   * @default Duration.minutes(10)
   */
  readonly every?: Duration;
  /**
   * Programs that may write objects besides Argo CD and kubectl apply, by the name that they have in `managedFields`.
   * @default - none: their edits are told
   */
  readonly managers?: string[];
  /**
   * What it asks for and may use.
   * @default - 100m, 256Mi, at most 512Mi
   */
  readonly resources?: WorkloadResources;
}

const FOLDER = '/etc/drift';
const PORT = 8080;
const RESOURCES = { cpu: Cpu.millis(100), memory: Size.mebibytes(256), memoryLimit: Size.mebibytes(512) };
/** Its name ends with that of the configuration. */
const LONGEST_NAME = 40;

/**
 * Holds the cluster against its plan again and again, and tells Prometheus what it finds: one pod that lists nodes, pods and workloads, which is the program of
 * `cdk8s-autonomous drift`. It is no CronJob: a pod that has ended cannot be scraped. Emits a Deployment with what a microservice of the stack has, a
 * ConfigMap with the program, a ClusterRole that may list and nothing else, and a Role that may get the plan by its name; publishes the plan where nobody did.
 *
 * Metrics: `capacity_plan_holds` (1 or 0), `capacity_plan_differences{code, effect}`, `capacity_plan_checked_timestamp_seconds` and
 * `capacity_plan_check_failures_total`. What differs is in its log, one line each.
 *
 * @example
 * new DriftCheck(stack, 'drift', { image, apiServer: Peer.cidr('10.0.0.1/32', 443) });
 */
@checked
export class DriftCheck extends Construct {
  /** The plan in the cluster. */
  public readonly plan: PublishedPlan;
  /** What runs the program. */
  public readonly workload: Microservice;
  /** The ClusterRole. */
  public readonly clusterRole: ApiObject;

  /**
   * @param scope a stack of the cluster
   * @param id Name of the Deployment and of what it needs.
   * @param props The image, and how the API server is reached.
   */
  public constructor(scope: Construct, id: string, props: DriftCheckProps) {
    super(scope, id);
    const stack = AutonomousStack.containing(this);
    const { image, apiServer, every = Duration.minutes(10), managers = [], resources = RESOURCES } = props;
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id, LONGEST_NAME);
    const seconds = every.toSeconds({ integral: false });
    problems.check(
      seconds >= 60 && Number.isInteger(seconds),
      'every',
      timeText(every),
      'must be whole seconds, at least a minute',
    );
    problems.raiseFor(this);
    this.plan = PublishedPlan._of(stack.cluster);
    const settings: Settings = {
      namespace: this.plan.namespace,
      cluster: stack.cluster.clusterName,
      everySeconds: seconds,
      port: PORT,
      managers: [...managers].sort(),
    };
    const program = new Configuration(this, 'program', {
      name: `${id}-program`,
      files: {
        'drift.js': ConfigFile.text(PROGRAM.trim(), { notSecret: 'the program, which the library brings along' }),
        'settings.json': ConfigFile.json(settings),
      },
    });
    const port = Port.http(PORT);
    this.workload = new Microservice(this, id, {
      image,
      resources,
      replicas: Replicas.fixed(1),
      survive: Survive.none(),
      ports: [port],
      metricsPort: port,
      command: ['node', `${FOLDER}/drift.js`, `${FOLDER}/settings.json`],
      mounts: [Mount.configuration(program, FOLDER)],
      identity: { mountsToken: true },
      // It speaks TLS with the API server alone, and answers Prometheus.
      inMesh: false,
    });
    this.workload.calls(apiServer);
    this.clusterRole = this.emitRights(stack, id);
  }

  /** To list what is compared, and to read the plan. */
  private emitRights(stack: AutonomousStack, name: string): ApiObject {
    const { _owner: owner, namespaceName: namespace, cluster } = stack;
    const full = `${namespace}-${name}`;
    const groups = [...new Set(LISTED.map(({ group }) => group))];
    const rules = groups.map((group) => ({
      apiGroups: [group],
      resources: LISTED.filter((one) => one.group === group).map(({ resource }) => resource),
      verbs: ['list'],
    }));
    const role = kubeObject(this, 'ClusterRole', 'ClusterRole', {
      metadata: clusterScoped('ClusterRole', full, owner),
      rules,
    });
    const subjects = [{ kind: 'ServiceAccount', name, namespace }];
    const refers = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: full });
    kubeObject(this, 'ClusterRoleBinding', 'ClusterRoleBinding', {
      metadata: clusterScoped('ClusterRoleBinding', full, owner),
      roleRef: refers('ClusterRole'),
      subjects,
    });
    const ofPlan = { ...owner, namespace: this.plan.namespace };
    const names = Lazy.any({ produce: () => this.plan._names }) as any;
    kubeObject(cluster, `${full}-plan`, 'Role', {
      metadata: namespaced('Role', full, ofPlan),
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: names, verbs: ['get'] }],
    });
    kubeObject(cluster, `${full}-plan-binding`, 'RoleBinding', {
      metadata: namespaced('RoleBinding', full, ofPlan),
      roleRef: refers('Role'),
      subjects,
    });
    return role;
  }
}

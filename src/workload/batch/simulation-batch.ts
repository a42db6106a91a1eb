import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { SimulationBatchProps } from './simulation-batch-props';
import { checkSimulationBatch, parallelismOf } from './simulation-checks';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced, podLabels } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { checked } from '../../props/checked';
import { withAccelerator } from '../accelerated';
import { StackPods } from '../pod/stack-pods';
import { plainTemplate } from '../pod/young-fields';
import { withSpot } from '../spot/spot-nodes';
import { TopologyRequest } from '../training/topology-request';

/** Folder in which pods find the list of scenarios. */
const LIST = '/etc/scenarios';

/** From here on a Job counts failures for each index. */
const PER_INDEX_SINCE = 29;

/**
 * Scenarios that run in a simulator such as CARLA: an indexed Job with a pod for each, a ConfigMap with their names, a ServiceAccount and a
 * NetworkPolicy. The plan proves that as many as run at once have places. A batch runs once: another id is another run.
 *
 * @example
 * new SimulationBatch(stack, 'cut-in-2026-11', {
 *   image: registry.image('simulation/scenarios', { tag: '3.1.0' }),
 *   scenarios: ['cut-in/rain', 'cut-in/night', 'cut-in/truck'],
 *   resources: { cpu: Cpu.units(4), memory: Size.gibibytes(8) },
 *   pace: { perScenario: Duration.minutes(12), within: Duration.hours(1) },
 * });
 */
@checked
export class SimulationBatch extends StackPods {
  /** Name of all its objects. */
  public readonly batchName: string;
  /** Scenarios that run at once. */
  public readonly parallelism: number;
  /** The Job. */
  public readonly apiObject: ApiObject;
  /** The ConfigMap with the names of the scenarios. */
  public readonly scenarioList: ApiObject;
  private readonly props: SimulationBatchProps;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the Job and its objects.
   * @param given Image, resources, scenarios, and how many run at once.
   */
  public constructor(scope: Construct, id: string, given: SimulationBatchProps) {
    super(scope, id);
    const props = withSpot(withAccelerator(this._using(given)), this.stack.cluster);
    this.batchName = id;
    this.props = props;
    const { _owner: owner } = this.stack;
    const problems = new Problems(pathOf(scope, id));
    checkSimulationBatch(problems, this.stack, id, props);
    this._checkUses(problems, given);
    problems.raiseFor(this);
    this.parallelism = Math.min(props.scenarios.length, parallelismOf(props));
    this._emitServiceAccount(props.identity);
    this._connect([], 'none', { planned: this.parallelism, max: this.parallelism });
    this.scenarioList = kubeObject(this, 'Scenarios', 'ConfigMap', {
      metadata: namespaced('ConfigMap', `${id}-scenarios`, owner, this._selector),
      data: { 'scenarios.txt': `${props.scenarios.join('\n')}\n` },
    });
    this.apiObject = this.emitJob();
    const { path } = this.node;
    // What a loss takes runs again when there is room: a batch is late, and nothing is down.
    Planner.of(this).describe(this.apiObject, () => ({ path, needed: this.parallelism, degraded: 0 }));
  }

  private emitJob(): ApiObject {
    const { props, stack, batchName, parallelism } = this;
    const { scenarios, retries = 2, failuresAllowed = scenarios.length, deadline, queue, queuePriority } = props;
    const perIndex = stack.cluster.kubernetesVersion.atLeast(PER_INDEX_SINCE);
    return customResource(this, 'Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: namespaced('Job', batchName, stack._owner, {
        ...this._selector,
        ...queue?._jobLabels(queuePriority),
      }),
      spec: {
        completionMode: 'Indexed',
        completions: scenarios.length,
        parallelism,
        ...(perIndex
          ? { backoffLimitPerIndex: retries, maxFailedIndexes: failuresAllowed }
          : { backoffLimit: retries * scenarios.length }),
        podFailurePolicy: {
          // A pod that a drain or a more important one took is no failure of its scenario.
          rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
        },
        ...(deadline && { activeDeadlineSeconds: Math.ceil(deadline.toSeconds({ integral: false })) }),
        template: this.template(),
      },
    });
  }

  private template(): any {
    const { props, stack, batchName } = this;
    const template = plainTemplate({
      name: batchName,
      cluster: stack.cluster,
      labels: podLabels(stack._owner, this._selector, props.image.shortVersion),
      annotations: props.queue?.clusterQueue._isPlacing ? TopologyRequest.unconstrained()._annotations : {},
      selector: this._selector,
      image: props.image,
      resources: props.resources,
      ports: [],
      options: { ...props, env: { ...props.env, SCENARIO_FILE: `${LIST}/scenarios.txt` } },
      command: props.command,
      args: props.args,
      scratch: props.scratch ?? Size.gibibytes(1),
      volumes: [{ name: 'scenarios', configMap: { name: `${batchName}-scenarios` } }],
      volumeMounts: [{ name: 'scenarios', mountPath: LIST, readOnly: true }],
      graceSeconds: 30,
      priorityClassName: props.priority?.priorityName,
      nodeLabels: props.nodeLabels ?? {},
      tolerates: props.tolerates ?? [],
      survive: 'none',
      zones: 1,
      replicated: false,
    });
    return { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
  }
}

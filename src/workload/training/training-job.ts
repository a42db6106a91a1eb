import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { JobParts } from './job-parts';
import { TopologyRequest } from './topology-request';
import { checkTrainingJob } from './training-checks';
import { TrainingJobProps } from './training-job-props';
import { emitJob } from './training-manifests';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { podLabels } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { checked } from '../../props/checked';
import { withAccelerator } from '../accelerated';
import { PodProfile } from '../pod/pod-profile';
import { StackPods } from '../pod/stack-pods';
import { WorkloadResources } from '../pod/workload-resources';
import { plainTemplate } from '../pod/young-fields';
import { surviveOf, withSpot } from '../spot/spot-nodes';

/** A gang starts again as a whole: no node is removed to save its price while one of its pods runs there. */
const UNDISTURBED = {
  'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
  'karpenter.sh/do-not-disrupt': 'true',
};

/** Seconds that a pod has to write its last checkpoint. */
const GRACE_SECONDS = 120;

/**
 * A job that trains a model on several nodes at once: the object of its framework's operator (a TrainJob with a TrainingRuntime of its own, a
 * TFJob, or an indexed Job), a ServiceAccount, and a NetworkPolicy in which its pods reach each other. In a queue it waits until there is
 * room for all of its pods; the plan proves that there is, in the domains of the topology that it asks for.
 *
 * @example
 * const dataset = new SharedVolume(stack, 'dataset', { size: Size.tebibytes(100), storageClass: 'lustre' });
 * new TrainingJob(stack, 'lanes', {
 *   framework: TrainingFramework.PYTORCH,
 *   image: registry.image('training/lanes', { tag: '2.9.0' }),
 *   nodes: 2,
 *   resources: {
 *     cpu: Cpu.units(160),
 *     memory: Size.gibibytes(1600),
 *     accelerator: Accelerator.NVIDIA_H100_80_GB.devices(8),
 *   },
 *   sharedMemory: Size.gibibytes(256),
 *   mounts: [Mount.shared(dataset, '/data', { readOnly: true })],
 * });
 */
@checked
export class TrainingJob extends StackPods {
  /** Name of all its objects. */
  public readonly jobName: string;
  /** What runs it. */
  public readonly apiObject: ApiObject;
  /** What else it needs: its runtime, or the Service by which its pods find each other. */
  public readonly others: ApiObject[];
  private readonly props: TrainingJobProps;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the job and its objects.
   * @param given Image, framework, workers, accelerator and queue.
   */
  public constructor(scope: Construct, id: string, given: TrainingJobProps) {
    super(scope, id);
    const props = withSpot(withAccelerator(this._using(given)), this.stack.cluster);
    this.jobName = id;
    this.props = props;
    const { cluster } = this.stack;
    const problems = new Problems(pathOf(scope, id));
    checkTrainingJob(problems, this.stack, id, props);
    this._checkUses(problems, given);
    problems.raiseFor(this);
    this._emitServiceAccount(props.identity);
    this._connect([], 'all', { planned: props.nodes, max: props.nodes });
    const { job, others } = emitJob(this, props.framework, this.parts());
    this.apiObject = job;
    this.others = [...others];
    const promised = surviveOf(props, cluster.survive).level !== 'none';
    const least = props.minNodes ?? props.nodes;
    Planner.of(this).describe(job, () => ({
      path: this.node.path,
      needed: least,
      degraded: promised ? least : 0,
    }));
  }

  private parts(): JobParts {
    const { nodes, minNodes, queue, volcanoQueue, queuePriority, resources, retries = 3, deadline } = this.props;
    return {
      name: this.jobName,
      owner: this.stack._owner,
      selector: this._selector,
      queueLabels: queue?._jobLabels(queuePriority) ?? {},
      ...(volcanoQueue && { volcanoQueue: volcanoQueue.queueName }),
      nodes,
      minNodes,
      processes: resources.accelerator?.count ?? 1,
      template: this.template(),
      retries,
      ...(deadline && { deadlineSeconds: Math.ceil(deadline.toSeconds({ integral: false })) }),
    };
  }

  private template(): any {
    const { props, stack } = this;
    const { sharedMemory, topology, queue, volcanoQueue } = props;
    const asked = queue?.clusterQueue._isPlacing ? (topology ?? TopologyRequest.unconstrained())._annotations : {};
    const template = plainTemplate({
      name: this.jobName,
      cluster: stack.cluster,
      labels: podLabels(stack._owner, this._selector, props.image.shortVersion),
      annotations: {
        ...UNDISTURBED,
        ...asked,
        ...(volcanoQueue && { 'scheduling.volcano.sh/queue-name': volcanoQueue.queueName }),
        ...props.rdma?._annotations,
      },
      selector: this._selector,
      image: props.image,
      resources: this.allResources(),
      profile: props.rdma && PodProfile._rdma(),
      ports: [],
      options: props,
      command: props.command,
      args: props.args,
      scratch: props.scratch ?? Size.gibibytes(1),
      volumes: [
        ...(sharedMemory
          ? [
              {
                name: 'shm',
                emptyDir: { medium: 'Memory', sizeLimit: quantityOf(sharedMemory) },
              },
            ]
          : []),
      ],
      volumeMounts: sharedMemory ? [{ name: 'shm', mountPath: '/dev/shm' }] : [],
      graceSeconds: GRACE_SECONDS,
      priorityClassName: props.priority?.priorityName,
      nodeLabels: props.nodeLabels ?? {},
      tolerates: props.tolerates ?? [],
      survive: 'none',
      zones: 1,
      replicated: false,
    });
    const scheduler = volcanoQueue ? { schedulerName: 'volcano' } : {};
    return { ...template, spec: { ...template.spec, ...scheduler, restartPolicy: 'Never' } };
  }

  /** What is in shared memory counts against the limit of the container; the planner adds it to the request. */
  private allResources(): WorkloadResources {
    const { resources, sharedMemory, rdma, rdmaDevices = rdma?.devicesPerNode } = this.props;
    const { memory, memoryLimit = memory, extended } = resources;
    return {
      ...resources,
      ...(rdma && { extended: { ...extended, [rdma.resource]: rdmaDevices! } }),
      ...(sharedMemory && {
        memoryLimit: Size.kibibytes((bytesOf(memoryLimit) + bytesOf(sharedMemory)) / 1024),
      }),
    };
  }
}

import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { ModelLoad } from './model-load';
import { bytesOf } from '../../manifest/amounts';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checked } from '../../props/checked';
import { Microservice, MicroserviceProps } from '../microservice';

/** A model server. */
export interface InferenceServiceProps extends MicroserviceProps {
  /**
   * What it reads before it can answer, and where it has that from: the startup probe waits so long. Where the server copies its model, the scratch
   * volume at /tmp is as much larger where nothing is said about it.
   */
  readonly model: ModelLoad;
}

const MIB = 2 ** 20;

/** Scratch beside the files of the model. */
const BESIDE_MODEL_MIB = 1024;

/**
 * A model server: a `Microservice` with an accelerator, whose startup probe waits until its model is loaded. It needs no operator but the one for
 * its autoscaler or canary, where it has them. Processors say nothing of an accelerator's load, so it scales on another metric.
 *
 * @example
 * new InferenceService(stack, 'asr', {
 *   image: registry.image('speech/asr', { tag: '3.4.0' }),
 *   ports: [Port.grpc(9000)],
 *   resources: {
 *     cpu: Cpu.units(6),
 *     memory: Size.gibibytes(24),
 *     accelerator: Accelerator.NVIDIA_H100_80_GB.devices(1),
 *   },
 *   model: ModelLoad.of({
 *     size: Size.gibibytes(9),
 *     source: ModelSource.serverImage(),
 *     bandwidth: Bandwidth.gigabitsPerSecond(2),
 *   }),
 *   replicas: Replicas.fixed(2),
 * });
 */
@checked
export class InferenceService extends Microservice {
  /** What it reads before it can answer. */
  public readonly model: ModelLoad;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the service and its objects.
   * @param props Model, accelerator, load and latency.
   */
  public constructor(scope: Construct, id: string, props: InferenceServiceProps) {
    const problems = new Problems(pathOf(scope, id));
    const { model, resources, replicas, scaleOn, startup } = props;
    problems.check(model !== undefined, 'model', model, 'is required', 'ModelLoad.of({ size, source, bandwidth })');
    problems.check(
      (props.ports ?? []).length > 0,
      'ports',
      '[]',
      'a model server needs a port',
      'for example Port.grpc(9000)',
    );
    problems.raise();
    problems.check(
      startup === undefined || startup.toMilliseconds() >= model.startup.toMilliseconds(),
      'startup',
      timeText(startup),
      `is shorter than loading ${timeText(model.startup)}`,
      'leave it out',
    );
    const accelerated = resources?.accelerator !== undefined || Object.keys(resources?.extended ?? {}).length > 0;
    problems.check(
      !accelerated || !replicas?._mayScale || scaleOn !== undefined,
      'scaleOn',
      scaleOn,
      'is needed: the load of its processors says nothing of its accelerator',
      'ScaleOn.concurrency(...)',
    );
    const { _parts: parts } = model.source;
    problems.raise();
    const copied = parts.store ? Math.ceil(bytesOf(model.size) / MIB) : 0;
    super(scope, id, {
      ...props,
      startup: startup ?? model.startup,
      scratch: props.scratch ?? Size.mebibytes(copied + BESIDE_MODEL_MIB),
      mounts: [...(props.mounts ?? []), ...(parts.mount ? [parts.mount] : [])],
      variables: { ...parts.credentials, ...props.variables },
    });
    this.model = model;
    if (parts.store) {
      this._opens(parts.store);
    }
  }
}

import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { checkMove, checkPlaces } from './data-move-checks';
import { DataMoveMode, DataMoveProps } from './data-move-props';
import { rcloneArguments, Side, sideOf } from './rclone';
import { Forecasts } from '../../capacity/forecast/forecast';
import { bytesOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, podLabels } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { inSeconds } from '../../manifest/times';
import { Planner } from '../../planner/planner';
import { CronSchedule } from '../../planner/reading/pods/cron-schedule';
import { checked } from '../../props/checked';
import { DataFlows } from '../../protection/data-flows';
import { Cpu } from '../../units/cpu';
import { StackPods } from '../../workload/pod/stack-pods';
import { plainTemplate } from '../../workload/pod/young-fields';

/** An address in logs takes some; parts of uploads take the rest. */
const RESOURCES = { cpu: Cpu.millis(500), memory: Size.mebibytes(512) };

/**
 * Data that go from a bucket to files or back, once or again and again: an indexed Job or a CronJob of rclone, under Pod Security "restricted", with keys by
 * reference, held to a bandwidth. Its pods are in the plan, and so is the time that it takes. A run once: another id is another run.
 *
 * @example
 * const results = new SharedVolume(stack, 'results', { size: Size.tebibytes(2) });
 * const drives = ObjectStore.rook({ name: 'drives', storageClass: 'rook-ceph-bucket' });
 * const archive = Bucket.claim(stack, 'archive', { store: drives });
 * new DataMove(stack, 'export', {
 *   source: DataPlace.files(results, 'done'),
 *   target: DataPlace.bucket(archive, 'results'),
 *   image,
 *   schedule: '0 1 * * *',
 * });
 */
@checked
export class DataMove extends StackPods {
  /** The CronJob, or the Job of one that runs once. */
  public readonly apiObject: ApiObject;
  private readonly props: DataMoveProps;

  /**
   * @param scope a stack, or a construct in one, such as a data lake
   * @param id Name of the CronJob.
   * @param props From where, to where, when, and how much.
   */
  public constructor(scope: Construct, id: string, props: DataMoveProps) {
    super(scope, id);
    this.props = props;
    const { stack, _selector: selector } = this;
    const problems = new Problems(pathOf(scope, id));
    checkPlaces(problems, stack, props);
    problems.raiseFor(this);
    const user = { construct: this, stack, name: id, selector };
    const { mode = DataMoveMode.COPY } = props;
    const source = sideOf('source', props.source, user, mode === DataMoveMode.MOVE ? 'ReadWrite' : 'ReadOnly');
    const target = sideOf('target', props.target, user, 'ReadWrite');
    const sides = [source, target];
    checkMove(
      problems,
      stack,
      id,
      props,
      sides.flatMap(({ mounts }) => mounts),
    );
    problems.raiseFor(this);
    DataFlows.of(this).flow(props.source._at, this, 'is read by');
    DataFlows.of(this).flow(this, props.target._at, 'copies to');
    this._emitServiceAccount();
    this._connect([], 'none');
    sides.flatMap(({ targets }) => targets).forEach((called) => this._opens(called));
    this.apiObject = this.emit(source, target);
    const { path } = this.node;
    // What a loss takes goes on with the next run.
    Planner.of(this).describe(this.apiObject, () => ({ path, degraded: 0 }));
    stack.cluster._forecasts.add(() => this.forecasts());
  }

  private emit(source: Side, target: Side): ApiObject {
    const { stack, _selector: selector, node } = this;
    const { schedule, parallelism = 1, window } = this.props;
    const job = {
      completionMode: 'Indexed',
      completions: parallelism,
      parallelism,
      backoffLimit: 3 * parallelism,
      ...(window && { activeDeadlineSeconds: Math.ceil(window.toSeconds({ integral: false })) }),
      template: this.template(source, target),
    };
    const kind = schedule === undefined ? 'Job' : 'CronJob';
    return customResource(this, 'Resource', {
      apiVersion: 'batch/v1',
      kind,
      metadata: namespaced(kind, node.id, stack._owner, selector),
      spec:
        schedule === undefined
          ? job
          : {
              schedule,
              concurrencyPolicy: 'Forbid',
              startingDeadlineSeconds: 600,
              successfulJobsHistoryLimit: 1,
              failedJobsHistoryLimit: 1,
              jobTemplate: { spec: job },
            },
    });
  }

  private template(source: Side, target: Side): any {
    const { props, stack, _selector: selector, node } = this;
    const labels = podLabels(stack._owner, selector, props.image.shortVersion);
    const template = plainTemplate({
      name: node.id,
      cluster: stack.cluster,
      labels: { ...labels, ...stack.mesh._istio?.outsideLabels },
      annotations: {},
      selector,
      image: props.image,
      resources: props.resources ?? RESOURCES,
      ports: [],
      options: {
        env: { ...source.env, ...target.env },
        variables: { ...source.variables, ...target.variables },
        mounts: [...source.mounts, ...target.mounts],
      },
      command: ['rclone'],
      args: rcloneArguments(props, source, target),
      scratch: Size.mebibytes(256),
      graceSeconds: 30,
      nodeLabels: props.nodeLabels ?? {},
      tolerates: props.tolerates ?? [],
      survive: 'none',
      zones: 1,
      replicated: false,
    });
    return { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
  }

  private forecasts(): Forecasts {
    const { data, bandwidth, window, schedule } = this.props;
    if (!data || !bandwidth) {
      return {};
    }
    const { path, id } = this.node;
    // A run that is not over when the next one should start takes its place.
    const gap = schedule === undefined ? undefined : CronSchedule.of(schedule)?.gaps()?.shortest;
    const seconds = window ? inSeconds(window) : gap;
    const until = seconds !== undefined && { window: seconds };
    const bits = { bytes: bytesOf(data), bitsPerSecond: bandwidth.toBitsPerSecond() };
    return { transfers: [{ path, name: `move ${id}`, ...bits, ...until }] };
  }
}

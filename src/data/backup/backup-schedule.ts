import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { backupForecasts } from './backup-amounts';
import { checkBackup, checkSchedule, claimProblems } from './backup-checks';
import { BackupHook, BackupScheduleProps, RestoreDrillProps } from './backup-props';
import { claimingIn, claimsIn } from './namespace-claims';
import { countNodeAgent } from './node-agent';
import { namespaceOf, RestoreDrill } from './restore-drill';
import { bytesOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { FootprintDescription } from '../../planner/reading/description';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { DataFlows } from '../../protection/data-flows';

/** The fields of velero.io/v1 Schedule that are used here (Velero 1.18). */
interface ScheduleSpec {
  readonly schedule: string;
  readonly useOwnerReferencesInBackup: false;
  readonly template: {
    readonly includedNamespaces: string[];
    readonly ttl: string;
    readonly snapshotVolumes: boolean;
    readonly snapshotMoveData: boolean;
    readonly defaultVolumesToFsBackup: boolean;
    readonly storageLocation?: string;
    readonly hooks?: { readonly resources: object[] };
    readonly uploaderConfig?: { readonly parallelFilesUpload: number };
  };
}

/**
 * Backups of a stack by Velero: a Schedule (velero.io/v1) in its namespace. The plan has what they take in the object store, how long each takes against its
 * window, and how long the way back takes; with a drill somebody tries it.
 *
 * @example
 * new BackupSchedule(stack, 'nightly', {
 *   schedule: '0 2 * * *',
 *   keep: Duration.days(30),
 *   data: Size.gibibytes(800),
 *   volumes: BackupVolumes.copy({ bandwidth: Bandwidth.megabitsPerSecond(800), window: Duration.hours(4) }),
 * });
 */
@checked
export class BackupSchedule extends Construct {
  /** Name of the Schedule: the namespace of the stack and the id. */
  public readonly scheduleName: string;
  /** The stack that is saved. */
  public readonly stack: AutonomousStack;
  /** The Schedule. */
  public readonly apiObject: ApiObject;
  /** The CronJob of the drill; undefined without one. */
  public readonly drill?: ApiObject;

  /**
   * @param scope a stack, or a construct in one: its namespace is saved
   * @param id Name of the Schedule.
   * @param props What is saved, when, and for how long.
   */
  public constructor(scope: Construct, id: string, props: BackupScheduleProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    const { namespaceName: namespace, cluster, _owner: owner } = this.stack;
    const { veleroNamespace = 'velero', volumes, drill } = props;
    this.scheduleName = `${namespace}-${id}`;
    const problems = new Problems(pathOf(scope, id));
    checkBackup(problems, this.stack, id, props);
    problems.raiseFor(this);
    this.apiObject = customResource<ScheduleSpec>(this, 'Resource', {
      apiVersion: 'velero.io/v1',
      kind: 'Schedule',
      metadata: namespaced('Schedule', this.scheduleName, { ...owner, namespace: veleroNamespace }),
      spec: {
        schedule: props.schedule,
        // Backups stay when the Schedule goes.
        useOwnerReferencesInBackup: false,
        template: templateOf(namespace, props),
      },
    });
    if (volumes._copy) {
      countNodeAgent(cluster, this.node.path, veleroNamespace, volumes._copy.agent ?? {});
    }
    if (drill) {
      const { scheduleName, stack } = this;
      this.drill = new RestoreDrill(this, 'Drill', { id, drill, scheduleName, stack, veleroNamespace }).cronJob;
    }
    cluster._countPresumed(() => this.footprint(drill));
    this.node.addValidation({
      // Of two objects of one name nobody can read any.
      validate: () =>
        Planner.of(this).clashes().length > 0
          ? []
          : claimProblems(this.node.path, namespace, claimsIn(cluster, namespace), props),
    });
    cluster._forecasts.add(() => this.forecasts(props));
    this.noteData(props);
  }

  /** Everything of the stack that has volumes goes to the location. */
  private noteData({ veleroNamespace = 'velero', storageLocation = 'default', residency }: BackupScheduleProps): void {
    const { stack } = this;
    const flows = DataFlows.of(this);
    const to = `${stack.cluster.node.path} ${veleroNamespace}/${storageLocation}`;
    flows.place({ path: to, residency: () => residency });
    flows.later((places) => {
      const claiming = claimingIn(stack);
      return places
        .filter(({ path }) => claiming.some((one) => one === path || one.startsWith(`${path}/`)))
        .map(({ path: from }) => ({ from, to, how: 'is saved to' }));
    });
  }

  /** The Schedule runs no pods but those of the agents; what comes back in a drill are claims like those of the stack. */
  private footprint(drill: RestoreDrillProps | undefined): FootprintDescription {
    const { scheduleName, stack, node } = this;
    const namespace = drill && namespaceOf(scheduleName, drill);
    const back = drill ? claimsIn(stack.cluster, stack.namespaceName) : [];
    const objects = back.map(({ name, spec }) => ({
      path: node.path,
      json: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace }, spec },
    }));
    return { name: scheduleName, objects, countsFor: [this.apiObject.node.path] };
  }

  private forecasts(props: BackupScheduleProps) {
    const { volumes, data, keep, drill } = props;
    const { namespaceName: namespace, cluster } = this.stack;
    const within = drill && (drill.within ?? Duration.hours(4));
    return backupForecasts(volumes, {
      path: this.node.path,
      namespace,
      bytes: data ? bytesOf(data) : claimsIn(cluster, namespace).reduce((sum, { bytes }) => sum + bytes, 0),
      gaps: checkSchedule(new Problems(''), 'schedule', props.schedule)!,
      keptSeconds: keep.toSeconds({ integral: false }),
      ...(within && { within: within.toSeconds({ integral: false }) }),
    });
  }
}

function templateOf(namespace: string, props: BackupScheduleProps): ScheduleSpec['template'] {
  const { keep, volumes, storageLocation, hooks = [] } = props;
  const kind = volumes._kind;
  const parallel = volumes._copy?.parallelFiles;
  return {
    includedNamespaces: [namespace],
    ttl: goDuration(keep),
    snapshotVolumes: kind === 'snapshot' || kind === 'copy',
    snapshotMoveData: kind === 'copy',
    defaultVolumesToFsBackup: kind === 'files',
    ...(storageLocation !== undefined && { storageLocation }),
    ...(hooks.length > 0 && { hooks: { resources: hooks.map((hook) => hookOf(hook, namespace)) } }),
    ...(parallel !== undefined && { uploaderConfig: { parallelFilesUpload: parallel } }),
  };
}

function hookOf(hook: BackupHook, namespace: string): object {
  const { name, selector, container, before = [], after = [], timeout = Duration.seconds(30), optional = false } = hook;
  const exec = (command: readonly string[]) =>
    command.length === 0
      ? []
      : [
          {
            exec: {
              ...(container !== undefined && { container }),
              command: [...command],
              onError: optional ? 'Continue' : 'Fail',
              timeout: goDuration(timeout),
            },
          },
        ];
  return {
    name,
    includedNamespaces: [namespace],
    labelSelector: { matchLabels: { ...selector } },
    ...(before.length > 0 && { pre: exec(before) }),
    ...(after.length > 0 && { post: exec(after) }),
  };
}

/** A duration as Go writes it. */
function goDuration(duration: Duration): string {
  const seconds = Math.ceil(duration.toSeconds({ integral: false }));
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}

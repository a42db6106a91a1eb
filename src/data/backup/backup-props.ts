import { Duration, Size } from 'cdk8s';
import { BackupVolumes } from './backup-volumes';
import { Image } from '../../platform/image';
import { Residency } from '../../protection/residency';
import { Peer } from '../../workload/calls/peer';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** A command that runs in pods before or after their volumes are saved. */
export interface BackupHook {
  /** Name of the hook. */
  readonly name: string;
  /** Labels of the pods that it runs in. */
  readonly selector: Record<string, string>;
  /**
   * Container that it runs in.
   * @default - the first one
   */
  readonly container?: string;
  /**
   * Command before the volumes of the pod are saved, such as one that flushes and freezes.
   * @default - none
   */
  readonly before?: string[];
  /**
   * Command after that.
   * @default - none
   */
  readonly after?: string[];
  /**
   * Time that a command may take.
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;
  /**
   * Whether the backup goes on where a command fails.
   * @default false
   */
  readonly optional?: boolean;
}

/** A trial of the way back: what was saved last comes into a namespace of its own, is looked into, and goes again. */
export interface RestoreDrillProps {
  /** When, as a cron schedule of five fields. */
  readonly schedule: string;
  /** Image with a shell and kubectl. */
  readonly image: Image;
  /** Ways to the API server. */
  readonly apiServer: Peer[];
  /**
   * Longest time that the way back may take, which the plan holds against data and bandwidth: the recovery time objective.
   * @default Duration.hours(4)
   */
  readonly within?: Duration;
  /**
   * Command that looks into the volumes, which are at /restored/<claim>, and fails where something is missing.
   * @default - each of them has a file
   */
  readonly check?: string[];
  /**
   * Image of that command.
   * @default - that of the drill
   */
  readonly checkImage?: Image;
  /**
   * What the command asks for and may use.
   * @default - 100m, 128Mi
   */
  readonly resources?: WorkloadResources;
  /**
   * Namespace that is made for it, in which nothing may be called but the API server.
   * @default - <namespace>-<id>-drill
   */
  readonly namespace?: string;
}

/** When a stack is saved, what of it, and for how long. */
export interface BackupScheduleProps {
  /** When, as a cron schedule of five fields, in the time zone of Velero, which is UTC. */
  readonly schedule: string;
  /** How long each backup is kept. */
  readonly keep: Duration;
  /** What happens to volumes. */
  readonly volumes: BackupVolumes;
  /**
   * How long backups have to be kept, by law or contract: a shorter time is refused.
   * @default - nobody asks
   */
  readonly keepAtLeast?: Duration;
  /**
   * How much there is in the volumes.
   * @default - all volumes of the namespace are full
   */
  readonly data?: Size;
  /**
   * Name of the BackupStorageLocation.
   * @default - the default one of Velero
   */
  readonly storageLocation?: string;
  /**
   * Under which law the location is.
   * @default - nobody says: no personal and no map data are saved
   */
  readonly residency?: Residency;
  /**
   * Commands in pods before and after their volumes are saved.
   * @default - none
   */
  readonly hooks?: BackupHook[];
  /**
   * A trial of the way back.
   * @default - none: nobody knows whether the backups are good
   */
  readonly drill?: RestoreDrillProps;
  /**
   * Namespace of Velero.
   * @default 'velero'
   */
  readonly veleroNamespace?: string;
}

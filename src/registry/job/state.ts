/** What a Harbor has to be like: written by the constructs, read by the program that makes it so. Values of secrets are in files, which it names. */
export interface DesiredState {
  /** Who makes it so. What carries this name and is wanted no more is removed; nothing else ever is. */
  readonly owner: string;
  /** `https://...` of Harbor, without a path. */
  readonly url: string;
  /** An administrator. */
  readonly login: LoginFiles;
  /** File with the certificate of its authority, where that is none that everybody knows. */
  readonly caFile?: string;
  readonly endpoints: readonly EndpointState[];
  readonly projects: readonly ProjectState[];
  readonly replications: readonly ReplicationState[];
  readonly robots: readonly RobotState[];
  /** The Secret that the logins of the robots are written to. */
  readonly robotSecret?: { readonly namespace: string; readonly name: string };
  readonly garbageCollection?: GarbageCollectionState;
  readonly scanAll?: ScheduleState;
}

/** Files with a user and a password. */
export interface LoginFiles {
  readonly username: string;
  readonly password: string;
}

/** Another registry. */
export interface EndpointState {
  readonly name: string;
  /** `harbor`, `docker-hub`, `docker-registry` and others. */
  readonly type: string;
  readonly url: string;
  readonly login?: LoginFiles;
  /** File with the certificate of its authority; Harbor 2.15 and newer. */
  readonly caFile?: string;
}

export interface ProjectState {
  readonly name: string;
  /** Settings by the names that Harbor has for them; all values are texts. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes; -1 is no limit, absent leaves what is there. */
  readonly quota?: number;
  /** Endpoint that it is a cache of. */
  readonly proxyOf?: string;
  readonly retention?: RetentionState;
  readonly immutable: readonly TagRule[];
  readonly members: readonly MemberState[];
}

/** Which tags of which repositories, as patterns. */
export interface TagRule {
  readonly tags: string;
  readonly repositories: string;
}

export interface RetentionState extends ScheduleState {
  readonly rules: readonly RetentionRuleState[];
}

export interface RetentionRuleState extends TagRule {
  /** `latestPushedK`, `nDaysSinceLastPush` and others. */
  readonly template: string;
  /** How many artifacts or days; absent with `always`. */
  readonly count?: number;
}

/** A cron of six fields, seconds first. */
export interface ScheduleState {
  readonly cron: string;
}

export interface GarbageCollectionState extends ScheduleState {
  readonly deleteUntagged: boolean;
  readonly workers: number;
}

export interface MemberState {
  readonly name: string;
  /** `user`, or the kind of group that it is. */
  readonly kind: 'user' | 'ldap' | 'http' | 'oidc';
  readonly role: number;
}

export interface ReplicationState {
  readonly name: string;
  /** Endpoint that is pushed to, or pulled from. */
  readonly endpoint: string;
  readonly direction: 'push' | 'pull';
  readonly filters: readonly ReplicationFilter[];
  readonly trigger: { readonly type: 'manual' | 'scheduled' | 'event_based'; readonly cron?: string };
  /** Kibibits per second of each transfer; -1 is no limit. */
  readonly speed: number;
  readonly replicateDeletion: boolean;
  readonly destination?: string;
}

export interface ReplicationFilter {
  readonly type: 'name' | 'tag';
  readonly value: string;
}

/** A robot account of the system, with rights on some projects. */
export interface RobotState {
  readonly name: string;
  /** Days until it ends; -1 is never. */
  readonly duration: number;
  readonly projects: readonly string[];
  readonly actions: readonly string[];
}

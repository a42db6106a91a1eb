/** Rights of the kernel that a process may have beyond those of any user. */
export enum Capability {
  /** Ports below 1024: the one that Pod Security "restricted" admits. Container runtimes open them to everybody most often. */
  NET_BIND_SERVICE = 'NET_BIND_SERVICE',
  /** Interfaces, routes and packet filters. */
  NET_ADMIN = 'NET_ADMIN',
  /** Raw packets, such as ping. */
  NET_RAW = 'NET_RAW',
  /** Memory that is never paged out. */
  IPC_LOCK = 'IPC_LOCK',
  /** Priorities of processes. */
  SYS_NICE = 'SYS_NICE',
  /** Looking into other processes. */
  SYS_PTRACE = 'SYS_PTRACE',
  /** The clock of the node. */
  SYS_TIME = 'SYS_TIME',
  /** Owners of files. */
  CHOWN = 'CHOWN',
  /** Files of other users. */
  DAC_OVERRIDE = 'DAC_OVERRIDE',
  /** Files of other users as if they were its own. */
  FOWNER = 'FOWNER',
  /** Signals to other processes. */
  KILL = 'KILL',
  /** Becoming another user. */
  SETUID = 'SETUID',
  /** Becoming another group. */
  SETGID = 'SETGID',
}

/** What the processes of a pod may do. */
export interface SecurityOptions {
  /**
   * User of the process, for images that keep something for a user of theirs. Not root.
   * @default 10001
   */
  readonly user?: number;
  /**
   * Its group.
   * @default - the number of the user
   */
  readonly group?: number;
  /**
   * Group of the files in volumes.
   * @default 10001
   */
  readonly fileGroup?: number;
  /**
   * Rights of the kernel on top of none. A namespace of Pod Security "restricted" admits NET_BIND_SERVICE alone.
   * @default - none
   */
  readonly capabilities?: Capability[];
  /**
   * Why the image has to write to its own file system, which is read-only otherwise. The plan shows it as an accepted finding. Prefer `writable`, with the
   * directories that it writes to. What it writes counts as local disk: `scratch` says how much there may be.
   * @default - it does not
   */
  readonly writableRoot?: string;
}

import { Fault } from './answers';
import { Table, Time } from './table';

/** What a Harbor knows. Secrets are what it would keep encrypted. */
export class Database {
  public readonly projects: Table<Project>;
  public readonly quotas: Table<{ reference: number; storage: number }>;
  public readonly retentions: Table<{ policy: any }>;
  public readonly immutables: Table<{ project: number; rule: any }>;
  public readonly members: Table<Member>;
  /** Groups of a directory. */
  public readonly groups: Table<{ name: string; dn: string }>;
  public readonly registries: Table<Registry>;
  public readonly policies: Table<Policy>;
  public readonly robots: Table<Robot>;
  /** `gc` and `scanAll`. */
  public readonly schedules: Table<{ vendor: string; cron: string; parameters: object }>;

  public constructor(public readonly time: Time) {
    this.projects = new Table(time);
    this.quotas = new Table(time);
    this.retentions = new Table(time);
    this.immutables = new Table(time);
    this.members = new Table(time);
    this.groups = new Table(time);
    this.registries = new Table(time);
    this.policies = new Table(time);
    this.robots = new Table(time);
    this.schedules = new Table(time);
  }

  /** A project as readers see it. */
  public project(name: string): Project & { readonly id: number } {
    const found = this.projects.seen().find((one) => one.name === name);
    if (!found) {
      throw new Fault(404, `project ${name} not found`);
    }
    return found;
  }
}

export interface Project {
  readonly name: string;
  readonly registry: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Member {
  readonly project: number;
  readonly name: string;
  readonly type: string;
  readonly role: number;
  /** Id of the group of a directory. */
  readonly group?: number;
}

export interface Registry {
  readonly name: string;
  readonly type: string;
  readonly url: string;
  readonly description: string;
  readonly insecure: boolean;
  readonly user: string;
  readonly secret: string;
}

export interface Policy {
  readonly name: string;
  readonly description: string;
  readonly source: number;
  readonly destination: number;
  readonly body: any;
}

export interface Robot {
  readonly name: string;
  readonly description: string;
  readonly disable: boolean;
  readonly duration: number;
  readonly permissions: readonly any[];
  readonly secret: string;
  /** Its days are over: they count from when it was made, whatever is changed. */
  readonly ended?: boolean;
}

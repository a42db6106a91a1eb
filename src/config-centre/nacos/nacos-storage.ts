import { Size } from 'cdk8s';
import { DatabaseConnection } from '../../data/connection/database-connection';
import { checked } from '../../props/checked';

/** Volumes of members that keep their data themselves. */
export interface NacosVolume {
  /** Size of the volume of each member. */
  readonly size: Size;
  /**
   * Storage class.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
}

/** Where Nacos keeps its data. */
@checked
export class NacosStorage {
  /**
   * In its members: each has all data on a volume, and most of them agree on each change (Raft).
   * @param volume Size and class of each server's volume.
   */
  public static embedded(volume: NacosVolume): NacosStorage {
    return new NacosStorage(volume);
  }

  /**
   * In a MySQL, which has the tables of Nacos (mysql-schema.sql of its release) before it starts. Each member has up to 20 connections.
   * @param database The database, which has the tables of Nacos.
   */
  public static mysql(database: DatabaseConnection): NacosStorage {
    return new NacosStorage(undefined, database);
  }

  private constructor(
    /** @internal */
    public readonly _volume?: NacosVolume,
    /** @internal */
    public readonly _database?: DatabaseConnection,
  ) {}
}

import { HarborExposure } from './harbor-exposure';
import { HarborSecrets } from './harbor-secrets';
import { HarborStorage } from './harbor-storage';
import { DatabaseConnection } from '../../data/connection/database-connection';
import { RedisConnection } from '../../data/connection/redis-connection';
import { StoredLogin } from '../../platform/harbor-registry';

/** A Harbor that the library installs. */
export interface HarborInstallationProps {
  /** Host name, under which clients reach it by HTTPS at port 443. */
  readonly host: string;
  /** Everything secret of it, by where it is. */
  readonly secrets: HarborSecrets;
  /** Its PostgreSQL. */
  readonly database: DatabaseConnection;
  /** Its Redis. The password has to be in a store. */
  readonly redis: RedisConnection;
  /** Where it keeps images. */
  readonly storage: HarborStorage;
  /** How clients reach it. */
  readonly exposure: HarborExposure;
  /**
   * How many of each of its parts run.
   * @default 3
   */
  readonly replicas?: number;
  /**
   * Login of the stacks that pull from it: each stack of which it is the `registry` gets a pull secret from there.
   * @default - none: its projects are public
   */
  readonly login?: StoredLogin;
}

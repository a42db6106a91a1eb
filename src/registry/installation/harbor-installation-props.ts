import { HarborExposure } from './harbor-exposure';
import { HarborLoad } from './harbor-load';
import { HarborScanner } from './harbor-scanner';
import { HarborSecrets } from './harbor-secrets';
import { HarborSizes } from './harbor-sizes';
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
  /** Its Redis. The password has to be in a store: what Harbor wants is a URL with it, which External Secrets Operator makes. */
  readonly redis: RedisConnection;
  /** Where it keeps images. */
  readonly storage: HarborStorage;
  /** How clients reach it. */
  readonly exposure: HarborExposure;
  /**
   * Exact version of the chart. Values and pods are those of 1.19.1, which is Harbor 2.15.1.
   * @default '1.19.1'
   */
  readonly version?: string;
  /**
   * Where the chart is: `https://...` or `oci://...`, such as a registry of your own.
   * @default 'https://helm.goharbor.io'
   */
  readonly repository?: string;
  /**
   * How many run of core, registry and jobs; of portal, scanner and exporter two, where these are more. One is refused in production.
   * @default 3
   */
  readonly replicas?: number;
  /**
   * What its parts ask for.
   * @default - see `HarborSizes`
   */
  readonly sizes?: HarborSizes;
  /**
   * The scanner.
   * @default - Trivy, with the databases of its authors
   */
  readonly scanner?: HarborScanner;
  /**
   * Connections to PostgreSQL that each pod of core, jobs and exporter may open.
   * @default - 80 % of `maxConnections` of the database over all of these pods in a rollout; 50 where nobody said how many it takes
   */
  readonly connectionsPerPod?: number;
  /**
   * Secret in the namespace whose key 'ca.crt' has authorities that Harbor trusts besides the public ones: of PostgreSQL, Redis, the object store.
   * @default - `caSecret` of the database
   */
  readonly caSecret?: string;
  /**
   * Whether Prometheus finds its metrics by a ServiceMonitor (monitoring.coreos.com/v1).
   * @default true
   */
  readonly monitored?: boolean;
  /**
   * What is kept in it and pulled from it, for the plan.
   * @default - nothing is said of it
   */
  readonly load?: HarborLoad;
  /**
   * Login of the stacks that pull from it: each stack of which it is the `registry` gets a pull secret from there.
   * @default - none: its projects are public
   */
  readonly login?: StoredLogin;
  /**
   * Values of the chart on top of those that the library sets, key by key. What would make it insecure, or change its pods, is refused.
   * @default - none
   */
  readonly values?: Record<string, any>;
}

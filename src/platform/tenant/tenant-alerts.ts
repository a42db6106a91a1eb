import { Cluster } from '../../cluster/cluster';
import { Owner } from '../../manifest/metadata';

/** The alerts of one namespace of a tenant, and who is told of them. */
export interface TenantAlerts<Receiver> {
  readonly cluster: Cluster;
  /** With the namespace. */
  readonly owner: Owner;
  /** Name of the AlertmanagerConfig. */
  readonly name: string;
  readonly receivers: readonly Receiver[];
}

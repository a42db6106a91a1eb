import { Health } from '../../workload/pod/health';
import { Port } from '../../workload/pod/port';

/** Requests, and since 3.0 the API of administrators. */
export const MAIN = Port.http(8848);

/** What clients from 2.0 on keep open, 1000 above the main port. */
export const CLIENTS = Port.grpc(9848, { name: 'clients' });

/** Members among themselves: requests, 1001 above, and the log that they agree on, 1000 below. */
export const MEMBERS = [Port.grpc(9849, { name: 'servers' }), Port.tcp(7848, { name: 'raft' })];

/** Since 3.0 the console has a port of its own. */
export const CONSOLE = Port.http(8080, { name: 'console' });

/** Clients of the model context protocol. */
export const MCP = Port.http(9080, { name: 'mcp' });

/** What differs between versions: read in nacos-group/nacos-docker and alibaba/nacos at 2.5.1, 3.0.3 and 3.2.3. */
export interface NacosVersion {
  readonly major: number;
  readonly minor: number;
}

/** The version that a tag says; undefined where it says none. */
export function versionOf(tag: string): NacosVersion | undefined {
  const found = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:[-.].*)?$/.exec(tag);
  return found ? { major: Number(found[1]), minor: Number(found[2]) } : undefined;
}

/** Whether nobody knows the first password: before 2.4.0 it is that of everyone. */
export function hasNoDefaultPassword({ major, minor }: NacosVersion): boolean {
  return major > 2 || (major === 2 && minor >= 4);
}

export function healthOf({ major }: NacosVersion): Health {
  const folder = major >= 3 ? '/nacos/v3/admin/core/state' : '/nacos/v2/console/health';
  return Health.http({ readiness: `${folder}/readiness`, liveness: `${folder}/liveness`, port: MAIN });
}

/** Where the first user is made. Until then everybody may do it, without a password. */
export function adminPath({ major }: NacosVersion): string {
  return major >= 3 ? '/nacos/v3/auth/user/admin' : '/nacos/v1/auth/users/admin';
}

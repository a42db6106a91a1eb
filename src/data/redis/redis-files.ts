import { RedisEviction } from './redis-props';

/** Where containers find what the scripts read. */
export const PATHS = {
  settings: '/etc/redis/settings',
  secrets: '/etc/redis/secrets',
  certificates: '/etc/redis/certificates',
  data: '/data',
  /** What is in memory alone: the settings of Sentinel, with passwords in them, where nothing else is kept. */
  memory: '/run/sentinel',
} as const;

/** Ports of the servers and of the sentinels beside them. */
export const REDIS_PORT = 6379;
export const SENTINEL_PORT = 26379;

/** Name by which sentinels know the primary. */
export const MASTER_NAME = 'main';

/** User of the servers among themselves; clients are the default user. */
export const ADMIN = 'replication';

/** What the settings of a cluster follow from. */
export interface RedisSettings {
  /** Bytes of data. */
  readonly dataBytes: number;
  readonly eviction: RedisEviction;
  readonly persistent: boolean;
  readonly tls: boolean;
  readonly replicas: number;
  /** Host name of the pod with a number. */
  readonly host: (i: number) => string;
  /** What pod names end with: `<service>.<namespace>.svc.<domain>`. */
  readonly domain: string;
}

/** Files that servers and sentinels start with. Nothing in them is a secret: passwords are read from files at the start. */
export function redisFiles(settings: RedisSettings): Record<string, string> {
  return {
    'redis.conf': redisConf(settings),
    'sentinel.conf': sentinelConf(settings),
    'common.sh': common(settings),
    'start-redis.sh': START_REDIS,
    'start-sentinel.sh': startSentinel(settings),
    'hand-over.sh': HAND_OVER,
    'is-ready.sh': IS_READY,
    'is-alive.sh': '. "${0%/*}/common.sh"\nredis ping | grep -q -e PONG -e LOADING -e MASTERDOWN\n',
    'is-sentinel.sh': '. "${0%/*}/common.sh"\nsentinel 127.0.0.1 ping | grep -q PONG\n',
  };
}

/** Without its own file a server cannot write its settings back: what is here holds after every start. */
function redisConf({ dataBytes, eviction, persistent, tls, replicas }: RedisSettings): string {
  return lines([
    `maxmemory ${dataBytes}`,
    `maxmemory-policy ${eviction}`,
    'protected-mode no',
    'dir /data',
    // Snapshots at times of its own would fork once more; replicas get theirs over the network.
    'save ""',
    ...(persistent ? ['appendonly yes', 'appendfsync everysec', 'auto-aof-rewrite-min-size 256mb'] : ['appendonly no']),
    'repl-diskless-sync yes',
    'repl-backlog-size 64mb',
    'client-output-buffer-limit replica 64mb 32mb 60',
    // A primary that no replica hears from takes no writes: those of the side that loses would be thrown away.
    ...(replicas > 1 ? ['min-replicas-to-write 1', 'min-replicas-max-lag 10'] : []),
    'tcp-keepalive 60',
    ...(tls ? [...transport(REDIS_PORT), 'tls-replication yes'] : [`port ${REDIS_PORT}`]),
  ]);
}

function sentinelConf({ tls }: RedisSettings): string {
  return lines([
    ...(tls ? [...transport(SENTINEL_PORT), 'tls-replication yes'] : [`port ${SENTINEL_PORT}`]),
    'protected-mode no',
    // Pods come back with other addresses, and with the same names.
    'sentinel resolve-hostnames yes',
    'sentinel announce-hostnames yes',
    'sentinel deny-scripts-reconfig yes',
  ]);
}

function transport(port: number): string[] {
  return [
    'port 0',
    `tls-port ${port}`,
    `tls-cert-file ${PATHS.certificates}/tls.crt`,
    `tls-key-file ${PATHS.certificates}/tls.key`,
    `tls-ca-cert-file ${PATHS.certificates}/ca.crt`,
    // Passwords say who a client is.
    'tls-auth-clients no',
  ];
}

/** What the scripts share. A hash of a password holds no blanks and quotes, whatever the password has. */
function common({ tls, domain }: RedisSettings): string {
  const how = tls ? ` --tls --cacert ${PATHS.certificates}/ca.crt` : '';
  return `set -eu
self="$HOSTNAME.${domain}"
admin=$(cat ${PATHS.secrets}/replication)
hash() { printf %s "$(cat "${PATHS.secrets}/$1")" | sha256sum | cut -d' ' -f1; }
quoted() { printf %s "$admin" | sed 's/[\\\\"]/\\\\&/g'; }
ask() { REDISCLI_AUTH="$admin" timeout 3 redis-cli --user ${ADMIN} --no-auth-warning${how} "$@" 2>/dev/null || true; }
redis() { ask -h 127.0.0.1 -p ${REDIS_PORT} "$@"; }
sentinel() { from="$1"; shift; ask -h "$from" -p ${SENTINEL_PORT} "$@"; }
primary() { sentinel "$1" sentinel get-master-addr-by-name ${MASTER_NAME} | head -n 1; }
field() { awk -v name="$1" 'found { print; exit } $0 == name { found = 1 }'; }
`;
}

/**
 * A server asks the sentinel beside it who the primary is. The one that comes back with nothing, while replicas have the data, gives its role away first: they
 * would throw away what they have, and take over its nothing.
 */
const START_REDIS = `. "\${0%/*}/common.sh"
until primary=$(primary 127.0.0.1) && [ -n "$primary" ]; do sleep 1; done
has_data() { [ -n "$(ls -A ${PATHS.data}/appendonlydir 2>/dev/null)" ]; }
known() { sentinel 127.0.0.1 sentinel master ${MASTER_NAME} | field num-slaves; }
if [ "$primary" = "$self" ] && ! has_data && [ "$(known)" != 0 ]; then
  for second in $(seq 60); do
    [ "$((second % 10))" = 1 ] && sentinel 127.0.0.1 sentinel failover ${MASTER_NAME} >/dev/null
    sleep 1
    primary=$(primary 127.0.0.1)
    [ "$primary" != "$self" ] && break
  done
fi
role=""
[ "$primary" = "$self" ] || role="replicaof $primary ${REDIS_PORT}"
exec redis-server - <<END
$(cat "\${0%/*}/redis.conf")
replica-announce-ip $self
user default on #$(hash password) ~* &* +@all -@admin -@dangerous +info +role
user ${ADMIN} on #$(hash replication) ~* &* +@all
masteruser ${ADMIN}
masterauth "$(quoted)"
$role
END
`;

/** What a sentinel has agreed on with others outlives it; everything else is said anew at each start. Who knows nothing asks the others, and else begins with the first pod. */
function startSentinel({ persistent, replicas, host }: RedisSettings): string {
  const folder = persistent ? `${PATHS.data}/sentinel` : PATHS.memory;
  const quorum = Math.floor(replicas / 2) + 1;
  const others = Array.from({ length: replicas }, (_, i) => host(i)).join(' ');
  return `. "\${0%/*}/common.sh"
umask 077
mkdir -p ${folder}
file=${folder}/sentinel.conf
state=$(grep -E '^sentinel (myid|config-epoch|leader-epoch|current-epoch|known-replica|known-sentinel) ' "$file" 2>/dev/null || true)
primary=$(awk '$1 == "sentinel" && $2 == "monitor" { print $4 }' "$file" 2>/dev/null || true)
for other in ${others}; do
  [ -z "$primary" ] && [ "$other" != "$self" ] && primary=$(primary "$other")
done
cat >"$file.new" <<END
$(cat "\${0%/*}/sentinel.conf")
sentinel announce-ip $self
user default on #$(hash password) &* -@all +@connection -@dangerous +info +role +command +@pubsub -publish +sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters +sentinel|replicas +sentinel|slaves +sentinel|sentinels +sentinel|myid
user ${ADMIN} on #$(hash replication) ~* &* +@all
sentinel sentinel-user ${ADMIN}
sentinel sentinel-pass "$(quoted)"
sentinel monitor ${MASTER_NAME} \${primary:-${host(0)}} ${REDIS_PORT} ${quorum}
sentinel auth-user ${MASTER_NAME} ${ADMIN}
sentinel auth-pass ${MASTER_NAME} "$(quoted)"
sentinel down-after-milliseconds ${MASTER_NAME} 5000
sentinel failover-timeout ${MASTER_NAME} 30000
sentinel parallel-syncs ${MASTER_NAME} 1
$state
END
mv "$file.new" "$file"
exec redis-server "$file" --sentinel
`;
}

/**
 * A primary that is told to stop lets a replica take over first: nothing is written meanwhile, so that nothing of it is lost. Sentinels make it a replica some
 * seconds later: it need not wait for that.
 */
const HAND_OVER = `. "\${0%/*}/common.sh"
[ "$(primary 127.0.0.1)" = "$self" ] || exit 0
[ "$(sentinel 127.0.0.1 sentinel master ${MASTER_NAME} | field num-slaves)" = 0 ] && exit 0
redis client pause 20000 write >/dev/null
for second in $(seq 15); do
  [ "$((second % 5))" = 1 ] && sentinel 127.0.0.1 sentinel failover ${MASTER_NAME} >/dev/null
  sleep 1
  [ "$(primary 127.0.0.1)" = "$self" ] || exit 0
done
redis client unpause >/dev/null
`;

/** A replica that has not got everything yet is not ready: a rollout that went on would take the pods that have it. */
const IS_READY = `. "\${0%/*}/common.sh"
state=$(redis info replication)
printf %s "$state" | grep -q -e '^role:master' -e '^master_link_status:up'
`;

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** Bytes of a MiB. */
const MIB = 2 ** 20;

/** What nobody but superusers and the operator gets: 3 that PostgreSQL keeps for superusers, and 10 for instance managers, metrics and standbys. */
export const KEPT_CONNECTIONS = 13;

/** Memory that a connection takes at least: its process, and one sort (work_mem). */
const PER_CONNECTION = 5 * MIB;

/** Parameters that the operator sets itself or takes from nobody (CloudNativePG 1.30, pkg/postgres/configuration.go). */
const FIXED =
  /^(allow_system_table_mods|archive_(mode|command|cleanup_command)|bonjour(_name)?|cluster_name|config_file|data_(directory|sync_retry)|event_source|external_pid_file|hba_file|hot_standby|ident_file|jit_provider|listen_addresses|log_(destination|directory|file_mode|filename|rotation_age|rotation_size|truncate_on_rotation)|logging_collector|pg_failover_slots\.(primary_dsn|standby_slot_names)|port|primary_(conninfo|slot_name)|promote_trigger_file|recovery_(target.*|end_command|min_apply_delay)|restart_after_crash|restore_command|shared_preload_libraries|ssl(_ca_file|_cert_file|_crl_file|_dh_params_file|_ecdh_curve|_key_file|_passphrase_command.*|_prefer_server_ciphers)?|stats_temp_directory|synchron(ous_standby_names|ized_standby_slots)|syslog_.*|temp_tablespaces|unix_socket_.*)$/;

/** Parameters that props say. */
const OF_PROPS = /^(max_connections|shared_buffers)$/;

/** Why a parameter cannot be set; undefined where it can. */
export function refusedParameter(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/.test(name)) {
    return 'must be the name of a parameter';
  }
  if (OF_PROPS.test(name)) {
    return 'follows from maxConnections or resources';
  }
  return FIXED.test(name) ? 'is set by the operator' : undefined;
}

/** Parameters that follow from memory and connections; `postgresql.conf` counts in MB of 1024 * 1024. */
export function parametersOf(
  memory: number,
  maxConnections: number,
  given: Record<string, string>,
): Record<string, string> {
  const megabytes = (bytes: number) => `${Math.floor(bytes / MIB)}MB`;
  return {
    max_connections: `${maxConnections}`,
    shared_buffers: megabytes(memory / 4),
    effective_cache_size: megabytes((memory * 3) / 4),
    maintenance_work_mem: megabytes(Math.min(2 ** 30, memory / 16)),
    ...given,
  };
}

/** Least memory of an instance, in bytes: of it a quarter are buffers. */
export function leastMemoryFor(maxConnections: number): number {
  return Math.ceil((maxConnections * PER_CONNECTION) / 0.75 / MIB) * MIB;
}

import { isOurs, namedIn } from './endpoints';
import { markOf, withMark } from './mark';
import { attempt, idOf, Run, settle } from './run';
import { ReplicationState } from './state';

/** What is copied to and from other registries. */
export async function settleReplications(run: Run): Promise<void> {
  for (const replication of run.state.replications) {
    const what = `replication ${replication.name}`;
    await attempt(run, what, () => settle(run, itemOf(run, replication, what)));
  }
}

function itemOf(run: Run, replication: ReplicationState, what: string) {
  const { client } = run;
  const { name, filters, trigger } = replication;
  const endpoint = idOf(run.endpoints, 'endpoint', replication.endpoint);
  const body = {
    name,
    [replication.direction === 'push' ? 'dest_registry' : 'src_registry']: { id: endpoint },
    dest_namespace: replication.destination ?? '',
    dest_namespace_replace_count: replication.destination === undefined ? -1 : 1,
    filters,
    trigger: {
      type: trigger.type,
      ...(trigger.cron !== undefined && { trigger_settings: { cron: trigger.cron } }),
    },
    // Harbor reads the first name and shows the second.
    deletion: replication.replicateDeletion,
    replicate_deletion: replication.replicateDeletion,
    override: true,
    enabled: true,
    speed: replication.speed,
    copy_by_chunk: false,
    // Two executions at a time would take twice the speed; of events each has its own, and Harbor refuses the word there.
    single_active_replication: trigger.type !== 'event_based',
  };
  const wanted = textsOf(body);
  const described = (found: any) =>
    isOurs(run, what, found) ? withMark(found.description, markOf(run.state.owner, true)) : (found.description ?? '');
  return {
    what,
    read: () => namedIn(run, '/replication/policies', name),
    differences: (found: any) => {
      const has = textsOf(found);
      const fields = Object.keys(wanted).filter((key) => has[key] !== wanted[key]);
      return (found.description ?? '') === described(found) ? fields : [...fields, 'description'];
    },
    make: () => client.write('POST', '/replication/policies', { ...body, description: markOf(run.state.owner, true) }),
    change: (found: any) =>
      client.write('PUT', `/replication/policies/${found.id}`, { ...body, description: described(found) }),
  };
}

/** What of a policy is compared, as texts. Harbor has 0 for a speed without a limit, and itself as registry 0. */
function textsOf(policy: any): Record<string, string> {
  const filters = (policy.filters ?? []).map(({ type, value, decoration }: any) =>
    JSON.stringify([type, value, decoration || 'matches']),
  );
  return {
    target: `${policy.src_registry?.id || 0} ${policy.dest_registry?.id || 0}`,
    destination: `${policy.dest_namespace ?? ''} ${policy.dest_namespace_replace_count ?? -1}`,
    filters: filters.sort().join(),
    trigger: `${policy.trigger?.type} ${policy.trigger?.trigger_settings?.cron ?? ''}`,
    deletion: String(policy.replicate_deletion ?? false),
    override: String(policy.override ?? false),
    enabled: String(policy.enabled ?? false),
    speed: String(Math.max(0, policy.speed ?? 0)),
    chunks: String(policy.copy_by_chunk ?? false),
    single: String(policy.single_active_replication ?? false),
  };
}

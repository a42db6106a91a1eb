import { Claim, isShared, ONE_NODE, ONE_POD } from './claim';
import { podsOf, SharedClaim } from './claim-users';
import { Places } from './places';
import { Finding } from '../../../capacity/model';
import { KubeSelector, selects } from '../../../manifest/kube';
import { HOST, named } from '../scheduling/rules';
import { WorkloadDraft } from '../workloads/workload-draft';

const SHARE = 'access mode ReadWriteMany, of a storage class whose volumes several nodes may have';

/** What goes wrong where several pods mount one claim. */
export function sharedVolumeFindings({ claim, users }: SharedClaim, places: Places): Finding[] {
  const running = users.filter((user) => podsOf(user) > 0);
  const pods = running.reduce((sum, user) => sum + podsOf(user), 0);
  if (claim.modes.includes(ONE_POD)) {
    return pods > 1 ? [ofOnePod(claim, running, pods)] : running.flatMap((user) => sharedInRollout(claim, user, true));
  }
  if (claim.reach !== 'anywhere' && pods > 1 && (claim.reach === 'node' || isShared(claim.modes))) {
    return keptTogether(claim, running, pods, places);
  }
  if (!claim.listed || isShared(claim.modes) || !claim.attaches || places.nodes(running) <= 1) {
    return [];
  }
  if (pods > 1) {
    return areTogether(running) ? [] : [ofOneNode(claim, running, pods)];
  }
  return running.flatMap((user) => sharedInRollout(claim, user, false));
}

function ofOnePod(claim: Claim, users: readonly WorkloadDraft[], pods: number): Finding {
  return {
    code: 'VOLUME_OF_ONE_POD',
    severity: 'error',
    path: users[0].path,
    message: `claim ${claim.name} (${ONE_POD}) is mounted by ${count(pods)} of ${named(users)}: the scheduler starts one of them, the others wait for ever`,
    expected: '1 pod',
    actual: count(pods),
    cure: [SHARE, ...apart(users)],
  };
}

/** The scheduler does not look at it: the pods have nodes, and wait there for a volume that another node has. */
function ofOneNode(claim: Claim, users: readonly WorkloadDraft[], pods: number): Finding {
  return {
    code: 'VOLUME_OF_ONE_NODE',
    severity: 'error',
    path: users[0].path,
    message: `claim ${claim.name} (${claim.modes.join(', ') || ONE_NODE}) is mounted by ${count(pods)} of ${named(users)}, which may be on different nodes: only one node can have the volume, pods on others never start`,
    expected: '1 pod, or pods on one node',
    actual: count(pods),
    cure: [SHARE, ...apart(users)],
  };
}

function count(pods: number): string {
  return pods === Infinity ? 'one pod on each node' : `up to ${pods} pods`;
}

function apart(users: readonly WorkloadDraft[]): string[] {
  return users.length === 1
    ? ['a claim for each pod: volumeClaimTemplates of a StatefulSet']
    : ['a claim for each of them', `required pod affinity to each other over ${HOST}`];
}

/** A new version starts beside the old one, which has the volume. */
function sharedInRollout(claim: Claim, user: WorkloadDraft, isBlocked: boolean): Finding[] {
  const { rollout, canary = 0 } = user;
  const isBeside = canary > 0 || (rollout !== undefined && rollout.surge > 0 && rollout.maxUnavailable === 0);
  if (!isBeside) {
    return [];
  }
  const why = isBlocked
    ? 'the new pod never starts'
    : 'on any other node the new pod never starts, and the rollout hangs';
  return [
    {
      code: 'ROLLOUT_SHARES_VOLUME',
      severity: isBlocked ? 'error' : 'warning',
      ...(!isBlocked && { uncovered: true as const }),
      path: user.path,
      message: `a rollout of ${user.id} starts its new pod beside the old one, which has claim ${claim.name} (${claim.modes.join(', ')}): ${why}`,
      cure: ['strategy: { type: Recreate }', 'maxSurge 0 with maxUnavailable 1'],
    },
  ];
}

/** Pods of one volume all run where it is. */
function keptTogether(claim: Claim, users: readonly WorkloadDraft[], pods: number, places: Places): Finding[] {
  const isNode = claim.reach === 'node';
  if ((isNode ? places.nodes(users) : places.zones(users)) <= 1) {
    return [];
  }
  const where = isNode ? 'node' : 'zone';
  return [
    {
      code: 'VOLUME_KEEPS_TOGETHER',
      severity: 'warning',
      uncovered: true,
      path: users[0].path,
      message: `${count(pods)} of ${named(users)} mount claim ${claim.name}, whose volume is on one ${where}: all of them run on that ${where}, which the plan does not hold them to`,
      cure: [...apart(users).slice(0, 1), `a node selector for the ${where} of the volume`],
    },
  ];
}

/** True where required pod affinity keeps all pods on one node. */
function areTogether(users: readonly WorkloadDraft[]): boolean {
  const isNear = (user: WorkloadDraft, other: WorkloadDraft) =>
    (user.pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some(
      ({ topologyKey, labelSelector }: { readonly topologyKey?: string; readonly labelSelector?: KubeSelector }) =>
        topologyKey === HOST && selects(labelSelector, other.labels),
    );
  const alone = users.filter((user) => !users.some((other) => other !== user && isNear(user, other)));
  return alone.length <= 1 && users.every((user) => podsOf(user) <= 1 || isNear(user, user));
}

import { Claim, isShared } from './claim';
import { podsOf } from './claim-users';
import { VolumeContext } from './volume-context';
import { Finding } from '../../../capacity/model';
import { someOf } from '../../../capacity/some-of';
import { named } from '../scheduling/rules';
import { WorkloadDraft } from '../workloads/workload-draft';

/** So many workloads are named. */
const MOST_NAMED = 3;

/** Volumes that are attached to nodes which do not say how many they take, and those that are counted for no pod. */
export function attachFindings(context: VolumeContext): Finding[] {
  return [...unknownLimits(context), ...uncounted(context)];
}

/** Every driver lets a node have one volume; where several may come together on one, their number matters. */
function unknownLimits({ users, drafts, places, limits, path }: VolumeContext): Finding[] {
  const types = new Set<string>();
  const drivers = new Set<string>();
  const concerned = new Set<WorkloadDraft>();
  for (const { pool, model } of places.pools) {
    const here = drafts
      .filter((draft) => podsOf(draft) > 0 && places.of(draft).some((place) => place.model === model))
      .map((draft) => ({
        draft,
        claims: users
          .alone(draft)
          .filter(isCounted)
          .filter((c) => !limits.isSaid(pool, c)),
      }))
      .filter(({ claims }) => claims.length > 0);
    const most = here.reduce(
      (sum, { draft, claims }) => sum + claims.length * Math.min(podsOf(draft), places.mostOnNode(draft)),
      0,
    );
    if (most > 1) {
      types.add(pool.nodeType);
      here.forEach(({ draft }) => concerned.add(draft));
      here.forEach(({ claims }) => claims.forEach(({ driver }) => drivers.add(driver ?? '<CSI driver>')));
    }
  }
  if (types.size === 0) {
    return [];
  }
  const all = [...concerned];
  return [
    {
      code: 'ATTACH_LIMIT_UNKNOWN',
      severity: 'info',
      uncovered: true,
      path: all.length === 1 ? all[0].path : path,
      message: `the plan does not count the volumes of ${someOf(
        all.map(({ id }) => id),
        MOST_NAMED,
      )} on a node: node type ${[...types].join(', ')} does not say how many may be attached to it`,
      cure: [`attachableVolumes: { ${[...drivers].map((driver) => `'${driver}': ...`).join(', ')} } on the node type`],
    },
  ];
}

/** Disks of clouds have a limit; what is replicated in the cluster, or on the node itself, has none. */
function isCounted({ attaches, reach }: Claim): boolean {
  return attaches && reach === 'zone';
}

/** A volume that several pods have is one on each of their nodes, which no request of a pod can say. */
function uncounted({ users, limits }: VolumeContext): Finding[] {
  return users.shared
    .filter(({ claim }) => claim.attaches && isShared(claim.modes) && limits.limitOf(claim) !== undefined)
    .filter((shared) => shared.users.reduce((sum, user) => sum + podsOf(user), 0) > 1)
    .map(({ claim, users: sharing }) => ({
      code: 'NOT_MODELLED',
      severity: 'warning',
      uncovered: true,
      path: sharing[0].path,
      message: `claim ${claim.name}, which several pods of ${named(sharing)} mount, is not counted among the volumes of their nodes`,
      cure: ['a node type with one volume less'],
    }));
}

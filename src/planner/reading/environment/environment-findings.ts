import { deletedData } from './retention';
import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { someOf } from '../../../capacity/some-of';
import { imagesOf } from '../../../images/images-of';
import { lockCommand } from '../../../images/lock-command';
import { ClusterDescription, EnvironmentDescription, ReadObject } from '../description';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Kinds whose pods run all the time. */
const LASTING: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'Rollout',
  'StatefulSet',
]);

/** So many names are told in a message; `paths` has them all. */
const MOST_TOLD = 5;

/**
 * What the environments of a cluster demand and some of what runs in them does not have: one finding for each rule and environment.
 * @param running workloads of the cluster, without those of edge sites and DaemonSets
 */
export function environmentFindings(
  cluster: ClusterDescription,
  objects: readonly ReadObject[],
  running: readonly WorkloadDraft[],
): Finding[] {
  const environments = cluster.environments ?? [];
  return environments.flatMap((environment) => {
    const isOwn = (path: string) => environmentOf(path, environments) === environment;
    const own = objects.filter(({ path }) => isOwn(path));
    const lasting = running.filter(({ object, kind }) => isOwn(object.path) && LASTING.has(kind));
    const asks = (rule: string) => environment.rules.includes(rule);
    return [
      ...(asks('images-by-digest') ? withoutDigest(environment, own) : []),
      ...(asks('two-replicas') ? single(environment, lasting) : []),
      ...(asks('survives-node') ? fragile(environment, lasting, cluster) : []),
      ...(asks('data-retained') ? passing(environment, own) : []),
    ];
  });
}

/** The environment of the nearest construct around a path. */
function environmentOf(path: string, all: readonly EnvironmentDescription[]): EnvironmentDescription | undefined {
  const around = all.filter((one) => path === one.path || path.startsWith(`${one.path}/`) || one.isOfCluster);
  const depth = ({ path: own, isOfCluster }: EnvironmentDescription) => (isOfCluster ? -1 : own.length);
  return around.reduce<EnvironmentDescription | undefined>(
    (best, one) => (best === undefined || depth(one) > depth(best) ? one : best),
    undefined,
  );
}

function withoutDigest(environment: EnvironmentDescription, objects: readonly ReadObject[]): Finding[] {
  const users = objects.map((object) => ({
    object,
    images: imagesOf(object.json).filter((one) => !one.includes('@')),
  }));
  const images = [...new Set(users.flatMap((user) => user.images))].sort();
  const paths = users.filter((user) => user.images.length > 0).map(({ object }) => pathOf(object));
  if (images.length === 0) {
    return [];
  }
  const file = environment.lockFile;
  return [
    finding(environment, 'IMAGE_WITHOUT_DIGEST', paths, {
      message:
        `${images.length === 1 ? 'an image has' : `${images.length} images have`} no digest, ` +
        `which ${environment.name} asks for: ${someOf(images, MOST_TOLD)}`,
      cure: [
        lockCommand(file === undefined ? images : [...images, '--file', file]),
        ...(environment.hasLock ? [] : ["images: ImageLock.read('images.lock.json') on the environment"]),
      ],
    }),
  ];
}

function single(environment: EnvironmentDescription, lasting: readonly WorkloadDraft[]): Finding[] {
  const few = lasting.filter(
    ({ replicas, hint, object }) => replicas.planned === 1 && !hint?.mayShed && !object.madeOf?.alone,
  );
  return few.length === 0
    ? []
    : [
        finding(
          environment,
          'SINGLE_REPLICA',
          few.map(({ path }) => path),
          {
            message: `${ids(few)} ${few.length === 1 ? 'runs' : 'run'} one replica, ${environment.name} asks for two`,
            cure: ['a second replica'],
          },
        ),
      ];
}

/** Of the cluster itself, where nothing in it survives, else of those that say so of themselves. */
function fragile(
  environment: EnvironmentDescription,
  lasting: readonly WorkloadDraft[],
  { survive, path }: ClusterDescription,
): Finding[] {
  if (survive === 'none') {
    return [
      finding(environment, 'LOSS_NOT_SURVIVED', [path], {
        message: `the cluster survives the loss of nothing, ${environment.name} asks for at least a node`,
        cure: ['survive: Survive.node() or Survive.zone() on the cluster'],
      }),
    ];
  }
  const lost = lasting.filter(({ replicas: { degraded }, hint }) => degraded === 0 && !hint?.mayShed);
  return lost.length === 0
    ? []
    : [
        finding(
          environment,
          'LOSS_NOT_SURVIVED',
          lost.map((draft) => draft.path),
          {
            message: `nothing is promised for ${ids(lost)} after a loss, ${environment.name} asks for the survival of at least a node`,
            cure: ['no survive: Survive.none() on it'],
          },
        ),
      ];
}

function passing(environment: EnvironmentDescription, objects: readonly ReadObject[]): Finding[] {
  const all = objects
    .map((object) => ({ object, says: deletedData(object.json) }))
    .filter(({ says }) => says.length > 0);
  const told = all.map(({ object: { json }, says }) => `${json.kind} ${json.metadata?.name} (${says.join(', ')})`);
  return all.length === 0
    ? []
    : [
        finding(
          environment,
          'DATA_NOT_RETAINED',
          all.map(({ object }) => pathOf(object)),
          {
            message: `data go with what uses them, which ${environment.name} does not allow: ${someOf(told.sort(), MOST_TOLD)}`,
            cure: ['Retain in place of Delete, deleteClaim: false'],
          },
        ),
      ];
}

function finding(
  { path }: EnvironmentDescription,
  code: string,
  paths: readonly string[],
  { message, cure }: { readonly message: string; readonly cure: readonly string[] },
): Finding {
  const places = sortedBy(new Set(paths), (one) => one);
  const [only] = places;
  return {
    code,
    severity: 'error',
    path: places.length === 1 ? only : path,
    message,
    ...(places.length > 1 && { count: places.length, paths: places }),
    cure,
  };
}

function ids(drafts: readonly WorkloadDraft[]): string {
  return someOf(drafts.map(({ id }) => id).sort(), MOST_TOLD);
}

function pathOf({ path, hint }: ReadObject): string {
  return hint?.path ?? path;
}

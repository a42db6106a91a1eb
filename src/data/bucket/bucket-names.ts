import { IConstruct } from 'constructs';
import { Cluster } from '../../cluster/cluster';

/** Buckets of each cluster, by their store and name. */
const BUCKETS = new WeakMap<Cluster, Map<string, Set<IConstruct>>>();

/** Notes the name of a bucket: two constructs of one bucket would share it without a word, and a second claim of it never binds. */
export function noteBucket(bucket: IConstruct, cluster: Cluster, endpoint: string, name: string): void {
  const known = BUCKETS.get(cluster) ?? new Map<string, Set<IConstruct>>();
  BUCKETS.set(cluster, known);
  const key = `bucket ${name} of ${endpoint}`;
  const same = known.get(key) ?? new Set();
  known.set(key, same.add(bucket));
  cluster._checkOnce('buckets', () => [...known].flatMap(([text, all]) => twice(text, [...all])));
}

function twice(text: string, all: readonly IConstruct[]): string[] {
  const paths = all.filter(isThere).map(({ node }) => node.path);
  return paths.length > 1
    ? [
        `${text} is that of ${paths.sort().join(' and ')}: give each a bucketName of its own, or hand one construct to both`,
      ]
    : [];
}

/** What was taken out of the tree again is none. */
function isThere({ node }: IConstruct): boolean {
  return node.scope?.node.tryFindChild(node.id)?.node === node;
}

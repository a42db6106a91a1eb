import { ClusterPlan } from '../capacity/plan';
import { Cluster } from '../cluster/cluster';
import { Expected } from '../drift/expected';
import { expectedOf, hashOfPlan } from '../drift/expected-of';
import { publishedParts } from '../drift/publish';
import { objectsIn } from '../manifest/objects';
import { Planner, TOOL } from '../planner/planner';
import { PlanDocument } from '../report/document';
import { planDocument, toStableJson } from '../report/plan-document';

/** Kinds of which the plan in short says more than plan.json. */
const READ = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'EdgeApplication',
  'HorizontalPodAutoscaler',
  'Job',
  'Rollout',
  'ScaledObject',
  'StatefulSet',
]);

/** What is published of the plan of a cluster. */
export interface PublishedData {
  readonly expected: Expected;
  /** Data of so many ConfigMaps. */
  readonly parts: (count: number) => Record<string, string>[];
}

/** Plans that were written out: all ConfigMaps of all clusters need the hash of the same text. */
const WRITTEN = new WeakMap<readonly ClusterPlan[], { readonly document: PlanDocument; readonly hash: string }>();

/** Undefined while manifests are read for the plan. */
export function publishedData(cluster: Cluster): PublishedData | undefined {
  const planner = Planner.of(cluster);
  if (planner.planOf(cluster) === undefined) {
    return undefined;
  }
  const { document, hash } = written(planner.plans());
  const entry = document.clusters.find(({ name }) => name === cluster.clusterName)!;
  const expected = expectedOf(entry, manifestsOf(cluster), hash);
  return { expected, parts: (count) => publishedParts(expected, entry, count) };
}

function written(plans: readonly ClusterPlan[]) {
  const known = WRITTEN.get(plans);
  if (known) {
    return known;
  }
  const document = planDocument(plans, TOOL);
  const made = { document, hash: hashOfPlan(toStableJson(document)) };
  WRITTEN.set(plans, made);
  return made;
}

function manifestsOf(cluster: Cluster): unknown[] {
  return objectsIn(cluster._charts())
    .filter(({ kind }) => READ.has(kind))
    .map((object) => object.toJson());
}

import { EMQX } from './emqx';
import { KUBE_VIRT } from './kubevirt';
import { LEADER_WORKER_SET } from './leader-worker-set';
import { NACOS } from './nacos';
import { OPEN_TELEMETRY } from './opentelemetry';
import { OperatorReader, OperatorReaders } from './operator';
import { PROMETHEUS } from './prometheus';
import { STRIMZI } from './strimzi';
import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { ClusterObjects } from '../cluster-objects';
import { ReadObject } from '../description';

/** All kinds of which operators make pods that the planner counts. */
const READERS: OperatorReaders = {
  ...EMQX,
  ...KUBE_VIRT,
  ...LEADER_WORKER_SET,
  ...NACOS,
  ...OPEN_TELEMETRY,
  ...PROMETHEUS,
  ...STRIMZI,
};

/** The reader of a kind; undefined where its pods are in its own manifest, or nobody knows them. */
export function operatorOf({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): OperatorReader | undefined {
  const key = `${groupOfVersion(apiVersion)}/${kind}`;
  return Object.hasOwn(READERS, key) ? READERS[key] : undefined;
}

/** What an operator makes of an object. Pods keep the name of the custom resource, which is what its user knows them by. */
export function madeBy(object: ReadObject, objects: ClusterObjects, findings: Finding[]): ReadObject[] {
  const { json, path, hint } = object;
  const place = hint?.path ?? path;
  const made = operatorOf(json)!(json, { objects, path: place, findings });
  return made.map(({ json: own, ...how }) => ({
    path,
    hint,
    json: { ...own, metadata: { namespace: json.metadata?.namespace, ...own.metadata } },
    madeOf: { resource: json, ...how },
  }));
}

import { ARGO_WORKFLOWS } from './argo-workflows';
import { CLOUD_NATIVE_PG } from './cloud-native-pg';
import { EMQX } from './emqx';
import { ISTIO_GATEWAYS, isMadeByIstio } from './istio-gateways';
import { KUBE_VIRT } from './kubevirt';
import { KUBE_VIRT_PLATFORM } from './kubevirt-platform';
import { LEADER_WORKER_SET } from './leader-worker-set';
import { NACOS } from './nacos';
import { OPEN_TELEMETRY } from './opentelemetry';
import { OperatorReader, OperatorReaders } from './operator';
import { PROMETHEUS } from './prometheus';
import { ROOK } from './rook';
import { STRIMZI } from './strimzi';
import { TEKTON } from './tekton';
import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { ClusterObjects } from '../cluster-objects';
import { ReadObject } from '../description';

/** All kinds of which operators make pods that the planner counts. */
const READERS: OperatorReaders = {
  ...ARGO_WORKFLOWS,
  ...CLOUD_NATIVE_PG,
  ...EMQX,
  ...ISTIO_GATEWAYS,
  ...KUBE_VIRT,
  ...KUBE_VIRT_PLATFORM,
  ...LEADER_WORKER_SET,
  ...NACOS,
  ...OPEN_TELEMETRY,
  ...PROMETHEUS,
  ...ROOK,
  ...STRIMZI,
  ...TEKTON,
};

/** The reader of a kind; undefined where its pods are in its own manifest, or nobody knows them. */
export function operatorOf(object: Pick<KubeObject, 'apiVersion' | 'kind' | 'spec'>): OperatorReader | undefined {
  const { apiVersion, kind } = object;
  const key = `${groupOfVersion(apiVersion)}/${kind}`;
  // Of Gateways only some are run by an operator that is known.
  if (kind === 'Gateway' && !isMadeByIstio(object)) {
    return undefined;
  }
  return Object.hasOwn(READERS, key) ? READERS[key] : undefined;
}

/** What an operator makes of an object. Pods keep the name of the custom resource, which is what its user knows them by. */
export function madeBy(object: ReadObject, objects: ClusterObjects, findings: Finding[]): ReadObject[] {
  const { json, path, hint } = object;
  const place = hint?.path ?? path;
  const made = operatorOf(json)!(json, { objects, path: place, findings });
  return made.map(({ json: own, ...how }) => ({
    path,
    hint: hint?.parts && how.part !== undefined ? { ...hint, ...hint.parts[how.part] } : hint,
    json: { ...own, metadata: { namespace: json.metadata?.namespace, ...own.metadata } },
    madeOf: { resource: json, ...how },
  }));
}

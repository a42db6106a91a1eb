import { container, job, list, merged, pick, pod, statefulSet } from './made';
import { Made, OperatorReaders } from './operator';
import { KubeObject } from '../../../manifest/kube';

/** Nacos as the operator of nacos-group/nacos-k8s runs it (operator/pkg/service/operator/Kind.go). */
export const NACOS: OperatorReaders = { 'nacos.io/Nacos': nacos };

/** One StatefulSet, into whose pods the wrapper of the resource is merged, and a job that fills the database. */
function nacos({ metadata, spec = {} }: KubeObject): Made[] {
  const name = `${metadata?.name}`;
  const { replicas, resources, volume, database, mysqlInitImage, k8sWrapper } = spec;
  const wrapper = k8sWrapper?.PodSpec?.spec ?? {};
  const labels = { ...metadata?.labels, app: name, middleware: 'nacos', component: 'nacos' };
  const made = pod(labels, {
    ...pick(spec, 'affinity', 'nodeSelector', 'tolerations'),
    ...pick(wrapper, 'affinity', 'tolerations', 'topologySpreadConstraints', 'priorityClassName', 'hostNetwork'),
    ...pick(wrapper, 'schedulerName', 'runtimeClassName', 'nodeName', 'initContainers', 'volumes'),
    ...(wrapper.nodeSelector && { nodeSelector: { ...spec.nodeSelector, ...wrapper.nodeSelector } }),
    containers: merged([container(name, resources)], list(wrapper.containers)),
  });
  const claims = volume?.enabled
    ? [{ name: 'db', size: volume.requests?.storage, storageClass: volume.storageClass }]
    : [];
  const fills = database?.type === 'mysql' && mysqlInitImage;
  return [
    { json: statefulSet(name, replicas, made, claims) },
    ...(fills
      ? [
          {
            json: job(`${name}-mysql-sql-init`, 1, pod({}, { containers: [container('mysql', undefined)] })),
            part: 'mysql',
          },
        ]
      : []),
  ];
}

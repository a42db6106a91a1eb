import { budget, container, list, merged, pick, pod, replicaSet, statefulSet } from './made';
import { Made, OperatorReaders } from './operator';
import { KubeObject, KubePod } from '../../../manifest/kube';

/** EMQX as its operator 2.2 runs it (controllers/apps/v2beta1). */
export const EMQX: OperatorReaders = { 'apps.emqx.io/EMQX': emqx };

/** Core nodes and replicants that run where the numbers are left out, by the version of the API. */
const REPLICAS: Readonly<Record<string, number>> = { v2alpha1: 3, v2beta1: 2 };

/**
 * Core nodes, and replicants where there is a template of them. A new version comes as a second set of all nodes; connections are moved
 * over before the old ones stop.
 */
function emqx(resource: KubeObject): Made[] {
  const { apiVersion = '', metadata, spec = {} } = resource;
  const usual = REPLICAS[apiVersion.split('/')[1]] ?? 2;
  const nodes = (role: string, template: any): Made[] => {
    const name = `${metadata?.name}-${role}`;
    const labels = {
      'apps.emqx.io/instance': `${metadata?.name}`,
      'apps.emqx.io/managed-by': 'emqx-operator',
      'apps.emqx.io/db-role': role,
      ...template?.metadata?.labels,
    };
    const { replicas = usual, volumeClaimTemplates: claim, minAvailable, maxUnavailable } = template?.spec ?? {};
    const made = podOf(labels, template);
    const json = claim
      ? statefulSet(name, replicas, made, [
          { name: 'data', size: claim.resources?.requests?.storage, storageClass: claim.storageClassName },
        ])
      : replicaSet(name, replicas, made);
    const hasBudget = minAvailable !== undefined || maxUnavailable !== undefined;
    return [
      { json, part: role, secondSet: true, scaled: role === 'replicant' },
      ...(hasBudget ? [{ json: budget(name, labels, { minAvailable, maxUnavailable }) }] : []),
    ];
  };
  return [
    ...nodes('core', spec.coreTemplate),
    ...(spec.replicantTemplate ? nodes('replicant', spec.replicantTemplate) : []),
  ];
}

function podOf(labels: Record<string, string>, template: any): KubePod {
  const { resources, ports, initContainers, extraContainers, extraVolumes, tolerations, toleRations } =
    template?.spec ?? {};
  return pod(
    labels,
    {
      ...pick(template?.spec, 'affinity', 'nodeName', 'nodeSelector', 'topologySpreadConstraints'),
      tolerations: [...list(tolerations), ...list(toleRations)],
      initContainers: list(initContainers),
      containers: merged([container('emqx', resources, { ports })], list(extraContainers)),
      volumes: list(extraVolumes),
    },
    template?.metadata?.annotations,
  );
}

import { KubeContainer, KubeObject, KubePodSpec, KubeResources, KubeToleration } from '../../manifest/kube';
import { ReadObject } from '../../planner/reading/description';
import { EDGE_NODE } from '../runtime/runtime';

/** The values of the cloudcore chart that decide what it runs. */
export interface CloudCoreParts {
  readonly cloudCore: { readonly replicaCount: number; readonly resources: KubeResources };
  readonly controllerManager: { readonly enable: boolean };
  readonly admission: { readonly enable: boolean };
  readonly mosquitto: { readonly enable: boolean; readonly tolerations?: KubeToleration[] };
}

/** Ports that CloudCore takes of its node, on whose network it is. */
const PORTS = [10000, 10001, 10002, 10003, 10004];

/** What the chart of KubeEdge 1.23 asks for where its values say nothing (manifests/charts/cloudcore/values.yaml). */
const CONTROLLER_MANAGER = amounts('25Mi', '50Mi');
const IPTABLES_MANAGER = amounts('25Mi', '50Mi');
const ADMISSION = amounts('64Mi', '128Mi');
const MOSQUITTO = amounts('50Mi', '100Mi');

/** Taints that the chart lets its controller manager tolerate. */
const CONTROL_PLANE: KubeToleration[] = ['master', 'control-plane'].map((role) => ({
  key: `node-role.kubernetes.io/${role}`,
  operator: 'Exists',
  effect: 'NoSchedule',
}));

/**
 * What the chart renders with these values, as far as it runs pods.
 * @param reason why there are so many CloudCores
 */
export function cloudCorePods(values: CloudCoreParts, reason: string, namespace: string, path: string): ReadObject[] {
  const { cloudCore, controllerManager, admission, mosquitto } = values;
  const { replicaCount, resources } = cloudCore;
  const object = (kind: string, name: string, pod: KubePodSpec, more: object = {}): KubeObject => {
    const labels = { kubeedge: name };
    const template = { metadata: { labels }, spec: pod };
    return {
      apiVersion: 'apps/v1',
      kind,
      metadata: { name, namespace },
      spec: { selector: { matchLabels: labels }, template, ...more },
    };
  };
  const network = { hostNetwork: true };
  const cloud = { affinity: onEdge('DoesNotExist') };
  const parts = [
    object('DaemonSet', 'cloud-iptables-manager', { ...network, ...cloud, containers: [container(IPTABLES_MANAGER)] }),
    ...(controllerManager.enable
      ? [
          object('Deployment', 'kubeedge-controller-manager', {
            ...cloud,
            tolerations: CONTROL_PLANE,
            containers: [container(CONTROLLER_MANAGER)],
          }),
        ]
      : []),
    ...(admission.enable
      ? [object('Deployment', 'kubeedge-admission', { ...cloud, containers: [container(ADMISSION)] })]
      : []),
    ...(mosquitto.enable
      ? [
          object('DaemonSet', 'edge-eclipse-mosquitto', {
            ...network,
            affinity: onEdge('Exists'),
            tolerations: mosquitto.tolerations,
            containers: [container(MOSQUITTO)],
          }),
        ]
      : []),
  ].map((json): ReadObject => ({ path, json }));
  const ports = PORTS.map((containerPort) => ({ containerPort }));
  const core = { ...network, ...cloud, containers: [{ ...container(resources), ports }] };
  return [
    {
      path,
      json: object('Deployment', 'cloudcore', core, { replicas: replicaCount }),
      hint: {
        path,
        // They are so many that the nodes have room on the others when one is lost.
        degraded: Math.max(1, replicaCount - 1),
        surge: 0,
        reason,
      },
    },
    ...parts,
  ];
}

function amounts(memory: string, memoryLimit: string): KubeResources {
  return { requests: { cpu: '100m', memory }, limits: { cpu: '200m', memory: memoryLimit } };
}

function container(resources: KubeResources): KubeContainer {
  return { name: 'main', resources };
}

function onEdge(operator: 'Exists' | 'DoesNotExist'): object {
  const nodeSelectorTerms = [{ matchExpressions: [{ key: EDGE_NODE, operator }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

import { FootprintDaemon, FootprintPod, FootprintProps } from './footprint-props';
import { bytesOf, millisOf, quantityOf } from '../../manifest/amounts';
import { KubeContainer, KubeObject, KubePod, KubeToleration } from '../../manifest/kube';
import { ReadObject } from '../../planner/reading/description';

/** The pods of a footprint as the manifests that nobody shows would have them. */
export function footprintObjects(props: FootprintProps, name: string, path: string): ReadObject[] {
  const { pods = [], daemons = [], namespace = name } = props;
  const parts = pods.length + daemons.length;
  const read = (json: KubeObject, part: string): ReadObject => ({
    path,
    json: { ...json, metadata: { ...json.metadata, name: `${name}-${part}`, namespace } },
    madeOf: {
      resource: { apiVersion: 'v1', kind: 'Footprint', metadata: { name, namespace } },
      ...(parts > 1 && { part }),
    },
  });
  return [
    ...pods.flatMap((part) => controllers(part, name).map((json) => read(json, part.name))),
    ...daemons.map((part) =>
      read({ apiVersion: 'apps/v1', kind: 'DaemonSet', spec: { template: templateOf(part, name) } }, part.name),
    ),
  ];
}

/** What makes the pods, with its autoscaler and its budget. */
function controllers(part: FootprintPod, footprint: string): KubeObject[] {
  const { replicas = 1, maxReplicas, maxUnavailable, storage } = part;
  const template = templateOf(part, footprint);
  const selector = { matchLabels: template.metadata!.labels };
  const kind = storage === undefined ? 'Deployment' : 'StatefulSet';
  return [
    {
      apiVersion: 'apps/v1',
      kind,
      spec: {
        replicas,
        selector,
        template,
        ...(storage && {
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: {
                accessModes: ['ReadWriteOnce'],
                ...(part.storageClass !== undefined && { storageClassName: part.storageClass }),
                resources: { requests: { storage: quantityOf(storage) } },
              },
            },
          ],
        }),
      },
    },
    ...(maxReplicas === undefined
      ? []
      : [
          {
            apiVersion: 'autoscaling/v2',
            kind: 'HorizontalPodAutoscaler',
            spec: {
              scaleTargetRef: { apiVersion: 'apps/v1', kind, name: `${footprint}-${part.name}` },
              minReplicas: Math.max(1, replicas),
              maxReplicas,
            },
          },
        ]),
    ...(maxUnavailable === undefined
      ? []
      : [{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { selector, maxUnavailable } }]),
  ];
}

/** The pods of one part. */
export function templateOf(part: FootprintDaemon & Pick<FootprintPod, 'spread'>, footprint: string): KubePod {
  const labels = { 'app.kubernetes.io/instance': footprint, 'app.kubernetes.io/name': part.name };
  const labelSelector = { matchLabels: labels };
  const { spread, priority, priorityClass = priority?.priorityName } = part;
  return {
    metadata: { labels },
    spec: {
      containers: [containerOf(part)],
      nodeSelector: part.nodeLabels ?? {},
      tolerations: tolerationsOf(part),
      ...(priorityClass !== undefined && { priorityClassName: priorityClass }),
      ...(spread?._nodes && {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector }],
          },
        },
      }),
      ...(spread?._zones && {
        topologySpreadConstraints: [
          {
            topologyKey: 'topology.kubernetes.io/zone',
            maxSkew: 1,
            whenUnsatisfiable: 'DoNotSchedule',
            nodeTaintsPolicy: 'Honor',
            labelSelector,
          },
        ],
      }),
    },
  };
}

function containerOf(part: FootprintDaemon): KubeContainer {
  const { name, memory, memoryLimit = memory, ephemeralStorage, extended = {}, hostPorts = [] } = part;
  return {
    name,
    resources: {
      requests: {
        cpu: `${millisOf(part.cpu)}m`,
        memory: String(bytesOf(memory)),
        ...(ephemeralStorage && { 'ephemeral-storage': String(bytesOf(ephemeralStorage)) }),
        ...extended,
      },
      limits: { memory: String(bytesOf(memoryLimit)), ...extended },
    },
    ports: hostPorts.map((hostPort) => ({ hostPort, containerPort: hostPort })),
  };
}

function tolerationsOf({ tolerates = [], toleratesEverything = false }: FootprintDaemon): KubeToleration[] {
  return toleratesEverything
    ? [{ operator: 'Exists' }]
    : tolerates.map(({ key, value, effect }) =>
        value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect },
      );
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { EmqxBrokerProps } from './emqx-broker-props';
import { API_PORT } from './emqx-config';
import { SurviveLevel } from '../../../capacity/model';
import { quantityOf } from '../../../manifest/amounts';
import { customResource } from '../../../manifest/custom-resource';
import { plain } from '../../../manifest/k8s/kube-object';
import { namespaced, podLabels } from '../../../manifest/metadata';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { Port } from '../../../workload/pod/port';
import { workloadPods } from '../../../workload/pod/workload-pods';
import { Sizing } from '../../../workload/sizing/sizing';
import { WorkloadProps } from '../../../workload/workload-props';

/** A broker that the operator runs. */
export interface EmqxResourceParts {
  readonly name: string;
  readonly stack: AutonomousStack;
  readonly props: EmqxBrokerProps;
  /** Pods of the nodes that hold clients. */
  readonly nodes: WorkloadProps;
  readonly sizing: Sizing;
  /** Pods of the cores, where they are apart. */
  readonly cores?: { readonly nodes: WorkloadProps; readonly sizing: Sizing };
  readonly survive: SurviveLevel;
  readonly zones: number;
  readonly peerPorts: readonly Port[];
  readonly settings: string;
  /** Connections per second that a node hands over in an upgrade. */
  readonly evicted: number;
}

/** Label by which the operator tells the nodes of one version from those of another. */
const REVISION = 'apps.emqx.io/pod-template-hash';

/** Labels that the operator gives all nodes of a broker, or those of one role (apis/apps/v2beta1/util.go at 2.2.29). */
export function operatorLabels(name: string, role?: 'core' | 'replicant'): Record<string, string> {
  return {
    'apps.emqx.io/instance': name,
    'apps.emqx.io/managed-by': 'emqx-operator',
    ...(role && { 'apps.emqx.io/db-role': role }),
  };
}

/** The EMQX resource (apps.emqx.io/v2beta1). Its Services are those of the construct: the operator's have all listeners, for inside and outside alike. */
export function emqxResource(scope: Construct, parts: EmqxResourceParts): ApiObject {
  const { name, stack, props, nodes, sizing, cores, settings, evicted } = parts;
  const { image, upgrade, storage, apiKeys = [] } = props;
  const pinned = image._pinnedBy(stack.environment?.images);
  const eviction = upgrade?._eviction;
  const core = cores ?? { nodes, sizing };
  return customResource(scope, 'Resource', {
    apiVersion: 'apps.emqx.io/v2beta1',
    kind: 'EMQX',
    metadata: namespaced('EMQX', name, stack._owner),
    spec: {
      image: pinned.reference,
      imagePullPolicy: 'IfNotPresent',
      ...(pinned.pullSecret !== undefined && { imagePullSecrets: [{ name: pinned.pullSecret }] }),
      serviceAccountName: name,
      // What is left out is gone: with Merge a listener would stay open.
      config: { mode: 'Replace', data: settings },
      ...(apiKeys.length > 0 && {
        bootstrapAPIKeys: apiKeys.map(({ key, secret }) => ({
          secretRef: {
            key: { secretName: key.secretName, secretKey: key.key },
            secret: { secretName: secret.secretName, secretKey: secret.key },
          },
        })),
      }),
      coreTemplate: template(parts, 'core', core.nodes, core.sizing, storage && claimOf(storage)),
      ...(cores && { replicantTemplate: template(parts, 'replicant', nodes, sizing) }),
      dashboardServiceTemplate: { enabled: false },
      listenersServiceTemplate: { enabled: false },
      updateStrategy: {
        type: 'Recreate',
        initialDelaySeconds: 10,
        evacuationStrategy: {
          connEvictRate: evicted,
          sessEvictRate: eviction?.sessionsPerSecond ?? 1000,
          waitTakeover: eviction?.waitSeconds ?? 10,
        },
      },
    },
  });
}

/** The nodes of one role: the pods that the library makes, as far as the resource can say them. */
function template(
  { name, stack, survive, zones, peerPorts }: EmqxResourceParts,
  role: 'core' | 'replicant',
  props: WorkloadProps,
  sizing: Sizing,
  volumeClaimTemplates?: object,
): object {
  const selector = operatorLabels(name, role);
  const labels = podLabels(stack._owner, {}, props.image.shortVersion);
  const pods = workloadPods(
    { name, props, stack, ports: props.ports ?? [], labels, selector, sizing, survive, zones },
    { revisionLabel: REVISION, peerPorts },
  );
  const { metadata, spec } = plain(pods);
  const { affinity, tolerations, topologySpreadConstraints, securityContext, volumes = [], containers } = spec;
  const [{ env, resources, ports, volumeMounts = [], securityContext: ofContainer }] = containers;
  return {
    metadata: {
      labels: metadata.labels,
      annotations: { ...metadata.annotations, ...evictable(name, role, volumeClaimTemplates) },
    },
    spec: {
      replicas: sizing.planned,
      resources,
      env,
      // The operator adds that of the API itself, under the name that its probes ask for.
      ports: ports.filter(({ containerPort }: { containerPort: number }) => containerPort !== API_PORT),
      ...(affinity && { affinity }),
      ...(tolerations && { tolerations }),
      ...(topologySpreadConstraints && { topologySpreadConstraints }),
      podSecurityContext: securityContext,
      containerSecurityContext: ofContainer,
      extraVolumes: volumes,
      extraVolumeMounts: volumeMounts,
      // One after the other is drained: its clients are back before the next one goes.
      maxUnavailable: 1,
      ...(volumeClaimTemplates && { volumeClaimTemplates }),
    },
  };
}

/** The volumes of the operator that are made again as well: without that word cluster-autoscaler never removes a node with such a pod. */
function evictable(name: string, role: string, claim: object | undefined): Record<string, string> {
  const local = [...(claim ? [] : [`${name}-${role}-data`]), `${name}-${role}-log`, 'scratch'];
  return { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': local.join(',') };
}

function claimOf({ size, storageClass }: NonNullable<EmqxBrokerProps['storage']>): object {
  return {
    accessModes: ['ReadWriteOnce'],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: quantityOf(size) } },
  };
}

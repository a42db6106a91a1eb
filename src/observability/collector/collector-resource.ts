import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CollectorConfig, SECRETS } from './collector-config';
import { CollectorResources } from './collector-props';
import { sortedBy } from '../../capacity/order';
import { formatQuantity } from '../../capacity/quantity';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { restrictedContainer, restrictedPod } from '../../manifest/pod-security';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { AccessRule } from '../../workload/pod/identity/access-rule';
import { emitIdentity } from '../../workload/pod/identity/identity-objects';

/** A collector that the OpenTelemetry operator runs. */
export interface CollectorParts {
  readonly name: string;
  readonly stack: AutonomousStack;
  readonly mode: 'deployment' | 'daemonset';
  readonly image: Image;
  readonly resources: CollectorResources;
  readonly config: CollectorConfig;
  readonly secrets: readonly SecretKey[];
  /** Variables of the container. */
  readonly env?: readonly object[];
  /** What it may do with objects of Kubernetes. */
  readonly rules?: AccessRule[];
  /** Fields of the spec beside those, such as replicas and placement. */
  readonly more?: object;
  /** Local disk that it takes, in bytes. */
  readonly disk?: number;
  readonly volumes?: readonly object[];
  readonly volumeMounts?: readonly object[];
  /** Annotations of the ServiceAccount, by which a cloud knows it. */
  readonly identity?: Record<string, string>;
  /** Fields of the container's security context in which it differs from Pod Security "restricted". */
  readonly user?: number;
}

/** Labels that the operator gives the pods of a collector, and selects them by (internal/manifests/manifestutils/labels.go at 0.158). */
export function collectorLabels(namespace: string, name: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': 'opentelemetry-collector',
    'app.kubernetes.io/instance': `${namespace}.${name}`,
    'app.kubernetes.io/managed-by': 'opentelemetry-operator',
    'app.kubernetes.io/part-of': 'opentelemetry',
  };
}

/** Longest name: of its namespace and it together one label, and the operator cuts those that are longer. */
export function longestName(namespace: string): number {
  return Math.min(52, 62 - namespace.length);
}

/** Emits the OpenTelemetryCollector (opentelemetry.io/v1beta1, for the operator 0.158) with the ServiceAccount that it runs as. */
export function emitCollector(scope: Construct, parts: CollectorParts): ApiObject {
  const { name, stack, mode, image, resources, config, secrets, env = [], rules = [], disk = 0, user } = parts;
  const { _owner: owner } = stack;
  const pinned = image._pinnedBy(stack.environment?.images);
  // The resource has no field for pull secrets: those of its ServiceAccount hold for its pods.
  emitIdentity(scope, name, owner, {}, { rules, annotations: parts.identity });
  const account = scope.node.findChild('ServiceAccount') as ApiObject;
  withPullSecrets(account, pinned, rules.length > 0);
  const amounts = { cpu: formatQuantity('cpu', millisOf(resources.cpu)), memory: memoryOf(resources) };
  const local = formatQuantity('ephemeral-storage', disk + LOG_BYTES);
  const folders = secretFolders(secrets);
  return customResource(scope, 'Collector', {
    apiVersion: 'opentelemetry.io/v1beta1',
    kind: 'OpenTelemetryCollector',
    metadata: namespaced('OpenTelemetryCollector', name, owner),
    spec: {
      mode,
      managementState: 'managed',
      // A new operator would change the image and the configuration by itself.
      upgradeStrategy: 'none',
      image: pinned.reference,
      imagePullPolicy: 'IfNotPresent',
      serviceAccount: name,
      resources: {
        requests: { ...amounts, 'ephemeral-storage': local },
        limits: { memory: amounts.memory, 'ephemeral-storage': local },
      },
      ...(env.length > 0 && { env }),
      podSecurityContext: {
        ...restrictedPod(),
        ...(user !== undefined && { runAsUser: user, runAsGroup: user, runAsNonRoot: user !== 0, fsGroup: user }),
      },
      securityContext: {
        ...restrictedContainer(),
        ...(user !== undefined && { runAsUser: user, runAsGroup: user, runAsNonRoot: user !== 0 }),
      },
      terminationGracePeriodSeconds: 60,
      volumes: [...folders.map(({ volume }) => volume), ...(parts.volumes ?? [])],
      volumeMounts: [...folders.map(({ mount }) => mount), ...(parts.volumeMounts ?? [])],
      networkPolicy: { enabled: false },
      config,
      ...parts.more,
    },
  });
}

const LOG_BYTES = 50 * 2 ** 20;

function memoryOf({ memory }: CollectorResources): string {
  return formatQuantity('memory', bytesOf(memory));
}

function withPullSecrets(account: ApiObject, { pullSecret }: Image, mounts: boolean): void {
  const render = account.toJson.bind(account);
  account.toJson = () => ({
    ...render(),
    // Pods that the operator makes do not say whether they mount it.
    automountServiceAccountToken: mounts,
    ...(pullSecret !== undefined && { imagePullSecrets: [{ name: pullSecret }] }),
  });
}

/** The file of a key of a secret. */
export function fileOf({ secretName, key }: SecretKey): string {
  return `${SECRETS}/${secretName}/${key}`;
}

/** A volume for each Secret, with the keys that are asked for. */
function secretFolders(keys: readonly SecretKey[]): { readonly volume: object; readonly mount: object }[] {
  const names = [...new Set(keys.map(({ secretName }) => secretName))];
  return sortedBy(names, (name) => name).map((name, i) => {
    const wanted = [...new Set(keys.filter(({ secretName }) => secretName === name).map(({ key }) => key))].sort();
    const items = wanted.map((key) => ({ key, path: key }));
    return {
      volume: { name: `secret-${i}`, secret: { secretName: name, items, defaultMode: 0o440 } },
      mount: { name: `secret-${i}`, mountPath: `${SECRETS}/${name}`, readOnly: true },
    };
  });
}

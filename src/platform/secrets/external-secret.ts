import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { SecretStore } from './secret-store';
import { sortedEntries } from '../../capacity/order';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';

/** Type of the Secrets that kubelet pulls images with. */
const DOCKER = 'kubernetes.io/dockerconfigjson';

/** Key of the login in such a Secret. */
export const DOCKER_KEY = '.dockerconfigjson';

/** Keys of the Secret of a login. */
export const LOGIN_KEYS: readonly string[] = ['username', 'password', DOCKER_KEY];

/** A Secret that is made from a store. */
export interface ExternalSecretParts {
  readonly name: string;
  readonly store: SecretStore;
  /** Keys, and where the store has their values: `<path>[#<property>]`. */
  readonly keys: Readonly<Record<string, string>>;
  readonly refreshInterval?: Duration;
  /** Host of the registry that it is the login of. */
  readonly registryHost?: string;
  /** What the Secret has in place of the values themselves: templates of them, by key. */
  readonly made?: Readonly<Record<string, string>>;
}

/** The fields of external-secrets.io/v1 ExternalSecret that are used here. */
interface ExternalSecretFields {
  readonly refreshInterval: string;
  readonly secretStoreRef: { readonly kind: string; readonly name: string };
  readonly target: {
    readonly name: string;
    readonly creationPolicy: 'Owner';
    readonly deletionPolicy: 'Retain';
    readonly template?: object;
  };
  readonly data: readonly {
    readonly secretKey: string;
    readonly remoteRef: { readonly key: string; readonly property?: string };
  }[];
}

/** Checks where values come from, and how often they are looked for. */
export function checkExternalSecret(problems: Problems, parts: ExternalSecretParts): void {
  const { name, store, keys, refreshInterval } = parts;
  problems.check(isDnsSubdomain(name), 'name', name, 'must be the name of a Secret: a DNS name in lower case');
  const known = store instanceof SecretStore;
  problems.check(known, 'store', store, 'must be a SecretStore', "SecretStore.cluster('vault')");
  for (const [key, remote] of Object.entries(keys)) {
    problems.check(
      typeof remote === 'string' && /^[^#\s][^#]*(#[^#\s][^#]*)?$/.test(remote),
      `keys['${key}']`,
      remote,
      'must say where the store has it: <path>[#<property>]',
      "for example 'apps/orders/db#password'",
    );
  }
  problems.check(
    refreshInterval === undefined || refreshInterval.toMilliseconds({ integral: false }) > 0,
    'refreshInterval',
    timeText(refreshInterval),
    'must be above 0',
  );
}

/** The ExternalSecret: a reference to values, which External Secrets Operator writes into the Secret. */
export function emitExternalSecret(scope: Construct, id: string, owner: Owner, parts: ExternalSecretParts): ApiObject {
  const { name, store, keys, refreshInterval = Duration.hours(1), registryHost, made } = parts;
  const template = made
    ? { engineVersion: 'v2', mergePolicy: 'Replace', data: { ...made } }
    : templateOf(Object.keys(keys), registryHost);
  return customResource<ExternalSecretFields>(scope, id, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: namespaced('ExternalSecret', name, owner),
    spec: {
      refreshInterval: `${Math.ceil(refreshInterval.toSeconds({ integral: false }))}s`,
      secretStoreRef: { kind: store.kind, name: store.storeName },
      target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain', ...(template && { template }) },
      data: sortedEntries(keys).map(([secretKey, remote]) => {
        const [key, property] = remote.split('#');
        return { secretKey, remoteRef: { key, ...(property !== undefined && { property }) } };
      }),
    },
  });
}

/** What Kubernetes asks of the type of a Secret; none where it is any. Without `data` the operator takes the values as they are. */
function templateOf(keys: readonly string[], registryHost: string | undefined): object | undefined {
  if (registryHost !== undefined) {
    return { type: DOCKER, engineVersion: 'v2', mergePolicy: 'Replace', data: loginOf(registryHost) };
  }
  const type = keys.includes(DOCKER_KEY) ? DOCKER : isCertificate(keys) ? 'kubernetes.io/tls' : undefined;
  return type === undefined ? undefined : { type, engineVersion: 'v2', mergePolicy: 'Replace' };
}

function isCertificate(keys: readonly string[]): boolean {
  return keys.includes('tls.crt') && keys.includes('tls.key');
}

/** kubelet reads .dockerconfigjson, KubeEdge for ImagePrePullJob the two keys beside it. */
function loginOf(host: string): Record<string, string> {
  const auth = '{{ printf "%s:%s" .username .password | b64enc | toJson }}';
  const entry = `{"username":{{ .username | toJson }},"password":{{ .password | toJson }},"auth":${auth}}`;
  return {
    [DOCKER_KEY]: `{"auths":{${JSON.stringify(host)}:${entry}}}`,
    username: '{{ .username }}',
    password: '{{ .password }}',
  };
}

import { HarborInstallationProps } from './harbor-installation-props';
import { HARBOR_KEYS, TOKEN_KEYS } from './harbor-secrets';
import { Credential } from '../../data/connection/credential';
import { RedisConnection } from '../../data/connection/redis-connection';
import { ExternalSecretParts } from '../../platform/secrets/external-secret';
import { SecretStore } from '../../platform/secrets/secret-store';

/** A key of a Secret in the namespace. */
export interface KeyRef {
  readonly name: string;
  readonly key: string;
}

/** Databases of Redis, as the chart gives them out. */
const CORE = '0';
const JOBS = '1';
const REGISTRY = '2';
const SCANNER = '5';

/** How Harbor names what each kind of store wants to know, by what it is. */
const STORAGE_KEYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: { accessKey: 'REGISTRY_STORAGE_S3_ACCESSKEY', secretKey: 'REGISTRY_STORAGE_S3_SECRETKEY' },
  azure: { accountKey: 'AZURE_STORAGE_ACCESS_KEY' },
  gcs: { key: 'GCS_KEY_DATA' },
};

/** What the parts of Harbor read from Secrets, and the Secrets that are made for it. */
export interface HarborReferences {
  readonly keysSecret: string;
  readonly tokenSecret: string;
  readonly databaseSecret: string;
  readonly redisSecret: string;
  /** Secret of the scanner, which the chart writes without the password: ours is there before, and stays. */
  readonly scannerSecret: string;
  /** Secret of the object store; undefined where each key is a variable of its own, or none is needed. */
  readonly storageSecret?: string;
  /** Keys of the object store, by the names of variables. */
  readonly storageKeys: Readonly<Record<string, KeyRef>>;
  readonly made: readonly ExternalSecretParts[];
}

/** Where everything secret of a release is. */
export function referencesOf(release: string, props: HarborInstallationProps): HarborReferences {
  const { secrets, database, redis, storage } = props;
  const names = {
    keysSecret: `${release}-keys`,
    tokenSecret: `${release}-token`,
    redisSecret: `${release}-redis-urls`,
    scannerSecret: `${release}-trivy`,
  };
  const bucket = storage._bucket;
  const variables = Object.entries(bucket ? STORAGE_KEYS[bucket.provider] : {});
  const stored = variables.flatMap(([what, variable]): [string, Credential][] =>
    bucket!._credentials[what]._stored ? [[variable, bucket!._credentials[what]]] : [],
  );
  const storageSecret = stored.length > 0 ? `${release}-storage` : undefined;
  return {
    ...names,
    databaseSecret: database.password._secret?.secretName ?? `${release}-database`,
    storageSecret,
    storageKeys: Object.fromEntries(
      variables.flatMap(([what, variable]): [string, KeyRef][] => {
        const { _secret: secret } = bucket!._credentials[what];
        return secret ? [[variable, { name: secret.secretName, key: secret.key }]] : [];
      }),
    ),
    made: [
      {
        name: names.keysSecret,
        store: secrets.store,
        keys: secrets._remote(HARBOR_KEYS),
        made: Object.fromEntries(HARBOR_KEYS.map((key) => [key, checkedKey(key)])),
      },
      { name: names.tokenSecret, store: secrets.store, keys: secrets._remote(TOKEN_KEYS) },
      ...(database.password._stored
        ? [of(`${release}-database`, { password: database.password }, database.password._stored.store)]
        : []),
      ...(storageSecret === undefined
        ? []
        : [of(storageSecret, Object.fromEntries(stored), stored[0][1]._stored!.store)]),
      ...redisSecrets(names, redis),
    ],
  };
}

function of(name: string, credentials: Readonly<Record<string, Credential>>, store: SecretStore): ExternalSecretParts {
  return {
    name,
    store,
    keys: Object.fromEntries(Object.entries(credentials).map(([key, { _stored }]) => [key, _stored!.key])),
  };
}

/** Harbor stops with an error of its own where a key has another length: then the Secret is not written. */
function checkedKey(key: string): string {
  const length = { secretKey: 16, CSRF_KEY: 32 }[key];
  const value = `{{ .${key} }}`;
  return length === undefined
    ? value
    : `{{ if ne (len .${key}) ${length} }}{{ fail "${key} must have ${length} characters" }}{{ end }}${value}`;
}

/**
 * The chart looks for the password of Redis in the cluster while it is rendered, and Argo CD renders without one: it would write URLs without it. These
 * take their place.
 */
function redisSecrets(
  { redisSecret, scannerSecret }: { readonly redisSecret: string; readonly scannerSecret: string },
  redis: RedisConnection,
): ExternalSecretParts[] {
  const { _stored } = redis.password;
  if (!_stored) {
    return [];
  }
  const keys = { REDIS_PASSWORD: _stored.key };
  const idle = '?idle_timeout_seconds=30';
  const urls = {
    core: urlOf(redis, CORE) + idle,
    jobs: urlOf(redis, JOBS),
    registry: urlOf(redis, REGISTRY) + idle,
    REDIS_PASSWORD: '{{ .REDIS_PASSWORD }}',
    ...(redis.user !== undefined && { REDIS_USERNAME: redis.user }),
  };
  return [
    { name: redisSecret, store: _stored.store, keys, made: urls },
    {
      name: scannerSecret,
      store: _stored.store,
      keys,
      made: { redisURL: urlOf(redis, SCANNER) + idle, gitHubToken: '' },
    },
  ];
}

/** A URL of Redis as Harbor reads it: `<scheme>://<user>:<password>@<addresses>[/<primary>]/<database>`. */
function urlOf({ addresses, masterName, tls, user = '' }: RedisConnection, database: string): string {
  const scheme = `${tls ? 'rediss' : 'redis'}${masterName === undefined ? '' : '+sentinel'}`;
  const password = '{{ .REDIS_PASSWORD | urlquery | replace "+" "%20" }}';
  const primary = masterName === undefined ? '' : `/${masterName}`;
  return `${scheme}://${user}:${password}@${addresses.join(',')}${primary}/${database}`;
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PostgresBackup } from './postgres-backup-props';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { SecretKey, SecretRef } from '../../platform/secrets/secret-ref';
import { SecretStore } from '../../platform/secrets/secret-store';
import { BucketConnection } from '../connection/bucket-connection';

/** The plugin that sends and fetches backups (cloudnative-pg/plugin-barman-cloud 0.9); what the operator had built in is going away since 1.26. */
export const BARMAN = 'barman-cloud.cloudnative-pg.io';

/** Values of S3, by what they are in a connection. */
const KEYS = ['accessKey', 'secretKey'] as const;

interface KeyRef {
  readonly name: string;
  readonly key: string;
}

/** The fields of barmancloud.cnpg.io/v1 ObjectStore that are used here. */
interface ObjectStoreSpec {
  readonly configuration: {
    readonly destinationPath: string;
    readonly endpointURL?: string;
    readonly endpointCA?: KeyRef;
    readonly s3Credentials: { readonly accessKeyId: KeyRef; readonly secretAccessKey: KeyRef };
    readonly wal: { readonly compression: 'gzip'; readonly maxParallel: number };
    readonly data: { readonly compression: 'gzip' };
  };
  readonly retentionPolicy?: string;
  readonly instanceSidecarConfiguration?: { readonly resources: object };
}

/** Where the bucket's keys are, checked: in a Secret, or in one store that has them all. */
export function bucketKeys(problems: Problems, prop: string, bucket: BucketConnection): void {
  const credentials = KEYS.map((key) => bucket._credentials[key]);
  const stores = new Set(credentials.map(({ _stored }) => _stored?.store));
  problems.check(stores.size === 1, `${prop}.bucket`, bucket.bucket, 'must have both keys in one place');
}

/** The ObjectStore: where backups and log go, or come from. */
export function emitObjectStore(
  scope: Construct,
  id: string,
  owner: Owner,
  parts: { readonly name: string; readonly bucket: BucketConnection; readonly folder: string },
  backup?: { readonly keepDays: number; readonly resources: object },
): ApiObject {
  const { name, bucket, folder } = parts;
  const [accessKeyId, secretAccessKey] = keyRefs(scope, name, bucket);
  return customResource<ObjectStoreSpec>(scope, id, {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    metadata: namespaced('ObjectStore', name, owner),
    spec: {
      configuration: {
        destinationPath: `s3://${bucket.bucket}/${folder}`,
        ...(bucket.endpoint !== undefined && { endpointURL: bucket.endpoint }),
        ...(bucket._ca && { endpointCA: { name: bucket._ca.secretName, key: bucket._ca.key } }),
        s3Credentials: { accessKeyId, secretAccessKey },
        wal: { compression: 'gzip', maxParallel: 4 },
        data: { compression: 'gzip' },
      },
      ...(backup && {
        retentionPolicy: `${backup.keepDays}d`,
        instanceSidecarConfiguration: { resources: backup.resources },
      }),
    },
  });
}

/** Days that backups are kept. */
export function keptDays({ keep }: PostgresBackup): number {
  return keep?.toDays({ integral: false }) ?? 30;
}

/** What is in a store outside is fetched into a Secret of the namespace. */
function keyRefs(scope: Construct, name: string, bucket: BucketConnection): KeyRef[] {
  const credentials = KEYS.map((key) => bucket._credentials[key]);
  const store: SecretStore | undefined = credentials[0]._stored?.store;
  const keys: SecretKey[] = store
    ? fetched(
        scope,
        name,
        store,
        credentials.map(({ _stored }) => _stored!.key),
      )
    : credentials.map(({ _secret }) => _secret!);
  return keys.map(({ secretName, key }) => ({ name: secretName, key }));
}

function fetched(scope: Construct, name: string, store: SecretStore, places: readonly string[]): SecretKey[] {
  const keys = Object.fromEntries(KEYS.map((key, i) => [key, places[i]]));
  const secret = SecretRef.external(scope, `${name}-bucket`, { store, keys });
  return KEYS.map((key) => secret.key(key));
}

import { Credential } from './credential';
import { checkEndpoint, Endpoint, peerOf } from './endpoint';
import { Problems } from '../../manifest/problems';
import { SecretKey } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';
import { FlowPlace } from '../../protection/flow-place';
import { Residency } from '../../protection/residency';
import { Peer, PeerProtocol } from '../../workload/calls/peer';

/** A bucket of a store that speaks S3. */
export interface S3BucketProps {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Region of it; of stores without regions what they call theirs, such as 'us-east-1'. */
  readonly region: string;
  /**
   * URL of the store, with https.
   * @default - that of AWS for the region
   */
  readonly endpoint?: string;
  /** Where the access key is. */
  readonly accessKey: Credential;
  /** Where the secret key is. */
  readonly secretKey: Credential;
  /**
   * Certificate authority of the store (PEM), in the namespace of whoever connects.
   * @default - one that clients know
   */
  readonly ca?: SecretKey;
  /**
   * Whether clients can get their data from the store itself. Not where they cannot reach it, as with most stores inside a cluster.
   * @default - only where the store is that of AWS
   */
  readonly reachableByClients?: boolean;
  /**
   * Labels of the pods behind an endpoint that is a Service of the cluster.
   * @default - none: the store is outside the cluster
   */
  readonly pods?: Record<string, string>;
  /**
   * Port that these pods listen on.
   * @default - that of the endpoint
   */
  readonly podPort?: number;
  /**
   * Network that the host is in, where it is outside the cluster and not on the internet, for example '10.20.0.0/16': policies know no host names, and those
   * for hosts outside let nobody into private networks.
   * @default - the internet, or the pods behind a Service
   */
  readonly network?: string;
  /**
   * Under which law it is.
   * @default - nobody says: no personal and no map data go there
   */
  readonly residency?: Residency;
}

/** A container of Azure Blob Storage. */
export interface AzureContainerProps {
  /** Name of the container. */
  readonly container: string;
  /** Name of the storage account. */
  readonly account: string;
  /** Where the key of the account is. */
  readonly accountKey: Credential;
  /**
   * Under which law it is.
   * @default - nobody says: no personal and no map data go there
   */
  readonly residency?: Residency;
}

/** A bucket of Google Cloud Storage. */
export interface GcsBucketProps {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Where the JSON key of the service account is. */
  readonly key: Credential;
  /**
   * Under which law it is.
   * @default - nobody says: no personal and no map data go there
   */
  readonly residency?: Residency;
}

/** Objects of whom. */
interface BucketParts {
  readonly provider: string;
  readonly bucket: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly account?: string;
  readonly reachable: boolean;
  /** Values by what they are: accessKey and secretKey, accountKey, or key. */
  readonly credentials: Readonly<Record<string, Credential>>;
  readonly ends: readonly Endpoint[];
  readonly ca?: SecretKey;
  /** Namespace that its Secrets are in, where that is known. */
  readonly namespace?: string;
  readonly residency?: Residency;
  /** The bucket of the library that it leads to. */
  readonly place?: FlowPlace;
}

/** How to connect to a bucket: of a construct of the library, or of somebody else. It emits nothing. */
@checked
export class BucketConnection {
  /**
   * A bucket of AWS, or of any store that speaks S3. Throws with everything that is wrong.
   * @param props Endpoint, bucket and keys.
   */
  public static s3(props: S3BucketProps): BucketConnection {
    const { bucket, region, endpoint, accessKey, secretKey, pods, podPort, network, ca } = props;
    const problems = new Problems('BucketConnection.s3');
    checkBucket(problems, 'bucket', bucket);
    problems.check(/^[a-z0-9][-a-z0-9]*$/.test(region), 'region', region, 'must be the name of a region');
    const url = /^https:\/\/([^/:\s]+)(?::(\d{1,5}))?\/?$/.exec(endpoint ?? `https://s3.${region}.amazonaws.com`);
    problems.check(
      url !== null,
      'endpoint',
      endpoint,
      'must be https://<host>[:<port>]: keys and data are in requests',
    );
    const end = { host: url?.[1] ?? '', port: Number(url?.[2] ?? 443), pods, podPort, network };
    if (url) {
      checkEndpoint(problems, 'endpoint', end);
    }
    problems.raise();
    // AWS serves each bucket at a host of its own too.
    const ends = endpoint === undefined ? [end, { ...end, host: `${bucket}.${end.host}` }] : [end];
    const reachable = props.reachableByClients ?? endpoint === undefined;
    const credentials = { accessKey, secretKey };
    const { residency } = props;
    const parts = { provider: 's3', bucket, region, endpoint, reachable, credentials, ends, ca };
    return new BucketConnection({ ...parts, residency });
  }

  /**
   * A container of Azure Blob Storage. Throws with everything that is wrong.
   * @param props Account, container and key.
   */
  public static azure(props: AzureContainerProps): BucketConnection {
    const { container: bucket, account, accountKey } = props;
    const problems = new Problems('BucketConnection.azure');
    checkBucket(problems, 'container', bucket);
    problems.check(
      /^[a-z0-9]{3,24}$/.test(account),
      'account',
      account,
      'must be 3 to 24 lower-case letters and digits',
    );
    problems.raise();
    const ends = [{ host: `${account}.blob.core.windows.net`, port: 443 }];
    return new BucketConnection({
      provider: 'azure',
      bucket,
      account,
      reachable: true,
      credentials: { accountKey },
      ends,
      residency: props.residency,
    });
  }

  /**
   * A bucket of Google Cloud Storage. Throws with everything that is wrong.
   * @param props Bucket and key.
   */
  public static gcs(props: GcsBucketProps): BucketConnection {
    const { bucket, key } = props;
    const problems = new Problems('BucketConnection.gcs');
    checkBucket(problems, 'bucket', bucket);
    problems.raise();
    const ends = ['storage.googleapis.com', 'oauth2.googleapis.com'].map((host) => ({ host, port: 443 }));
    const { residency } = props;
    return new BucketConnection({ provider: 'gcs', bucket, reachable: true, credentials: { key }, ends, residency });
  }

  private constructor(private readonly parts: BucketParts) {}

  /** 's3', 'azure' or 'gcs'. */
  public get provider(): string {
    return this.parts.provider;
  }

  /** Name of the bucket. */
  public get bucket(): string {
    return this.parts.bucket;
  }

  /** Region of the bucket; undefined where its store asks for none. */
  public get region(): string | undefined {
    return this.parts.region;
  }

  /** URL of the store; undefined for that of the provider. */
  public get endpoint(): string | undefined {
    return this.parts.endpoint;
  }

  /** Storage account of Azure; undefined with other stores. */
  public get account(): string | undefined {
    return this.parts.account;
  }

  /** Whether clients can get their data from the store itself. */
  public get reachableByClients(): boolean {
    return this.parts.reachable;
  }

  /**
   * Certificate authority of the store; undefined where clients know it.
   * @internal
   */
  public get _ca(): SecretKey | undefined {
    return this.parts.ca;
  }

  /**
   * The same with Secrets of which it is known where they are.
   * @internal
   */
  public _withSecretsIn(namespace: string): BucketConnection {
    return new BucketConnection({ ...this.parts, namespace });
  }

  /**
   * The same, which leads to a bucket of the library.
   * @internal
   */
  public _keptIn(place: FlowPlace): BucketConnection {
    return new BucketConnection({ ...this.parts, place });
  }

  /**
   * The place that data come to which are written to it.
   * @internal
   */
  public get _place(): FlowPlace {
    const { bucket, ends, residency, place } = this.parts;
    return place ?? { path: `${ends[0].host}/${bucket}`, residency: () => residency, isStore: true };
  }

  /**
   * Checks that its Secrets are in the namespace of whoever connects.
   * @internal
   */
  public _checkNear(problems: Problems, prop: string, namespace: string): void {
    const { bucket, namespace: known, credentials, ca } = this.parts;
    const secrets = [...Object.values(credentials).map(({ _secret }) => _secret), ca];
    const places = [known, ...secrets.map((key) => key?._content.stack?.namespaceName)];
    const other = places.find((place) => place !== undefined && place !== namespace);
    problems.check(
      other === undefined,
      prop,
      bucket,
      `has its keys in namespace ${other}, and they are read in ${namespace}`,
      'a bucket of that namespace, or Credential.fromStore(...)',
    );
  }

  /**
   * Its values by what they are: accessKey and secretKey, accountKey, or key.
   * @internal
   */
  public get _credentials(): Readonly<Record<string, Credential>> {
    return this.parts.credentials;
  }

  /**
   * What whoever connects has to be let through to.
   * @internal
   */
  public get _peers(): Peer[] {
    return this.parts.ends.map((end) => peerOf(end, PeerProtocol.TLS));
  }
}

function checkBucket(problems: Problems, prop: string, name: string): void {
  const valid = /^[a-z0-9][-a-z0-9._]{1,61}[a-z0-9]$/.test(name);
  problems.check(valid, prop, name, 'must be 3 to 63 lower-case letters, digits, - and .');
}

import { BucketUseOptions } from './bucket-props';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { Variable } from '../../platform/variable';
import { DataFlows } from '../../protection/data-flows';
import { ICallTarget } from '../../workload/calls/call-target';
import { Mount } from '../../workload/pod/mount';
import { PodUser, Use, UseParts } from '../../workload/pod/use/use';

/** What a user may do with objects, as COSI writes it. */
export type BucketMode = 'ReadWrite' | 'ReadOnly' | 'WriteOnly';

/** The keys of one user of a bucket, and what else its secret tells. */
export interface BucketKeys {
  readonly secret: SecretRef;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What users of a bucket are told. */
export interface UsableBucket {
  readonly path: string;
  readonly stack: AutonomousStack;
  readonly endpoint: string;
  /** Name of the bucket and its region: known, or in the secret of the keys. */
  readonly name: string | ((keys: BucketKeys) => Variable);
  readonly region: string | ((keys: BucketKeys) => Variable);
  readonly targets: readonly ICallTarget[];
  readonly ca?: SecretRef;
  /** The keys of a user, which may be made for it; throws where there are none. */
  keysFor(user: PodUser, mode: BucketMode): BucketKeys;
}

/** Where clients find the certificate authority of the store. */
const CA_FILE = '/etc/bucket-ca';

/** A workload that reads or writes objects of a bucket. */
export class BucketUse extends Use {
  public constructor(
    private readonly bucket: UsableBucket,
    private readonly mode: BucketMode,
    private readonly options: BucketUseOptions,
  ) {
    super();
  }

  /** @internal */
  public _usedBy({ construct }: PodUser): void {
    const flows = DataFlows.of(construct);
    if (this.mode !== 'WriteOnly') {
      flows.flow(this.bucket.path, construct, 'is read by');
    }
    if (this.mode !== 'ReadOnly') {
      flows.flow(construct, this.bucket.path, 'writes to');
    }
  }

  /** @internal */
  public _partsFor(user: PodUser): UseParts {
    const { bucket, mode } = this;
    const { prefix = '', keysIn } = this.options;
    const problems = new Problems(user.construct.node.path);
    problems.check(
      user.stack.namespaceName === bucket.stack.namespaceName,
      'uses',
      bucket.path,
      `is in namespace ${bucket.stack.namespaceName}, where its keys are, and the workload in ${user.stack.namespaceName}`,
      `Bucket.existing(...) in the stack of the workload, with a secret of its own`,
    );
    const isPrefix = /^([A-Z][A-Z0-9_]*_)?$/.test(prefix);
    problems.check(isPrefix, 'prefix', prefix, 'must be capital letters, digits and _, with _ at the end', "'RAW_'");
    problems.raise();
    const keys = bucket.keysFor(user, mode);
    const literal: Record<string, string> = { [`${prefix}AWS_ENDPOINT_URL_S3`]: bucket.endpoint };
    const variables: Record<string, Variable> = {};
    for (const [name, value] of [['BUCKET_NAME', bucket.name] as const, ['AWS_REGION', bucket.region] as const]) {
      if (typeof value === 'string') {
        literal[prefix + name] = value;
      } else {
        variables[prefix + name] = value(keys);
      }
    }
    const found = [
      ['AWS_ACCESS_KEY_ID', keys.accessKey],
      ['AWS_SECRET_ACCESS_KEY', keys.secretKey],
    ] as const;
    for (const [name, key] of found) {
      if (keysIn === undefined) {
        variables[prefix + name] = keys.secret.key(key);
      } else {
        literal[`${prefix}${name}_FILE`] = `${keysIn}/${key}`;
      }
    }
    if (bucket.ca) {
      literal[`${prefix}AWS_CA_BUNDLE`] = `${CA_FILE}/ca.crt`;
    }
    const files = found.map(([, key]) => key);
    return {
      env: literal,
      variables,
      mounts: [
        ...(keysIn === undefined ? [] : [Mount.secret(keys.secret, keysIn, { keys: files })]),
        ...(bucket.ca ? [Mount.secret(bucket.ca, CA_FILE, { keys: ['ca.crt'] })] : []),
      ],
      targets: bucket.targets.map((target) => ({ target })),
    };
  }
}

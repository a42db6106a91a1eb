import { DataMoveProps } from './data-move-props';
import { DataPlace } from './data-place';
import { Variable } from '../../platform/variable';
import { ICallTarget } from '../../workload/calls/call-target';
import { Mount } from '../../workload/pod/mount';
import { PodUser } from '../../workload/pod/use/use';
import { BucketMode } from '../bucket/bucket-use';

/** One side of a move, as a pod of rclone finds it. */
export interface Side {
  /** Where it is, in the words of rclone. */
  readonly address: string;
  readonly env: Record<string, string>;
  readonly variables: Record<string, Variable>;
  readonly mounts: readonly Mount[];
  readonly targets: readonly ICallTarget[];
  /** Files with authorities that rclone is to trust. */
  readonly authorities: readonly string[];
}

/** A bucket is a remote that variables tell of, a volume a folder. */
export function sideOf(name: 'source' | 'target', place: DataPlace, user: PodUser, mode: BucketMode): Side {
  const { _bucket: bucket, _volume: volume, path } = place;
  if (volume) {
    const folder = `/${name}`;
    return {
      address: path === '' ? folder : `${folder}/${path}`,
      env: {},
      variables: {},
      mounts: [Mount.shared(volume, folder, { readOnly: mode === 'ReadOnly' })],
      targets: [],
      authorities: [],
    };
  }
  const access = bucket!._accessOf(user, mode);
  const { keys } = access;
  const { name: own, region, endpoint, ca, targets } = access.bucket;
  const capital = name.toUpperCase();
  const remote = `RCLONE_CONFIG_${capital}`;
  const values = { [`${capital}_BUCKET`]: own, [`${remote}_REGION`]: region };
  const known = Object.entries(values).filter(([, value]) => typeof value === 'string') as [string, string][];
  const secret = Object.entries(values).flatMap(([key, value]) =>
    typeof value === 'string' ? [] : [[key, value(keys)] as const],
  );
  const folder = `/etc/${name}-ca`;
  return {
    address: `${name}:$(${capital}_BUCKET)${path === '' ? '' : `/${path}`}`,
    env: {
      ...Object.fromEntries(known),
      [`${remote}_TYPE`]: 's3',
      [`${remote}_PROVIDER`]: 'Other',
      [`${remote}_ENDPOINT`]: endpoint,
      // It is there: nobody has to ask whether it is.
      [`${remote}_NO_CHECK_BUCKET`]: 'true',
    },
    variables: {
      ...Object.fromEntries(secret),
      [`${remote}_ACCESS_KEY_ID`]: keys.secret.key(keys.accessKey),
      [`${remote}_SECRET_ACCESS_KEY`]: keys.secret.key(keys.secretKey),
    },
    mounts: ca ? [Mount.secret(ca, folder, { keys: ['ca.crt'] })] : [],
    targets,
    authorities: ca ? [`${folder}/ca.crt`] : [],
  };
}

/** Arguments of rclone. */
export function rcloneArguments(props: DataMoveProps, source: Side, target: Side): string[] {
  const { mode = 'copy', parallelism = 1, filesAtOnce = 8, bandwidth } = props;
  // Each pod has its share, in bytes for each second.
  const bytes = bandwidth && Math.max(1, Math.floor(bandwidth.toBitsPerSecond() / 8 / parallelism));
  return [
    mode,
    source.address,
    target.address,
    '--config=/tmp/rclone.conf',
    `--transfers=${filesAtOnce}`,
    '--stats=1m',
    '--stats-log-level=NOTICE',
    ...(mode === 'move' ? ['--delete-empty-src-dirs'] : []),
    ...(bytes ? [`--bwlimit=${bytes}B`] : []),
    ...(parallelism > 1 ? [`--hash-filter=$(JOB_COMPLETION_INDEX)/${parallelism}`] : []),
    ...[...source.authorities, ...target.authorities].map((file) => `--ca-cert=${file}`),
  ];
}

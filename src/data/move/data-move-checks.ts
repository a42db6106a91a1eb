import { Size } from 'cdk8s';
import { DataMoveProps } from './data-move-props';
import { formatQuantity } from '../../capacity/quantity';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { checkDnsLabel, checkLabels } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checkTime, inSeconds } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkImage, checkResources } from '../../workload/pod/container-checks';
import { Mount } from '../../workload/pod/mount';
import { refuseExclusive } from '../../workload/pod/volumes/mount-checks';
import { checkSchedule } from '../backup/backup-checks';

/** rclone uploads four parts of 5 MiB of each file at once. */
const MIB = 2 ** 20;

/** Longest name: pods carry it with the time of their run, their index and a hash. */
const LONGEST_NAME = 40;

/** Checks that data go from one place to another, in the namespace where the pods that move them are. */
export function checkPlaces(problems: Problems, { namespaceName }: AutonomousStack, props: DataMoveProps): void {
  const { source, target } = props;
  problems.check(
    !source._meets(target),
    'target',
    target.path,
    'is the source, or in it, or around it: it would be moved to itself',
    'another bucket or volume, or a path beside it',
  );
  for (const [prop, { _bucket: bucket, _volume: volume }] of Object.entries({ source, target })) {
    const one = bucket ?? volume!;
    problems.check(
      one.stack.namespaceName === namespaceName,
      prop,
      one.node.path,
      `is in namespace ${one.stack.namespaceName}, and its ${bucket ? 'keys cannot be read' : 'claim cannot be mounted'} in ${namespaceName}`,
    );
  }
  const isWritable = !target._volume?._isReadOnly;
  problems.check(isWritable, 'target', target._volume?.claimName, 'can only be read');
}

/** Checks everything else about a move that its own props tell. */
export function checkMove(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: DataMoveProps,
  mounts: readonly Mount[],
): void {
  const { image, schedule, parallelism = 1, filesAtOnce = 8, resources, data, window } = props;
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  checkImage(problems, stack, image);
  if (schedule !== undefined) {
    const gaps = checkSchedule(problems, 'schedule', schedule);
    problems.check(
      !gaps || !window || !(inSeconds(window) > gaps.shortest),
      'window',
      timeText(window),
      'is longer than the time between two runs',
    );
  }
  const whole = (value: number) => Number.isInteger(value) && value > 0;
  problems.check(whole(parallelism), 'parallelism', parallelism, 'must be a whole number above 0');
  problems.check(whole(filesAtOnce), 'filesAtOnce', filesAtOnce, 'must be a whole number above 0');
  problems.check(!data || bytesOf(data) > 0, 'data', data && quantityOf(data), 'must be above 0');
  checkTime(problems, 'window', window);
  checkLabels(problems, 'nodeLabels', props.nodeLabels ?? {});
  if (resources) {
    checkResources(problems, { resources });
  }
  const { memory = Size.mebibytes(512), memoryLimit = memory } = resources ?? {};
  const least = MIB * (64 + 20 * filesAtOnce);
  problems.check(
    !whole(filesAtOnce) || bytesOf(memoryLimit) >= least,
    'resources.memory',
    quantityOf(memoryLimit),
    `is less than ${filesAtOnce} files at once take, ${formatQuantity('memory', least)}`,
  );
  refuseExclusive(problems, mounts, parallelism, `${parallelism} pods at once`, 'AccessMode.READ_WRITE_MANY');
}

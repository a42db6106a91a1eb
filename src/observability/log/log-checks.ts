import { LogCollectionProps } from './log-props';
import { bytesText } from '../../capacity/forecast/texts';
import { fixed } from '../../capacity/quantity';
import { millisOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checkTime, DAY_SECONDS } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { PodSecurity } from '../../platform/pod-security';
import { CollectorResources } from '../collector/collector-props';

/** Bytes of logs that a collector reads and sends with one processor: a third of what it does in the project's own load test. */
const BYTES_PER_CORE = 5e6;

/** Checks a collection of logs. */
export function checkLogs(
  problems: Problems,
  stack: AutonomousStack,
  props: LogCollectionProps,
  resources: CollectorResources,
): void {
  const { image, sink, perDay, perNodePerDay, keeps, retention } = props;
  problems.check(
    stack.podSecurity === PodSecurity.PRIVILEGED,
    'stack',
    stack.node.path,
    `admits Pod Security "${stack.podSecurity}" only, and logs are files of the node`,
    'podSecurity: PodSecurity.PRIVILEGED on a stack of its own',
  );
  problems.check(
    !sink._needsContrib || !/collector(-k8s)?$/.test(image.repository),
    'image',
    image.repository,
    'has no exporter for such a store',
    'opentelemetry-collector-contrib',
  );
  problems.check(
    perNodePerDay.toBytes() <= perDay.toBytes(),
    'perNodePerDay',
    bytesText(perNodePerDay.toBytes()),
    `is more than all nodes log together, ${bytesText(perDay.toBytes())}`,
  );
  const most = (BYTES_PER_CORE * millisOf(resources.cpu)) / 1000;
  const rate = perNodePerDay.toBytes() / DAY_SECONDS;
  problems.check(
    rate <= most,
    'resources.cpu',
    resources.cpu.amount,
    `reads ${bytesText(Math.floor(most))} each second, and the busiest node logs ${bytesText(Math.ceil(rate))}`,
    `Cpu.millis(${Math.ceil((1000 * rate) / BYTES_PER_CORE)})`,
  );
  checkTime(problems, 'retention', retention);
  const short = keeps === undefined || keeps.toSeconds({ integral: false }) >= 60;
  problems.check(short, 'keeps', timeText(keeps), 'must be at least a minute');
}

/** `1.2 MiB/s`. */
export function rateText(perDay: number): string {
  return `${fixed(perDay / DAY_SECONDS / 2 ** 20, 1)} MiB/s`;
}

import { createHash } from 'crypto';
import { transfersOver, Transfers } from './transfer-speed';
import { nameOf } from './upstream';
import { TransferForecast } from '../../../capacity/forecast/forecast';
import { bitsText } from '../../../capacity/forecast/texts';
import { Problems } from '../../../manifest/problems';
import { timeText } from '../../../manifest/time-text';
import { HarborRegistry } from '../../../platform/harbor-registry';
import { copiesOf } from '../../../platform/mirrors/copies';
import { Bandwidth } from '../../../units/bandwidth';
import { ReplicationState } from '../../job/state';
import { HarborReplicationOptions } from '../harbor-configuration-props';

/** The other end of a line. */
export interface LineEnd {
  /** Host, or name of the site. */
  readonly name: string;
  readonly registry: HarborRegistry;
  /** What the line can. */
  readonly uplink?: Bandwidth;
}

/** Copies of some projects to or from another registry. */
export interface Replication {
  readonly state: ReplicationState;
  /** Its projects, and the pattern of their tags that was given. */
  readonly names: readonly string[];
  readonly tags?: string;
  readonly registry: HarborRegistry;
  /** Bits per second of all its transfers; undefined where they are not limited. */
  readonly bitsPerSecond?: number;
  readonly transfer?: Omit<TransferForecast, 'path'>;
}

/** What is asked for: everything but the login. */
export interface Asked extends HarborReplicationOptions {
  readonly names: readonly string[];
  readonly direction: 'push' | 'pull';
  readonly deletions?: boolean;
  /** Transfers that Harbor runs at once. */
  readonly jobWorkers: number;
}

/** Signatures that are tags, as cosign calls them. */
const SIGNATURES = 'sha256-*';

/** Longest name that is put together of names of projects. */
const LONGEST_NAME = 100;

/** A replication as Harbor wants it. What is wrong goes to the problems; what it returns is of use only where there are none. */
export function replicationOf(
  problems: Problems,
  asked: Asked,
  end: LineEnd,
  others: readonly Replication[],
): Replication {
  const { names, direction, trigger, tags, change } = asked;
  problems.check(names.length > 0, 'projects', '[]', 'must name at least one project');
  trigger._check(problems, direction);
  const pattern = tags === undefined ? undefined : withSignatures(problems, tags);
  const transfers = transfersOf(problems, asked, end, others);
  const window = asked.window?.toSeconds({ integral: false });
  checkOthers(problems, asked, end, others);
  problems.check(window !== 0, 'window', asked.window?.toHumanString(), 'must be above 0');
  problems.check(
    window === undefined || change !== undefined,
    'window',
    timeText(asked.window),
    'is of no use without what goes with a change',
    'change: { size }',
  );
  return {
    names,
    tags,
    registry: end.registry,
    bitsPerSecond: transfers?.bitsPerSecond,
    state: {
      name: policyName(names, direction, end.name),
      endpoint: nameOf(end.registry.host),
      direction,
      filters: [
        { type: 'name', value: `${names.length === 1 ? names[0] : `{${names.join(',')}}`}/**` },
        ...(pattern === undefined ? [] : [{ type: 'tag' as const, value: pattern }]),
      ],
      trigger: trigger._state,
      speed: transfers?.speed ?? -1,
      replicateDeletion: asked.deletions ?? false,
    },
    ...(change &&
      transfers && {
        transfer: {
          name: `images ${direction === 'push' ? 'to' : 'from'} ${end.name}`,
          bytes: change.size.toBytes(),
          bitsPerSecond: transfers.bitsPerSecond,
          ...(window !== undefined && { window }),
        },
      }),
  };
}

/** Harbor knows a replication by its name, and two of one project would copy it twice. */
function checkOthers(
  problems: Problems,
  { names, direction, tags }: Asked,
  { name: end, registry: { host } }: LineEnd,
  others: readonly Replication[],
): void {
  const beside = others.filter(({ registry, state }) => registry.host === host && state.direction === direction);
  for (const { names: copied, tags: other, state } of beside) {
    const both = names.filter((name) => copied.includes(name));
    const twice = both.length > 0 && (tags === other || tags === undefined || other === undefined);
    problems.check(
      !twice && state.name !== policyName(names, direction, end),
      'projects',
      both.length > 0 ? both : names,
      `are in another replication ${direction === 'push' ? 'to' : 'from'} ${host} already`,
      'one replication of them, with tags: {some,of,them} where needed',
    );
  }
}

function policyName(names: readonly string[], direction: 'push' | 'pull', end: string): string {
  const whole = `${names.join('.')}-${direction === 'push' ? 'to' : 'from'}-${nameOf(end)}`;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return whole.length <= LONGEST_NAME ? whole : `${names[0].slice(0, 40)}-${hash}-${nameOf(end).slice(0, 40)}`;
}

/** Where an image goes its signature goes, also where that is a tag that somebody pushes by itself. */
function withSignatures(problems: Problems, tags: string): string {
  const inner = /^\{([^{}]*)\}$/.exec(tags)?.[1] ?? tags;
  problems.check(
    tags !== '' && !/[{}\s]/.test(inner),
    'tags',
    tags,
    'must be one pattern, or {some,of,them}',
    "for example 'v*'",
  );
  return inner === '**' ? '**' : `{${inner},${SIGNATURES}}`;
}

/** What of the line it takes, and how that is divided. */
function transfersOf(
  problems: Problems,
  asked: Asked,
  end: LineEnd,
  others: readonly Replication[],
): Transfers | undefined {
  const { speed, change } = asked;
  const line = (asked.line ?? end.uplink)?.toBitsPerSecond();
  const bits = speed?.toBitsPerSecond() ?? line;
  const repositories = change?.repositories ?? 1;
  problems.check(
    Number.isInteger(repositories) && repositories > 0,
    'change.repositories',
    repositories,
    'must be a whole number above 0',
  );
  if (bits === undefined) {
    problems.check(change === undefined, 'change', end.name, 'nobody knows how fast it goes', 'speed or line');
    return undefined;
  }
  const taken = others
    .filter(({ registry }) => registry.host === end.registry.host)
    .map((one) => one.bitsPerSecond ?? 0);
  const before = taken.reduce((sum, one) => sum + one, 0);
  const beside = before > 0 ? `, beside ${bitsText(before)} of other replications to it` : '';
  problems.check(
    line === undefined || bits + before <= line,
    'speed',
    bitsText(bits),
    `is more than the line to ${end.name} can, ${bitsText(line ?? 0)}${beside}`,
    before < (line ?? 0)
      ? `at most ${bitsText((line ?? 0) - before)}`
      : 'less for each of them, or one replication of all their projects',
  );
  const transfers = transfersOver(bits, repositories, asked.jobWorkers);
  problems.check(
    transfers.speed > 0 || !Number.isInteger(repositories),
    'speed',
    bitsText(bits),
    `is less than Harbor can say for ${transfers.atOnce} transfers at once: 1024 bit/s each`,
  );
  return transfers;
}

/** Refuses copies that come back to where they are from. */
export function checkCircle(
  problems: Problems,
  from: HarborRegistry,
  to: HarborRegistry,
  names: readonly string[],
): void {
  for (const name of names) {
    const back = copiesOf(from.node.root).wayOf(to.host, from.host, name);
    problems.check(
      back === undefined,
      'projects',
      name,
      `would go in a circle: ${[from.host, ...(back ?? [])].join(' -> ')}`,
      'push it to one of them only, and copy from there',
    );
  }
}

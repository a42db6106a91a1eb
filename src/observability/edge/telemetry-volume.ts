import { bitsText, bytesText, secondsText } from '../../capacity/forecast/texts';
import { sortedBy } from '../../capacity/order';
import { someClauses } from '../../capacity/some-of';
import { EdgeSite } from '../../edge/platform/edge-platform';
import { Problems } from '../../manifest/problems';
import { DAY_SECONDS } from '../../manifest/times';

/** Disk beside what is kept: pages of the file of a queue. */
const BESIDE = 1.1;

/** What a site sends, and in which time what it kept is sent afterwards. */
export interface TelemetryVolume {
  readonly perDay: number;
  /** Seconds; absent: as long as it was offline. */
  readonly catchUp?: number;
  /** Share of the uplink that it may take. */
  readonly share: number;
}

/** Bytes of a site's disk, of which its claim is made: by the day, with what the file of a queue takes beside. */
export function claimedPerDay(perDay: number): number {
  return Math.ceil(perDay * BESIDE);
}

/** Bytes that wait at most: what comes in the hours offline, and the spare that the claim has for what comes while it is sent. */
export function queuedBytes(perDay: number, offlineSeconds: number): number {
  return Math.floor(Number(((perDay * offlineSeconds * 1.15) / DAY_SECONDS).toPrecision(14)));
}

/** Bits per second while what was kept is sent beside what comes. */
export function catchUpBits({ perDay, catchUp }: TelemetryVolume, offlineSeconds: number): number {
  const steady = (8 * perDay) / DAY_SECONDS;
  return steady * (1 + (offlineSeconds > 0 ? offlineSeconds / (catchUp ?? offlineSeconds) : 0));
}

/** Sites that are alike in what matters here. */
interface SiteClass {
  readonly sites: EdgeSite[];
  readonly offline: number;
  readonly uplink?: number;
  readonly disk?: number;
}

/** Classes of sites, by the time offline, the uplink and the largest disk. */
function classesOf(sites: readonly EdgeSite[]): SiteClass[] {
  const classes = new Map<string, SiteClass>();
  for (const site of sites) {
    const uplink = site.uplink?.toBitsPerSecond();
    const disks = site.nodes.flatMap(({ nodeType }) => nodeType._capacity['ephemeral-storage'] ?? []);
    const disk = disks.length > 0 ? Math.max(...disks) : undefined;
    const key = JSON.stringify([site._offlineSeconds, uplink, disk]);
    const known = classes.get(key) ?? { sites: [], offline: site._offlineSeconds, uplink, disk };
    known.sites.push(site);
    classes.set(key, known);
  }
  return sortedBy(classes, ([key]) => key).map(([, one]) => one);
}

/** Refuses sites whose disk does not hold what they keep, or whose uplink does not send it in time: by kinds of sites, not each of them. */
export function checkSites(problems: Problems, volume: TelemetryVolume, sites: readonly EdgeSite[]): void {
  const classes = classesOf(sites);
  const full = classes.flatMap((one) => {
    const needed = BESIDE * queuedBytes(volume.perDay, one.offline);
    return one.disk !== undefined && needed > one.disk
      ? [
          `${nameOf(one)} offline for ${secondsText(one.offline)} keep ${bytesText(needed)}, and their largest disk has ${bytesText(one.disk)}`,
        ]
      : [];
  });
  problems.check(
    full.length === 0,
    'perDay',
    bytesText(volume.perDay),
    someClauses(full, 3),
    'less that is sent, or larger disks',
  );
  const slow = classes.flatMap((one) => {
    const needed = catchUpBits(volume, one.offline);
    const most = one.uplink === undefined ? Infinity : volume.share * one.uplink;
    return needed > most
      ? [
          `${nameOf(one)} need ${bitsText(needed)} to send what they kept in ${secondsText(one.offline)} beside what comes, and have ${bitsText(most)} for it`,
        ]
      : [];
  });
  problems.check(
    slow.length === 0,
    'uplink',
    `${Math.round(100 * volume.share)} %`,
    someClauses(slow, 3),
    'a longer catchUp, a larger uplinkPercent, or less that is sent',
  );
}

/** Sites of which nobody said how they are connected. */
export function withoutUplink(sites: readonly EdgeSite[]): EdgeSite[] {
  return sites.filter(({ uplink }) => uplink === undefined);
}

function nameOf({ sites }: SiteClass): string {
  const [first] = sortedBy(sites, ({ siteName }) => siteName);
  return sites.length === 1 ? `site ${first.siteName}` : `${sites.length} sites, such as ${first.siteName},`;
}

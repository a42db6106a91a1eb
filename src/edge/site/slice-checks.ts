import { NetworkSlice } from './network-slice';
import { Owner } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checkTime } from '../../manifest/times';
import { Bandwidth } from '../../units/bandwidth';

/** Label of the group of a site. */
const SLICE = 'cdk8s-autonomous.dev/slice';

/** Checks a slice against what else is said of the connection of its site. */
export function checkSlice(problems: Problems, slice: NetworkSlice | undefined, uplink: Bandwidth | undefined): void {
  if (!slice) {
    return;
  }
  checkDnsLabel(problems, 'slice.name', slice.name);
  checkTime(problems, 'slice.latency', slice.latency);
  const [guaranteed, whole] = [slice.guaranteed.toBitsPerSecond(), uplink?.toBitsPerSecond() ?? Infinity];
  problems.check(
    guaranteed <= whole,
    'slice.guaranteed',
    `${guaranteed} bit/s`,
    `is more than the uplink of ${whole} bit/s that carries it`,
    'a smaller guarantee, or leave the uplink out',
  );
}

/** The owner of the group of a site, with the label of its slice. */
export function withSlice(owner: Owner, slice: NetworkSlice | undefined): Owner {
  return slice ? { ...owner, labels: { ...owner.labels, [SLICE]: slice.name } } : owner;
}

import { Duration } from 'cdk8s';
import { Bandwidth } from '../../units/bandwidth';

/** What a mobile network promises to a site. */
export interface NetworkSlice {
  /** Name of the slice, which the group of the site carries as label `cdk8s-autonomous.dev/slice`. */
  readonly name: string;
  /** What it always has towards the cloud: what everything that goes there is held against. */
  readonly guaranteed: Bandwidth;
  /** Round trip to the cloud that the network keeps. */
  readonly latency: Duration;
}

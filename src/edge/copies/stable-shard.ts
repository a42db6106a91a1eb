import { createHash } from 'crypto';

/** Without a number of sites that a platform is laid out for, objects become so many times as many in one step. */
const STEP = 16;

/**
 * How many objects the copies of a service are divided among. With a number of sites that the platform is laid out for it follows from that alone, and no site ever moves;
 * else it grows with the sites in few, large steps, at which they are divided anew.
 * @param most copies that an object should carry
 */
export function shardsFor(sites: number, most: number, growsTo: number | undefined): number {
  const [enough, step] = growsTo === undefined ? [sites, STEP] : [growsTo, 2];
  let shards = 1;
  while (shards * most < enough) {
    shards *= step;
  }
  return shards;
}

/** The object that a site is in: by its name alone, whatever other sites there are. */
export function shardOf(site: string, shards: number): number {
  return shards === 1 ? 0 : createHash('sha256').update(site).digest().readUInt32BE(0) % shards;
}

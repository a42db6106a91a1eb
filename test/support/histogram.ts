/**
 * What `histogram_quantile` of Prometheus makes of some observations (3.x, promql/quantile.go, BucketQuantile): linear in the bucket that has the rank, and the
 * largest finite bound where that is the last bucket.
 */
export function histogramQuantile(q: number, bounds: readonly number[], observed: readonly number[]): number {
  const upTo = [...bounds, Infinity].map((bound) => observed.filter((value) => value <= bound).length);
  const rank = q * observed.length;
  const bucket = upTo.findIndex((count) => count >= rank);
  if (bucket === bounds.length) {
    return bounds[bounds.length - 1];
  }
  const [start, before] = bucket === 0 ? [0, 0] : [bounds[bucket - 1], upTo[bucket - 1]];
  return start + ((bounds[bucket] - start) * (rank - before)) / (upTo[bucket] - before);
}

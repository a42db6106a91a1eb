import { comparing, byCodeUnit } from '../../capacity/order';
import { KubeObject } from '../../manifest/kube';

/** One object of a chart with its construct path. */
export interface Found {
  readonly path: string;
  readonly json: KubeObject;
}

/** What an object asks of something that it shares with others. */
export interface Claim<Detail = undefined> {
  readonly path: string;
  /** Claims of different buckets never meet. */
  readonly bucket: string;
  /** What it asks, in words: `host cars.example.com on port 443`. */
  readonly what: string;
  readonly detail: Detail;
}

/** How a meeting of two claims is reported. */
export interface Meeting {
  readonly code: 'HOST_TAKEN' | 'POLICY_TAKEN' | 'PORT_TAKEN' | 'ROUTE_TAKEN';
  /** What the other one does with it: `served`. */
  readonly taken: string;
  readonly cure: string;
}

/** What cannot be had by two: for each claim the first other one that it meets, whatever the order of declaration. */
export function meetings<Detail>(
  claims: readonly Claim<Detail>[],
  meet: (a: Claim<Detail>, b: Claim<Detail>) => Meeting | undefined,
): string[] {
  const order = comparing<Claim<Detail>>(
    (a, b) => byCodeUnit(a.path, b.path),
    (a, b) => byCodeUnit(a.what, b.what),
  );
  const buckets = new Map<string, Claim<Detail>[]>();
  const said = [...claims].sort(order).flatMap((claim) => {
    const others = buckets.get(claim.bucket) ?? [];
    buckets.set(claim.bucket, [...others, claim]);
    for (const other of others) {
      const met = meet(other, claim);
      if (met) {
        const { code, taken, cure } = met;
        const by = other.path === claim.path ? 'it' : other.path;
        return [`${code} ${claim.path}: ${claim.what} is already ${taken} by ${by}; cure: ${cure}`];
      }
    }
    return [];
  });
  return [...new Set(said)];
}

/** The entries of a list in a manifest that anyone may have written; what is no list has none. */
export function list(value: unknown): any[] {
  return Array.isArray(value) ? value.filter((entry) => entry !== null && entry !== undefined) : [];
}

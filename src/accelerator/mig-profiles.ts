/** How NVIDIA's multi-instance GPUs may be divided: a GPU has compute slices and memory slices, a profile takes some of each. */
export interface MigGeometry {
  /** Compute slices of one GPU. */
  readonly compute: number;
  /** Memory slices of one GPU. */
  readonly memory: number;
  /** Profiles by name: compute and memory slices of one instance. */
  readonly profiles: Readonly<Record<string, readonly [number, number]>>;
}

/** Names of the seven profiles of a GPU with eight memory slices, for example '1g.10gb'. */
function seven(single: number, double: number, half: number, whole: number): MigGeometry {
  return {
    compute: 7,
    memory: 8,
    profiles: {
      [`1g.${single}gb`]: [1, 1],
      [`1g.${double}gb`]: [1, 2],
      [`2g.${double}gb`]: [2, 2],
      [`3g.${half}gb`]: [3, 4],
      [`4g.${half}gb`]: [4, 4],
      [`7g.${whole}gb`]: [7, 8],
    },
  };
}

/** Of a GPU with four slices of each kind. */
function four(single: number, double: number, whole: number): MigGeometry {
  return {
    compute: 4,
    memory: 4,
    profiles: { [`1g.${single}gb`]: [1, 1], [`2g.${double}gb`]: [2, 2], [`4g.${whole}gb`]: [4, 4] },
  };
}

/** Geometries by GPU, as NVIDIA's mig-parted names their profiles. */
export const MIG = {
  a30: four(6, 12, 24),
  a100x40: seven(5, 10, 20, 40),
  h100x80: seven(10, 20, 40, 80),
  h100x94: seven(12, 24, 47, 94),
  h100x96: seven(12, 24, 48, 96),
  h200: seven(18, 35, 71, 141),
  b200: seven(23, 45, 90, 180),
  rtxPro6000: four(24, 48, 96),
} as const;

/** Instances of one profile that fit on one GPU. */
export function mostOf({ compute, memory, profiles }: MigGeometry, profile: string): number {
  const [c, m] = profiles[profile];
  return Math.min(Math.floor(compute / c), Math.floor(memory / m));
}

/** Pages of the memory of a guest that the node set aside at boot. */
export enum GuestPages {
  /** Pages of 2 MiB. */
  MIB_2 = '2Mi',
  /** Pages of 1 GiB. */
  GIB_1 = '1Gi',
}

/** How a guest gets processors and memory of the node that answer in time. */
export interface GuestTuning {
  /**
   * Pages that its memory is made of, of nodes whose type has some (`hugePages2Mi`, `hugePages1Gi`). The memory has to be a multiple of them.
   * @default - ordinary memory
   */
  readonly hugePages?: GuestPages;
  /**
   * Whether the guest sees which of its processors are near which memory, as the node has them (NUMA). Needs `pinned` and `hugePages`.
   * @default false
   */
  readonly nodeTopology?: boolean;
  /**
   * Whether its processors run before everything else of the node. Needs `nodeTopology`, and nodes whose type says `realtime`.
   * @default false
   */
  readonly realtime?: boolean;
  /**
   * Whether the emulator has a core of its own beside those of the guest, so that it never takes one from it. Needs `pinned`.
   * @default false
   */
  readonly ownEmulatorCore?: boolean;
}

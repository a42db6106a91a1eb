import { Amounts, Faults, PoolEntry, SlotEntry, WorkloadEntry } from './document';

/** Parts of devices each lie on one device of their node, and no device carries more than it is. */
export function checkSlots(
  where: string,
  pool: PoolEntry | undefined,
  workloads: ReadonlyMap<string, WorkloadEntry>,
  pods: Amounts,
  slots: readonly SlotEntry[],
  faults: Faults,
): void {
  const lying = new Map<string, number>();
  const used = new Map<string, number>();
  for (const { resource, count, pods: on } of slots) {
    used.set(resource, (used.get(resource) ?? 0) + count);
    let milli = 0;
    for (const [id, n] of Object.entries(on)) {
      const device = workloads.get(id)?.device;
      faults.expect(device?.resource === resource, `${where}: ${id} on a ${resource} that it does not ask for`);
      milli += n * (device?.milli ?? 0);
      lying.set(id, (lying.get(id) ?? 0) + n * count);
    }
    faults.expect(
      milli <= (pool?.devices?.[resource]?.milli ?? 0),
      `${where}: parts of ${milli} thousandths on one ${resource}`,
    );
  }
  for (const [id, n] of Object.entries(pods)) {
    const { device, requests = {} } = workloads.get(id) ?? {};
    if (device) {
      faults.expect(lying.get(id) === n, `${where}: ${n} pods of ${id}, ${lying.get(id) ?? 0} of them on devices`);
    }
    for (const resource of used.keys()) {
      used.set(resource, used.get(resource)! + n * (requests[resource] ?? 0));
    }
  }
  for (const [resource, n] of used) {
    const has = pool?.devices?.[resource]?.count ?? 0;
    faults.expect(n <= has, `${where}: ${n} of ${resource} in use, a node has ${has}`);
  }
}

import { InstanceFile, InstanceShape, InstanceType, SolutionFile, SolutionNode, SolutionSlot } from './instance';

/** What a reference method found. */
export interface Reference {
  readonly value: number;
  readonly nodes: SolutionFile['nodes'];
  readonly unplaced?: Readonly<Record<string, number>>;
}

interface Device {
  milli: number;
  readonly pods: Map<string, number>;
}

const DEVICE = 1000;
const NONE = -1;

const count = (pods: Map<string, number>, id: string): void => void pods.set(id, (pods.get(id) ?? 0) + 1);
const record = (pods: Map<string, number>): Record<string, number> =>
  Object.fromEntries([...pods].sort(([a], [b]) => (a < b ? -1 : 1)));

/** A node being filled pod by pod; shares go to the first open device with room, else one more is opened. */
export class FilledNode {
  /** How many pods there are. */
  public size = 0;
  private readonly used: number[];
  private readonly pods = new Map<string, number>();
  private readonly devices: Device[][];

  constructor(private readonly resources: readonly string[]) {
    this.used = resources.map(() => 0);
    this.devices = resources.map(() => []);
  }

  /** Of the types, those on which the node could stand with one more pod of the shape. */
  public fitting(types: readonly InstanceType[], shape: InstanceShape): InstanceType[] {
    if (shape.maxPerNode !== null && (this.pods.get(shape.id) ?? 0) >= shape.maxPerNode) return [];
    const opened = this.opened(shape);
    const need = this.used.map((amount, r) => amount + shape.request[r] + (r === opened ? 1 : 0));
    return types.filter(
      ({ id, capacity }) =>
        need.every((amount, r) => amount <= capacity[r]) && (shape.types === null || shape.types.includes(id)),
    );
  }

  public add({ id, request, share }: InstanceShape): void {
    request.forEach((amount, r) => (this.used[r] += amount));
    count(this.pods, id);
    this.size++;
    if (!share) return;
    const resource = this.resources.indexOf(share.resource);
    let device = this.devices[resource].find(({ milli }) => milli + share.milli <= DEVICE);
    if (!device) {
      device = { milli: 0, pods: new Map() };
      this.devices[resource].push(device);
      this.used[resource]++;
    }
    device.milli += share.milli;
    count(device.pods, id);
  }

  public toSolution(type: InstanceType): SolutionNode {
    const slots = this.devices.flatMap((devices, r) =>
      merged(devices.map(({ pods }): SolutionSlot => ({ resource: this.resources[r], count: 1, pods: record(pods) }))),
    );
    return { type: type.id, count: 1, pods: record(this.pods), ...(slots.length > 0 && { slots }) };
  }

  /** Number of the resource of which the pod needs one more device. */
  private opened({ share }: InstanceShape): number {
    if (!share) return NONE;
    const resource = this.resources.indexOf(share.resource);
    return this.devices[resource].some(({ milli }) => milli + share.milli <= DEVICE) ? NONE : resource;
  }
}

/** Equal things listed once, with how many there are. */
function merged<T extends { readonly count: number }>(things: readonly T[]): T[] {
  const groups = new Map<string, T>();
  for (const thing of things) {
    const key = JSON.stringify({ ...thing, count: 0 });
    groups.set(key, { ...thing, count: (groups.get(key)?.count ?? 0) + thing.count });
  }
  return [...groups.values()];
}

/** What the nodes are worth; `rest` is how many pods of each shape found no place. */
export function toReference(
  instance: InstanceFile,
  filled: readonly { readonly node: FilledNode; readonly type: InstanceType }[],
  rest: ReadonlyMap<InstanceShape, number>,
): Reference | undefined {
  const unplaced = [...rest].filter(([, left]) => left > 0);
  if (unplaced.length > 0 && !instance.fixed) return undefined;
  const nodes = merged(filled.map(({ node, type }) => node.toSolution(type)));
  if (!instance.fixed) return { value: filled.reduce((sum, { type }) => sum + type.price, 0), nodes };
  const left = new Map(unplaced.map(([{ id }, amount]) => [id, amount]));
  const placed = instance.shapes.map(({ id, weight = 1, count: all }) => weight * (all - (left.get(id) ?? 0)));
  return { value: placed.reduce((a, b) => a + b, 0), nodes, unplaced: Object.fromEntries(left) };
}

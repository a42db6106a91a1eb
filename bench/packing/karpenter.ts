import { Reference } from './filled-node';
import { InstanceFile, InstanceShape, InstanceType } from './instance';
import { NodePool, Pass } from './karpenter-pass';

/** A cluster as an operator would give it to Karpenter. */
interface Setup {
  readonly instance: InstanceFile;
  /** In the order in which a new claim tries them. */
  readonly pools: readonly NodePool[];
}

/**
 * An imitation of Karpenter's provisioning pass (pkg/controllers/provisioning/scheduling, without consolidation after
 * it). Pods by priority, then CPU, then memory, descending, then shape id; the first resource is taken as CPU, the
 * second as memory. Each goes to the first existing node with room, else to the open claim with the FEWEST PODS that
 * takes it (the oldest of equal ones), else to a new claim. A claim keeps all types that still fit and becomes the
 * cheapest.
 *
 * Karpenter has no limit on the nodes of one type. Here the claims choose in the order of their age while nodes of the
 * type are left; where that runs out, the pass is repeated with each claim bound to its cheapest type when it opens.
 * Undefined where a pod then still finds nothing; fixed nodes leave it out instead.
 */
export function karpenter(instance: InstanceFile): Reference | undefined {
  const found = setups(instance)
    .map(
      (setup) =>
        new Pass(setup.instance, setup.pools, false).run() ?? new Pass(setup.instance, setup.pools, true).run(),
    )
    .filter((reference) => reference !== undefined);
  return found.sort((a, b) => a.value - b.value)[0];
}

/**
 * Where only some types have GPUs, the cheapest of three usual set-ups counts: one NodePool; one without GPUs that is
 * tried before one with; the same with the GPU nodes tainted against other pods. In the first alone, pods without GPUs
 * may end up on dear nodes: being better than that would prove little.
 */
function setups(instance: InstanceFile): Setup[] {
  const { resources, types } = instance;
  const devices = resources.flatMap((_, r) => (types.some(({ capacity }) => capacity[r] === 0) ? [r] : []));
  const isPlain = ({ capacity }: InstanceType) => devices.every((r) => capacity[r] === 0);
  const plain = types.filter(isPlain);
  const single = { instance, pools: [types] };
  if (instance.fixed || plain.length === 0 || plain.length === types.length) return [single];
  const pools = [plain, types.filter((type) => !isPlain(type))];
  const needsDevice = ({ request, share }: InstanceShape) =>
    devices.some((r) => request[r] > 0 || share?.resource === resources[r]);
  const kept = (shape: InstanceShape) =>
    plain.map(({ id }) => id).filter((id) => shape.types === null || shape.types.includes(id));
  const shapes = instance.shapes.map((shape) => (needsDevice(shape) ? shape : { ...shape, types: kept(shape) }));
  return [single, { instance, pools }, { instance: { ...instance, shapes }, pools }];
}

import { readQuantity } from './cluster-objects';
import { PartsDescription, PoolDescription } from './description';
import { barredFrom } from './node-admission';
import { PodResources } from './pod-requests';
import { WorkloadDraft } from './workloads/workload-draft';
import { DeviceShare, Finding } from '../../capacity/model';
import { eighthsOf, Resources } from '../../capacity/resources';
import { KubePodSpec } from '../../manifest/kube';

/** Parts that the plan counts with, in eighths of a device: each divides the next, so that no device has gaps that add up. */
const EIGHTHS = [1, 2, 4, 8];

/** Thousandths of a device in an eighth of it. */
const MILLI_PER_EIGHTH = 125;

/** Devices of which pods ask for parts: HAMi reads requests for memory and cores as parts of one device. */
export class DeviceParts {
  private readonly kinds: readonly PartsDescription[];

  public constructor(private readonly pools: readonly PoolDescription[]) {
    this.kinds = pools.flatMap(({ parts }) => parts ?? []);
  }

  /** The pools with their devices counted in eighths too. */
  public counted(pools: readonly PoolDescription[]): readonly PoolDescription[] {
    const divided = [...new Set(this.kinds.map(({ resource }) => resource))];
    return pools.map((pool) => ({
      ...pool,
      capacity: {
        ...pool.capacity,
        ...Object.fromEntries(
          divided
            .filter((resource) => (pool.capacity[resource] ?? 0) > 0)
            .map((resource) => [eighthsOf(resource), 8 * pool.capacity[resource]]),
        ),
      },
    }));
  }

  /** What a pod asks for, its part of a device as such. */
  public read(pod: PodResources, { path, id, pod: { spec = {} } }: WorkloadDraft, findings: Finding[]): PodResources {
    const kinds = this.kinds.filter(({ memoryResource, coresResource = '' }) =>
      [memoryResource, coresResource, percentOf(memoryResource)].some((name) => (pod.requests[name] ?? 0) > 0),
    );
    if (kinds.length === 0) {
      return { ...pod, requests: { ...pod.requests, ...this.whole(pod.requests) } };
    }
    // Of the devices that the pod may have: others may be smaller.
    const admitted = this.pools.filter((pool) => admitsSomewhere(spec, pool)).flatMap(({ parts }) => parts ?? []);
    const [{ resource, memoryResource, coresResource = '' }] = kinds;
    const own = kinds.filter((kind) => admitted.includes(kind));
    const parts = partsIn(spec, own.length > 0 ? own : kinds);
    const asked = new Set([resource, memoryResource, coresResource, percentOf(memoryResource)]);
    const rest = Object.fromEntries(Object.entries(pod.requests).filter(([name]) => !asked.has(name)));
    const { share, devices } = parts;
    const eighths = EIGHTHS.find((n) => n / 8 >= share) ?? 8;
    findings.push(...problemsOf(share, devices, resource, path, id));
    if (devices > 1) {
      findings.push(...(share > 1 ? [] : [countedWhole(devices, resource, path, id)]));
      return { ...pod, parted: true, requests: { ...rest, [resource]: devices, [eighthsOf(resource)]: 8 * devices } };
    }
    const device: DeviceShare = { resource, milli: eighths * MILLI_PER_EIGHTH };
    return { ...pod, requests: { ...rest, [eighthsOf(resource)]: eighths }, device };
  }

  /** Whole devices are eight eighths each. */
  private whole(requests: Resources): Resources {
    return Object.fromEntries(
      this.kinds
        .filter(({ resource }) => (requests[resource] ?? 0) > 0)
        .map(({ resource }) => [eighthsOf(resource), 8 * requests[resource]]),
    );
  }
}

/** Whether labels and taints let the pod onto nodes of the pool in one of its zones. */
function admitsSomewhere(spec: KubePodSpec, pool: PoolDescription): boolean {
  const zones = pool.zones.length > 0 ? pool.zones : [undefined];
  return zones.some((zone) => barredFrom(spec, pool, zone) === undefined);
}

/** The share of one device that is asked for: of its memory or its cores, whichever is more. */
function shareOf(kind: PartsDescription, asked: Resources): number {
  const { memoryResource, memoryUnits, memorySteps = [], coresResource = '', coreUnits } = kind;
  const memory = asked[memoryResource] ?? 0;
  return Math.max(
    (memory > 0 ? (memorySteps.find((step) => step >= memory) ?? memory) : 0) / memoryUnits,
    (asked[percentOf(memoryResource)] ?? 0) / 100,
    (asked[coresResource] ?? 0) / coreUnits,
  );
}

/** Devices of which a pod asks for parts, and the largest part of one. HAMi gives each container its own, and each device of it as much. */
function partsIn(
  spec: KubePodSpec,
  kinds: readonly PartsDescription[],
): { readonly devices: number; readonly share: number } {
  const asked = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources = {} }) =>
    Object.fromEntries(
      Object.entries({ ...resources.requests, ...resources.limits }).map(([name, text]) => [
        name,
        readQuantity(name, text, '', []),
      ]),
    ),
  );
  const [{ resource }] = kinds;
  const shares = asked.map((amounts) => Math.max(...kinds.map((kind) => shareOf(kind, amounts))));
  const devices = asked.map((amounts, i) => amounts[resource] ?? Math.ceil(Math.min(1, shares[i])));
  return { devices: devices.reduce((sum, n) => sum + n, 0), share: Math.max(...shares) };
}

/** A container that asks for several shares of GPUs: its device plugin refuses it, since a second one gives no more. */
export function sharesAboveOne({ path, id, pod: { spec = {} } }: WorkloadDraft): Finding[] {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const shares = Math.max(
    0,
    ...containers.map(({ resources = {} }) => {
      const { [SHARED]: asked = 0 } = { ...resources.requests, ...resources.limits };
      return readQuantity(SHARED, asked, path, []);
    }),
  );
  return shares <= 1
    ? []
    : [
        {
          code: 'SHARES_ABOVE_ONE',
          severity: 'error',
          path,
          message: `a container of ${id} asks for ${shares} of ${SHARED}: a second share of a GPU gives no more, and the device plugin refuses it`,
          expected: '1 in each container',
          actual: String(shares),
          cure: ['one share', 'whole devices, or slices (MIG)'],
        },
      ];
}

const SHARED = 'nvidia.com/gpu.shared';

/** The device plugin of NVIDIA on nodes where HAMi hands the devices out: both advertise them, and pods get devices that are taken. */
export function besideHami(pool: PoolDescription, daemon: WorkloadDraft): Finding[] {
  const { containers = [] } = daemon.pod.spec ?? {};
  if (pool.parts?.resource !== 'nvidia.com/gpu' || !containers.some(({ image = '' }) => DEVICE_PLUGIN.test(image))) {
    return [];
  }
  return [
    {
      code: 'DEVICE_PLUGIN_BESIDE_HAMI',
      severity: 'error',
      path: daemon.path,
      message: `${daemon.id} is the device plugin of NVIDIA and lands on nodes of pool ${pool.name}, whose devices HAMi hands out: both advertise them`,
      cure: [`keep it off nodes of pool ${pool.name}, for example by their label nvidia.com/gpu.deploy.device-plugin`],
    },
  ];
}

/** Image of NVIDIA's device plugin, wherever it was copied to. */
const DEVICE_PLUGIN = /(^|\/)k8s-device-plugin[:@]/;

/** HAMi takes memory as a percentage too. */
function percentOf(memoryResource: string): string {
  return `${memoryResource}-percentage`;
}

/** A pod with parts of several devices is planned safely, and not tightly. */
function countedWhole(devices: number, resource: string, path: string, id: string): Finding {
  return {
    code: 'DEVICE_PARTS_AS_WHOLE',
    severity: 'info',
    uncovered: true,
    path,
    message: `${id} asks for parts of ${devices} of ${resource}: the plan counts ${devices} whole ones, and does not see what others could have of them`,
    cure: ['a part of one device for each pod'],
  };
}

/** A part is not more than the device. */
function problemsOf(share: number, devices: number, resource: string, path: string, id: string): Finding[] {
  return share <= 1
    ? []
    : [
        {
          code: 'DEVICE_PART_INVALID',
          severity: 'error',
          path,
          message: `${id} asks for ${Number(share.toFixed(2))} times what one ${resource} has: a part lies on one device`,
          expected: 'at most one device',
          actual: `${Number(share.toFixed(2))}`,
          cure: [`whole devices: ${Math.max(devices, Math.ceil(share))} of ${resource} without memory and cores`],
        },
      ];
}

import { Size } from 'cdk8s';
import {
  Accelerator,
  migResource,
  NVIDIA_DEVICE_CLASS,
  NVIDIA_GPU,
  SHARED_GPU,
  singleSliceLabels,
} from './accelerator';
import { MigGeometry, mostOf } from './mig-profiles';
import { SharedDevices } from './shared-devices';
import { bytesOf, quantityOf } from '../manifest/amounts';
import { isLabelValue, isQualifiedName } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** Keeps the device plugin of NVIDIA's operator off a node on which something else hands out the devices. */
const NO_DEVICE_PLUGIN = { 'nvidia.com/gpu.deploy.device-plugin': 'false' };

/** Shares of one GPU beyond which every pod would only wait. */
const MOST_SHARES = 48;

/** How the pods of a node share its devices. */
@checked
export abstract class GpuSharing {
  /** Each pod has whole devices. */
  public static whole(): GpuSharing {
    return new Whole();
  }

  /**
   * NVIDIA's multi-instance GPUs, divided into as many instances of one profile as fit. Instances have memory and processors of their own.
   * @param profile profile, for example '1g.10gb'
   */
  public static mig(profile: string): GpuSharing {
    return new Mig(undefined, profile);
  }

  /**
   * The same as `mig`, with the device plugin's strategy "single": instances are advertised as whole GPUs, for software that knows no other name.
   * Pods ask for them with `accelerator.slicesAsDevices(profile)`.
   * @param profile profile, for example '1g.10gb'
   */
  public static migSingle(profile: string): GpuSharing {
    return new Mig(undefined, profile, {}, true);
  }

  /**
   * NVIDIA's multi-instance GPUs, every GPU divided in the same way into instances of several profiles.
   * @param name name of the set, for the operator's configuration
   * @param instances instances of each profile on one GPU, for example `{ '1g.10gb': 2, '2g.20gb': 1, '3g.40gb': 1 }`
   */
  public static migSet(name: string, instances: Record<string, number>): GpuSharing {
    return new Mig(name, undefined, instances);
  }

  /**
   * Pods take turns on a device. Nothing keeps their memory apart, and a second share gives no more: for work that may fail, such as
   * notebooks.
   * @param shares pods on one device
   */
  public static timeSlicing(shares: number): GpuSharing {
    return new Shared('timeSlicing', shares);
  }

  /**
   * Pods run side by side on a device, each with an equal part of its memory and processors (NVIDIA MPS).
   * @param shares pods on one device
   */
  public static mps(shares: number): GpuSharing {
    return new Shared('mps', shares);
  }

  /**
   * HAMi gives pods parts of a device: memory, cores, or both. The plan counts a part as the half, quarter or eighth of a device that holds it, so
   * that parts which add up also lie on one device.
   * @param deviceMemory memory of one device; by default what the accelerator says
   */
  public static hami(deviceMemory?: Size): GpuSharing {
    return new Divided(deviceMemory);
  }

  /** Pods ask for whole devices by ResourceClaims (dynamic resource allocation, resource.k8s.io/v1). From Kubernetes 1.34. */
  public static claims(): GpuSharing {
    return new Claimed();
  }

  /**
   * Whole devices for virtual machines, which drive them themselves (PCI passthrough). NVIDIA's operator binds them to vfio and advertises them
   * under this name, which KubeVirt has to permit (`permittedHostDevices`).
   * @param resource extended resource of the devices, for example 'nvidia.com/AD102GL_L40S'
   */
  public static passthrough(resource: string): GpuSharing {
    return new PassedThrough(resource);
  }

  /** Whether nothing keeps the memory of pods apart. */
  public get isIsolated(): boolean {
    return true;
  }

  /** @internal */
  public abstract _of(accelerator: Accelerator, problems: Problems): SharedDevices;
}

class Whole extends GpuSharing {
  public _of({ resource }: Accelerator): SharedDevices {
    return { resources: { [resource]: 1 }, nodeLabels: {} };
  }
}

class Divided extends GpuSharing {
  public constructor(private readonly deviceMemory?: Size) {
    super();
  }

  public _of({ fractions, memory, name, resource }: Accelerator, problems: Problems): SharedDevices {
    const whole = this.deviceMemory ?? memory;
    const known = problems.check(fractions !== undefined, 'sharing', 'hami', `HAMi gives no parts of ${name}`);
    const sized = problems.check(
      whole !== undefined && bytesOf(whole) > 0,
      'sharing',
      whole ? quantityOf(whole) : 'hami',
      `the memory of one ${name} must be known`,
      'GpuSharing.hami(Size.gibibytes(...))',
    );
    if (!known || !sized) {
      return { resources: {}, nodeLabels: {} };
    }
    const { resource: counted = resource, memoryResource, memoryUnit, memorySteps } = fractions!;
    const { coresResource, coresPerDevice } = fractions!;
    return {
      resources: { [counted]: 1 },
      nodeLabels: resource === NVIDIA_GPU ? { gpu: 'on', ...NO_DEVICE_PLUGIN } : {},
      parts: {
        resource: counted,
        memoryResource,
        memoryUnits: Math.floor(bytesOf(whole!) / bytesOf(memoryUnit)),
        ...(memorySteps && { memorySteps }),
        ...(coresResource !== undefined && { coresResource }),
        coreUnits: coresPerDevice ?? 100,
      },
    };
  }
}

class PassedThrough extends GpuSharing {
  public constructor(private readonly resource: string) {
    super();
  }

  public _of({ resource }: Accelerator, problems: Problems): SharedDevices {
    const named = this.resource.includes('/') && isQualifiedName(this.resource);
    problems.check(named, 'sharing', this.resource, 'must be <domain>/<name>');
    const isNvidia = resource === NVIDIA_GPU;
    return {
      resources: { [this.resource]: 1 },
      nodeLabels: isNvidia ? { 'nvidia.com/gpu.workload.config': 'vm-passthrough' } : {},
      undiscovered: true,
    };
  }
}

class Claimed extends GpuSharing {
  public _of({ resource, name }: Accelerator, problems: Problems): SharedDevices {
    const isNvidia = resource === NVIDIA_GPU;
    problems.check(isNvidia, 'sharing', 'claims', `only NVIDIA's driver is known, the accelerator is ${name}`);
    return { resources: { [NVIDIA_DEVICE_CLASS]: 1 }, nodeLabels: NO_DEVICE_PLUGIN, since: 34 };
  }
}

class Mig extends GpuSharing {
  public constructor(
    private readonly set: string | undefined,
    private readonly profile: string | undefined,
    private readonly instances: Readonly<Record<string, number>> = {},
    private readonly single = false,
  ) {
    super();
  }

  public _of({ _mig: geometry, name, resource, nodeLabels }: Accelerator, problems: Problems): SharedDevices {
    const known = geometry?.profiles ?? {};
    const profiles = this.profile === undefined ? Object.keys(this.instances) : [this.profile];
    const strange = profiles.filter((profile) => !Object.hasOwn(known, profile));
    const allowed = geometry
      ? `must be one of ${Object.keys(known).join(', ')}`
      : `${name} cannot be divided into slices`;
    problems.check(profiles.length > 0, 'sharing', '{}', 'must name at least one profile');
    if (!problems.check(strange.length === 0, 'sharing', strange.join(', '), allowed) || !geometry) {
      return { resources: {}, nodeLabels: {} };
    }
    const each = this.profile === undefined ? this.instances : { [this.profile]: mostOf(geometry, this.profile) };
    const named = this.set === undefined || (isLabelValue(this.set) && this.set !== '' && !this.set.startsWith('all-'));
    problems.check(
      named,
      'sharing',
      this.set,
      "must be the value of a label, and not one of the operator's own, all-...",
    );
    checkSlices(problems, geometry, each);
    const config = this.set ?? `all-${this.profile}`;
    if (this.single) {
      return {
        resources: { [resource]: each[this.profile!] },
        nodeLabels: { 'nvidia.com/mig.config': config, ...singleSliceLabels(nodeLabels, this.profile!) },
        migDevices: each,
        pluginConfig: { version: 'v1', flags: { migStrategy: 'single' } },
      };
    }
    return {
      resources: Object.fromEntries(Object.entries(each).map(([profile, n]) => [migResource(profile), n])),
      nodeLabels: { 'nvidia.com/mig.config': config },
      migDevices: each,
      ...(this.set !== undefined && { ownSet: true }),
    };
  }
}

/** A GPU has so many slices of each kind. */
function checkSlices(
  problems: Problems,
  { compute, memory, profiles }: MigGeometry,
  instances: Readonly<Record<string, number>>,
): void {
  const whole = Object.entries(instances).filter(([, n]) => !Number.isInteger(n) || n < 1);
  problems.check(
    whole.length === 0,
    'sharing',
    whole.map(([profile, n]) => `${n} x ${profile}`).join(', '),
    'must be whole numbers above 0',
  );
  const sum = (at: 0 | 1) =>
    Object.entries(instances).reduce((all, [profile, n]) => all + n * profiles[profile][at], 0);
  problems.check(sum(0) <= compute, 'sharing', `${sum(0)} compute slices`, `a GPU has ${compute}`);
  problems.check(sum(1) <= memory, 'sharing', `${sum(1)} memory slices`, `a GPU has ${memory}`);
}

class Shared extends GpuSharing {
  public constructor(
    private readonly way: 'timeSlicing' | 'mps',
    private readonly shares: number,
  ) {
    super();
    if (!Number.isInteger(shares) || shares < 2 || shares > MOST_SHARES) {
      throw new Error(`GpuSharing.${way}(${shares}): must be a whole number from 2 to ${MOST_SHARES}`);
    }
  }

  public get isIsolated(): boolean {
    return this.way === 'mps';
  }

  public _of({ resource, name }: Accelerator, problems: Problems): SharedDevices {
    const isNvidia = resource === NVIDIA_GPU;
    problems.check(isNvidia, 'sharing', this.way, `is NVIDIA's, the accelerator is ${name}`, 'GpuSharing.whole()');
    return {
      resources: { [SHARED_GPU]: this.shares },
      nodeLabels: {},
      pluginConfig: {
        version: 'v1',
        sharing: {
          [this.way]: {
            renameByDefault: true,
            // MPS refuses them itself.
            ...(this.way === 'timeSlicing' && { failRequestsGreaterThanOne: true }),
            resources: [{ name: NVIDIA_GPU, replicas: this.shares }],
          },
        },
      },
    };
  }
}

import { Size } from 'cdk8s';
import { AcceleratorModel, MODELS } from './accelerator-models';
import { AcceleratorProps, FractionResources } from './accelerator-props';
import { AcceleratorRequest } from './accelerator-request';
import { fractionOf } from './fraction';
import { MigGeometry } from './mig-profiles';
import { Taint } from '../cluster/taint';
import { bytesOf, quantityOf } from '../manifest/amounts';
import { isDnsSubdomain, isLabelValue, isQualifiedName } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** A part of one device. */
export interface FractionProps {
  /**
   * Memory of the part.
   * @default - not limited: only the cores are
   */
  readonly memory?: Size;
  /**
   * Its share of the cores, in percent of one device.
   * @default - not limited: pods on a device compete for its cores
   */
  readonly cores?: number;
}

/**
 * A kind of accelerator: what it is called as a resource, and which nodes have it. Workloads ask for it with `devices` or `slices`; another
 * vendor is another constant, and nothing else.
 */
@checked
export class Accelerator {
  /** NVIDIA T4, 16 GB. */
  public static readonly NVIDIA_T4 = Accelerator.preset('NVIDIA T4', MODELS.t4);
  /** NVIDIA L4, 24 GB. */
  public static readonly NVIDIA_L4 = Accelerator.preset('NVIDIA L4', MODELS.l4);
  /** NVIDIA L40S, 48 GB. */
  public static readonly NVIDIA_L40_S = Accelerator.preset('NVIDIA L40S', MODELS.l40s);
  /** NVIDIA A30, 24 GB. */
  public static readonly NVIDIA_A30 = Accelerator.preset('NVIDIA A30', MODELS.a30);
  /** NVIDIA A100 SXM4, 40 GB. */
  public static readonly NVIDIA_A100_40_GB = Accelerator.preset('NVIDIA A100 40GB', MODELS.a100x40);
  /** NVIDIA A100 SXM4, 80 GB. */
  public static readonly NVIDIA_A100_80_GB = Accelerator.preset('NVIDIA A100 80GB', MODELS.a100x80);
  /** NVIDIA H100 SXM, 80 GB. */
  public static readonly NVIDIA_H100_80_GB = Accelerator.preset('NVIDIA H100 80GB', MODELS.h100x80);
  /** NVIDIA H100 NVL, 94 GB. */
  public static readonly NVIDIA_H100_NVL = Accelerator.preset('NVIDIA H100 NVL', MODELS.h100Nvl);
  /** NVIDIA H20, 96 GB. */
  public static readonly NVIDIA_H20 = Accelerator.preset('NVIDIA H20', MODELS.h20);
  /** NVIDIA H200, 141 GB. */
  public static readonly NVIDIA_H200 = Accelerator.preset('NVIDIA H200', MODELS.h200);
  /** NVIDIA B200, 180 GB. */
  public static readonly NVIDIA_B200 = Accelerator.preset('NVIDIA B200', MODELS.b200);
  /** NVIDIA RTX PRO 6000 Blackwell Server Edition, 96 GB. */
  public static readonly NVIDIA_RTX_PRO_6000 = Accelerator.preset('NVIDIA RTX PRO 6000', MODELS.rtxPro6000);
  /** Huawei Ascend 910, by Huawei's device plugin. */
  public static readonly ASCEND_910 = Accelerator.preset('Ascend 910', MODELS.ascend910);
  /** Huawei Ascend 910B3, 64 GB, by the names of HAMi. */
  public static readonly ASCEND_910_B3 = Accelerator.preset('Ascend 910B3', MODELS.ascend910B3);
  /** Huawei Ascend 910B4, 32 GB, by the names of HAMi. */
  public static readonly ASCEND_910_B4 = Accelerator.preset('Ascend 910B4', MODELS.ascend910B4);
  /** Huawei Ascend 310P, for inference. */
  public static readonly ASCEND_310_P = Accelerator.preset('Ascend 310P', MODELS.ascend310P);
  /** Cambricon MLU 370. */
  public static readonly CAMBRICON_MLU370 = Accelerator.preset('Cambricon MLU370', MODELS.mlu370);
  /** Hygon DCU. */
  public static readonly HYGON_DCU = Accelerator.preset('Hygon DCU', MODELS.hygon);
  /** MetaX GPU. */
  public static readonly METAX_GPU = Accelerator.preset('MetaX GPU', MODELS.metax);
  /** Moore Threads GPU, as HAMi advertises it. */
  public static readonly MOORE_THREADS_GPU = Accelerator.preset('Moore Threads GPU', MODELS.mooreThreads);
  /** Enflame GCU. */
  public static readonly ENFLAME_GCU = Accelerator.preset('Enflame GCU', MODELS.enflame);
  /** Kunlunxin XPU. */
  public static readonly KUNLUNXIN_XPU = Accelerator.preset('Kunlunxin XPU', MODELS.kunlunxin);
  /** AMD GPU. */
  public static readonly AMD_GPU = Accelerator.preset('AMD GPU', MODELS.amd);
  /** Intel GPU with the i915 driver. */
  public static readonly INTEL_GPU_I915 = Accelerator.preset('Intel GPU', MODELS.intelI915);
  /** Intel GPU with the Xe driver. */
  public static readonly INTEL_GPU_XE = Accelerator.preset('Intel GPU (Xe)', MODELS.intelXe);

  /**
   * An Intel FPGA programmed with one accelerator function, by the function's id.
   * @param functionId Id of the function in hexadecimal digits.
   */
  public static intelFpga(functionId: string): Accelerator {
    return Accelerator.of(`Intel FPGA ${functionId}`, { resource: `fpga.intel.com/af-${functionId}` });
  }

  /**
   * An FPGA of AMD (Xilinx) with one shell, by the name that its device plugin gives it, for example 'u30'.
   * @param shell Name of the shell, which becomes a part of the resource's name.
   */
  public static amdFpga(shell: string): Accelerator {
    return Accelerator.of(`AMD FPGA ${shell}`, { resource: `amd.com/xilinx_${shell}` });
  }

  /**
   * An accelerator of your own, for example an FPGA by the resource of its function.
   * @param name what the plan and messages call it
   * @param props resource, labels and taint of its nodes
   */
  public static of(name: string, props: AcceleratorProps): Accelerator {
    return Accelerator.checked(name, props);
  }

  private static checked(name: string, props: AcceleratorModel): Accelerator {
    const problems = new Problems(`Accelerator '${name}'`);
    problems.check(name.trim() !== '', 'name', name, 'must not be empty');
    problems.check(
      props.resource.includes('/') && isQualifiedName(props.resource),
      'resource',
      props.resource,
      'must be <domain>/<name>',
      "for example 'nvidia.com/gpu'",
    );
    for (const [key, value] of Object.entries(props.nodeLabels ?? {})) {
      problems.check(isQualifiedName(key) && isLabelValue(value), 'nodeLabels', `${key}=${value}`, 'must be a label');
    }
    const { fractions, memory } = props;
    for (const resource of [fractions?.resource, fractions?.memoryResource, fractions?.coresResource]) {
      const named = resource === undefined || (resource.includes('/') && isQualifiedName(resource));
      problems.check(named, 'fractions', resource, 'must be <domain>/<name>');
    }
    problems.check(
      !fractions || bytesOf(fractions.memoryUnit) > 0,
      'fractions.memoryUnit',
      fractions && quantityOf(fractions.memoryUnit),
      'must be above 0',
    );
    const { memorySteps = [], coresPerDevice = 1 } = fractions ?? {};
    const rising = memorySteps.every((step, i) => Number.isInteger(step) && step > (memorySteps[i - 1] ?? 0));
    problems.check(rising, 'fractions.memorySteps', memorySteps, 'must be whole numbers above 0 that rise');
    const cores = Number.isInteger(coresPerDevice) && coresPerDevice > 0;
    problems.check(cores, 'fractions.coresPerDevice', coresPerDevice, 'must be a whole number above 0');
    const holds = !fractions || !memory || bytesOf(fractions.memoryUnit) <= bytesOf(memory);
    problems.check(
      holds,
      'fractions.memoryUnit',
      fractions && quantityOf(fractions.memoryUnit),
      'is more than one device has',
    );
    const some = memory === undefined || bytesOf(memory) > 0;
    problems.check(some, 'memory', memory && quantityOf(memory), 'must be above 0');
    const runtime = props.runtimeClass === undefined || isDnsSubdomain(props.runtimeClass);
    problems.check(runtime, 'runtimeClass', props.runtimeClass, 'must be the name of a RuntimeClass');
    problems.raise();
    return new Accelerator(name, props);
  }

  private static preset(name: string, props: AcceleratorModel): Accelerator {
    return new Accelerator(name, props);
  }

  /** Extended resource of whole devices. */
  public readonly resource: string;
  /** Memory of one device; undefined where it is not known. */
  public readonly memory?: Size;
  /** Labels of nodes that have it. */
  public readonly nodeLabels: Record<string, string>;
  /** Taint of nodes that have it. */
  public readonly taint?: Taint;
  /** RuntimeClass of pods that ask for it; undefined where they need none. */
  public readonly runtimeClass?: string;
  /** How HAMi gives parts of it; undefined where it does not. */
  public readonly fractions?: FractionResources;
  /** @internal */
  public readonly _mig?: MigGeometry;

  private constructor(
    /** What the plan and messages call it. */
    public readonly name: string,
    private readonly props: AcceleratorModel,
  ) {
    this.resource = props.resource;
    this.memory = props.memory;
    this.nodeLabels = { ...props.nodeLabels };
    this.taint = props.taint;
    this._mig = props.mig;
    this.fractions = props.fractions;
    this.runtimeClass = props.runtimeClass;
  }

  /**
   * The same accelerator on nodes whose default container runtime is another one: its pods name this RuntimeClass, for example 'nvidia'.
   * @param name Name of the RuntimeClass, which the cluster has.
   */
  public withRuntimeClass(name: string): Accelerator {
    return Accelerator.checked(this.name, { ...this.props, runtimeClass: name });
  }

  /**
   * Asks for whole devices. Throws where the number is not one above 0.
   * @param count Devices of each pod.
   */
  public devices(count: number): AcceleratorRequest {
    return AcceleratorRequest._of(this, { resource: this.resource, count });
  }

  /**
   * Asks for slices of NVIDIA's multi-instance GPUs, from nodes of a `GpuPool` that is divided so.
   * @param profile profile of the slices, for example '1g.10gb'
   * @param count slices of each pod
   */
  public slices(profile: string, count = 1): AcceleratorRequest {
    this.checkProfile(profile);
    return AcceleratorRequest._of(this, { resource: migResource(profile), count });
  }

  /**
   * Asks for slices that are advertised as whole devices, from nodes of a `GpuPool` with `GpuSharing.migSingle(profile)`; the label of these nodes tells
   * them from whole ones.
   * @param profile profile of the slices, for example '1g.10gb'
   * @param count slices of each pod
   */
  public slicesAsDevices(profile: string, count = 1): AcceleratorRequest {
    this.checkProfile(profile);
    const { name, taint, runtimeClass } = this;
    const nodeLabels = { ...this.nodeLabels, ...singleSliceLabels(this.nodeLabels, profile) };
    return AcceleratorRequest._of({ name, taint, runtimeClass, nodeLabels }, { resource: this.resource, count });
  }

  private checkProfile(profile: string): void {
    if (!this._mig || !Object.hasOwn(this._mig.profiles, profile)) {
      const known = Object.keys(this._mig?.profiles ?? {});
      throw new Error(
        `${this.name} slices '${profile}': ${known.length > 0 ? `must be one of ${known.join(', ')}` : 'it cannot be divided into slices'}`,
      );
    }
  }

  /** Asks for a share of a device, from nodes of a `GpuPool` whose devices are shared by time slices or MPS. One share for each pod: more give no more. */
  public shares(): AcceleratorRequest {
    if (this.resource !== NVIDIA_GPU) {
      throw new Error(`${this.name} shares: only GPUs of NVIDIA are shared by time slices or MPS`);
    }
    return AcceleratorRequest._of(this, { resource: SHARED_GPU, count: 1 });
  }

  /**
   * Asks for a part of one device, from nodes of a `GpuPool` whose devices HAMi divides. Throws where the part is more than one device: a
   * part of several does not exist.
   * @param props Memory and cores of the part.
   */
  public fraction(props: FractionProps): AcceleratorRequest {
    return AcceleratorRequest._of(this, fractionOf(this, props));
  }

  /**
   * Asks for whole devices that a virtual machine drives itself, from nodes of a `GpuPool` with `GpuSharing.passthrough(resource)`.
   * @param resource extended resource of the devices, for example 'nvidia.com/AD102GL_L40S'
   * @param count devices of each machine
   */
  public passthrough(resource: string, count = 1): AcceleratorRequest {
    return AcceleratorRequest._of(this, { resource, count, passthrough: true });
  }

  /**
   * Asks for whole devices by a ResourceClaim (dynamic resource allocation), from nodes of a `GpuPool` with `GpuSharing.claims()`. Needs
   * Kubernetes 1.34 or newer. Throws where the number is not one above 0, and where the accelerator has no driver for it.
   * @param count Devices of each pod.
   */
  public claim(count = 1): AcceleratorRequest {
    if (this.resource !== NVIDIA_GPU) {
      throw new Error(`${this.name} claim: only NVIDIA's driver of resource.k8s.io/v1 is known; devices(${count})`);
    }
    return AcceleratorRequest._of(this, {
      resource: NVIDIA_DEVICE_CLASS,
      count,
      claim: { deviceClass: NVIDIA_DEVICE_CLASS, count },
    });
  }
}

/** Resource of whole GPUs of NVIDIA. */
export const NVIDIA_GPU = 'nvidia.com/gpu';

/** Resource of their shares, where the device plugin gives these a name of their own. */
export const SHARED_GPU = 'nvidia.com/gpu.shared';

/** Label that GPU feature discovery gives nodes whose slices are advertised as GPUs. */
export function singleSliceLabels(labels: Readonly<Record<string, string>>, profile: string): Record<string, string> {
  return { [PRODUCT]: `${labels[PRODUCT]}-MIG-${profile}` };
}

const PRODUCT = 'nvidia.com/gpu.product';

/** DeviceClass of whole GPUs, of NVIDIA's driver for dynamic resource allocation. */
export const NVIDIA_DEVICE_CLASS = 'gpu.nvidia.com';

/** Resource of slices of one profile, with the strategy "mixed". */
export function migResource(profile: string): string {
  return `nvidia.com/mig-${profile}`;
}

import { Size } from 'cdk8s';
import { AcceleratorRequest } from './accelerator-request';
import { MIG, MigGeometry } from './mig-profiles';
import { Taint } from '../cluster/taint';
import { isLabelValue, isQualifiedName } from '../manifest/names';
import { Problems } from '../manifest/problems';

/** A kind of device that nodes have and pods ask for. */
export interface AcceleratorProps {
  /** Extended resource that the vendor's device plugin advertises, for example 'nvidia.com/gpu'. Devices are whole numbers. */
  readonly resource: string;
  /**
   * Memory of one device.
   * @default - not known
   */
  readonly memory?: Size;
  /**
   * Labels by which nodes with this model are told from nodes with another one of the same resource; pods that ask for it require them.
   * @default - none: the resource says enough
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taint that keeps pods without devices off its nodes; pods that ask for it tolerate it.
   * @default - none
   */
  readonly taint?: Taint;
}

interface Kept extends AcceleratorProps {
  readonly mig?: MigGeometry;
}

const NVIDIA_TAINT = Taint.noSchedule('nvidia.com/gpu');

/** NVIDIA's GPUs of one model, with the label of GPU feature discovery. */
function nvidia(product: string, gibibytes: number, mig?: MigGeometry): Kept {
  return {
    resource: 'nvidia.com/gpu',
    memory: Size.gibibytes(gibibytes),
    nodeLabels: { 'nvidia.com/gpu.product': product },
    taint: NVIDIA_TAINT,
    ...(mig && { mig }),
  };
}

/**
 * A kind of accelerator: what it is called as a resource, and which nodes have it. Workloads ask for it with `devices` or `slices`; another
 * vendor is another constant, and nothing else.
 */
export class Accelerator {
  /** NVIDIA T4, 16 GB. */
  public static readonly NVIDIA_T4 = Accelerator.preset('NVIDIA T4', nvidia('Tesla-T4', 16));
  /** NVIDIA L4, 24 GB. */
  public static readonly NVIDIA_L4 = Accelerator.preset('NVIDIA L4', nvidia('NVIDIA-L4', 24));
  /** NVIDIA L40S, 48 GB. */
  public static readonly NVIDIA_L40S = Accelerator.preset('NVIDIA L40S', nvidia('NVIDIA-L40S', 48));
  /** NVIDIA A30, 24 GB. */
  public static readonly NVIDIA_A30 = Accelerator.preset('NVIDIA A30', nvidia('NVIDIA-A30', 24, MIG.a30));
  /** NVIDIA A100 SXM4, 40 GB. */
  public static readonly NVIDIA_A100_40GB = Accelerator.preset(
    'NVIDIA A100 40GB',
    nvidia('NVIDIA-A100-SXM4-40GB', 40, MIG.a100x40),
  );
  /** NVIDIA A100 SXM4, 80 GB. */
  public static readonly NVIDIA_A100_80GB = Accelerator.preset(
    'NVIDIA A100 80GB',
    nvidia('NVIDIA-A100-SXM4-80GB', 80, MIG.h100x80),
  );
  /** NVIDIA H100 SXM, 80 GB. */
  public static readonly NVIDIA_H100_80GB = Accelerator.preset(
    'NVIDIA H100 80GB',
    nvidia('NVIDIA-H100-80GB-HBM3', 80, MIG.h100x80),
  );
  /** NVIDIA H100 NVL, 94 GB. */
  public static readonly NVIDIA_H100_NVL = Accelerator.preset(
    'NVIDIA H100 NVL',
    nvidia('NVIDIA-H100-NVL', 94, MIG.h100x94),
  );
  /** NVIDIA H20, 96 GB. */
  public static readonly NVIDIA_H20 = Accelerator.preset('NVIDIA H20', nvidia('NVIDIA-H20', 96, MIG.h100x96));
  /** NVIDIA H200, 141 GB. */
  public static readonly NVIDIA_H200 = Accelerator.preset('NVIDIA H200', nvidia('NVIDIA-H200', 141, MIG.h200));
  /** NVIDIA B200, 180 GB. */
  public static readonly NVIDIA_B200 = Accelerator.preset('NVIDIA B200', nvidia('NVIDIA-B200', 180, MIG.b200));
  /** NVIDIA RTX PRO 6000 Blackwell Server Edition, 96 GB. */
  public static readonly NVIDIA_RTX_PRO_6000 = Accelerator.preset(
    'NVIDIA RTX PRO 6000',
    nvidia('NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition', 96, MIG.rtxPro6000),
  );
  /** Huawei Ascend 910, by Huawei's device plugin. */
  public static readonly ASCEND_910 = Accelerator.preset('Ascend 910', {
    resource: 'huawei.com/Ascend910',
    memory: Size.gibibytes(64),
    nodeLabels: { accelerator: 'huawei-Ascend910' },
  });
  /** Huawei Ascend 310P, for inference. */
  public static readonly ASCEND_310P = Accelerator.preset('Ascend 310P', {
    resource: 'huawei.com/Ascend310P',
    nodeLabels: { accelerator: 'huawei-Ascend310P' },
  });
  /** Cambricon MLU 370. */
  public static readonly CAMBRICON_MLU370 = Accelerator.preset('Cambricon MLU370', {
    resource: 'cambricon.com/mlu370',
  });
  /** Hygon DCU. */
  public static readonly HYGON_DCU = Accelerator.preset('Hygon DCU', { resource: 'hygon.com/dcu' });
  /** MetaX GPU. */
  public static readonly METAX_GPU = Accelerator.preset('MetaX GPU', { resource: 'metax-tech.com/gpu' });
  /** Moore Threads GPU, as HAMi advertises it. */
  public static readonly MOORE_THREADS_GPU = Accelerator.preset('Moore Threads GPU', {
    resource: 'mthreads.com/vgpu',
  });
  /** Enflame GCU. */
  public static readonly ENFLAME_GCU = Accelerator.preset('Enflame GCU', { resource: 'enflame.com/gcu' });
  /** Kunlunxin XPU. */
  public static readonly KUNLUNXIN_XPU = Accelerator.preset('Kunlunxin XPU', { resource: 'kunlunxin.com/xpu' });
  /** AMD GPU. */
  public static readonly AMD_GPU = Accelerator.preset('AMD GPU', { resource: 'amd.com/gpu' });
  /** Intel GPU with the i915 driver. */
  public static readonly INTEL_GPU_I915 = Accelerator.preset('Intel GPU', { resource: 'gpu.intel.com/i915' });
  /** Intel GPU with the Xe driver. */
  public static readonly INTEL_GPU_XE = Accelerator.preset('Intel GPU (Xe)', { resource: 'gpu.intel.com/xe' });

  /**
   * An accelerator of your own, for example an FPGA by the resource of its function.
   * @param name what the plan and messages call it
   * @param props resource, labels and taint of its nodes
   */
  public static of(name: string, props: AcceleratorProps): Accelerator {
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
    problems.raise();
    return new Accelerator(name, props);
  }

  private static preset(name: string, props: Kept): Accelerator {
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
  /** @internal */
  public readonly _mig?: MigGeometry;

  private constructor(
    /** What the plan and messages call it. */
    public readonly name: string,
    props: Kept,
  ) {
    this.resource = props.resource;
    this.memory = props.memory;
    this.nodeLabels = { ...props.nodeLabels };
    this.taint = props.taint;
    this._mig = props.mig;
  }

  /** Asks for whole devices. Throws where the number is not one above 0. */
  public devices(count: number): AcceleratorRequest {
    return AcceleratorRequest._of(this, this.resource, count);
  }

  /**
   * Asks for slices of NVIDIA's multi-instance GPUs, from nodes of a `GpuPool` that is divided so.
   * @param profile profile of the slices, for example '1g.10gb'
   * @param count slices of each pod
   */
  public slices(profile: string, count = 1): AcceleratorRequest {
    if (!this._mig || !Object.hasOwn(this._mig.profiles, profile)) {
      const known = Object.keys(this._mig?.profiles ?? {});
      throw new Error(
        `${this.name} slices '${profile}': ${known.length > 0 ? `must be one of ${known.join(', ')}` : 'it cannot be divided into slices'}`,
      );
    }
    return AcceleratorRequest._of(this, migResource(profile), count);
  }

  /** Asks for a share of a device, from nodes of a `GpuPool` whose devices are shared by time slices or MPS. One share for each pod: more give no more. */
  public shares(): AcceleratorRequest {
    if (this.resource !== NVIDIA_GPU) {
      throw new Error(`${this.name} shares: only GPUs of NVIDIA are shared by time slices or MPS`);
    }
    return AcceleratorRequest._of(this, SHARED_GPU, 1);
  }
}

/** Resource of whole GPUs of NVIDIA. */
export const NVIDIA_GPU = 'nvidia.com/gpu';

/** Resource of their shares, where the device plugin gives these a name of their own. */
export const SHARED_GPU = 'nvidia.com/gpu.shared';

/** Resource of slices of one profile, with the strategy "mixed". */
export function migResource(profile: string): string {
  return `nvidia.com/mig-${profile}`;
}

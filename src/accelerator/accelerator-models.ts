import { Size } from 'cdk8s';
import { AcceleratorProps } from './accelerator-props';
import { MIG, MigGeometry } from './mig-profiles';
import { Taint } from '../cluster/taint';

/** What is known of a model: its props, and how it can be divided. */
export interface AcceleratorModel extends AcceleratorProps {
  readonly mig?: MigGeometry;
}

const NVIDIA_TAINT = Taint.noSchedule('nvidia.com/gpu');
const MEBIBYTE = Size.mebibytes(1);

/** NVIDIA's GPUs of one model, with the label of GPU feature discovery; HAMi gives parts of them in MiB and percent. */
function nvidia(product: string, gibibytes: number, mig?: MigGeometry): AcceleratorModel {
  return {
    resource: 'nvidia.com/gpu',
    memory: Size.gibibytes(gibibytes),
    nodeLabels: { 'nvidia.com/gpu.product': product },
    taint: NVIDIA_TAINT,
    fractions: {
      resource: 'nvidia.com/gpu',
      memoryResource: 'nvidia.com/gpumem',
      memoryUnit: MEBIBYTE,
      coresResource: 'nvidia.com/gpucores',
    },
    ...(mig && { mig }),
  };
}

/** Huawei's NPUs by the names that HAMi gives each chip; it rounds memory up to a template of the chip. */
function ascend(chip: string, memory: Size, cores: number, memorySteps: number[]): AcceleratorModel {
  const resource = `huawei.com/${chip}`;
  return {
    resource,
    memory,
    nodeLabels: { accelerator: `huawei-${chip}` },
    fractions: {
      resource,
      memoryResource: `${resource}-memory`,
      memoryUnit: MEBIBYTE,
      memorySteps,
      coresResource: `${resource}-core`,
      coresPerDevice: cores,
    },
  };
}

/**
 * The models that the library knows, as data. Resource names are those of the vendors' device plugins; names and units of fractions are those
 * of HAMi 2.10 (its device classes and chart values).
 */
export const MODELS = {
  t4: nvidia('Tesla-T4', 16),
  l4: nvidia('NVIDIA-L4', 24),
  l40s: nvidia('NVIDIA-L40S', 48),
  a30: nvidia('NVIDIA-A30', 24, MIG.a30),
  a100x40: nvidia('NVIDIA-A100-SXM4-40GB', 40, MIG.a100x40),
  a100x80: nvidia('NVIDIA-A100-SXM4-80GB', 80, MIG.h100x80),
  h100x80: nvidia('NVIDIA-H100-80GB-HBM3', 80, MIG.h100x80),
  h100Nvl: nvidia('NVIDIA-H100-NVL', 94, MIG.h100x94),
  h20: nvidia('NVIDIA-H20', 96, MIG.h100x96),
  h200: nvidia('NVIDIA-H200', 141, MIG.h200),
  b200: nvidia('NVIDIA-B200', 180, MIG.b200),
  rtxPro6000: nvidia('NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition', 96, MIG.rtxPro6000),
  ascend910: {
    resource: 'huawei.com/Ascend910',
    memory: Size.gibibytes(64),
    nodeLabels: { accelerator: 'huawei-Ascend910' },
  },
  ascend910B3: ascend('Ascend910B3', Size.mebibytes(65536), 20, [16384, 32768, 65536]),
  ascend910B4: ascend('Ascend910B4', Size.mebibytes(32768), 20, [8192, 16384, 32768]),
  ascend310P: ascend('Ascend310P', Size.mebibytes(21527), 8, [3072, 6144, 12288, 21527]),
  mlu370: {
    resource: 'cambricon.com/mlu370',
    fractions: {
      resource: 'cambricon.com/vmlu',
      memoryResource: 'cambricon.com/mlu.smlu.vmemory',
      memoryUnit: Size.mebibytes(256),
      coresResource: 'cambricon.com/mlu.smlu.vcore',
    },
  },
  hygon: {
    resource: 'hygon.com/dcu',
    fractions: {
      resource: 'hygon.com/dcunum',
      memoryResource: 'hygon.com/dcumem',
      memoryUnit: MEBIBYTE,
      coresResource: 'hygon.com/dcucores',
    },
  },
  metax: {
    resource: 'metax-tech.com/gpu',
    fractions: {
      resource: 'metax-tech.com/sgpu',
      memoryResource: 'metax-tech.com/vmemory',
      memoryUnit: Size.gibibytes(1),
      coresResource: 'metax-tech.com/vcore',
    },
  },
  mooreThreads: {
    resource: 'mthreads.com/vgpu',
    fractions: {
      resource: 'mthreads.com/vgpu',
      memoryResource: 'mthreads.com/sgpu-memory',
      memoryUnit: Size.mebibytes(512),
      memorySteps: [2, 4, 8, 16, 32, 64, 96],
      coresResource: 'mthreads.com/sgpu-core',
      coresPerDevice: 16,
    },
  },
  enflame: {
    resource: 'enflame.com/gcu',
    fractions: {
      memoryResource: 'enflame.com/gcu-memory',
      memoryUnit: MEBIBYTE,
      coresResource: 'enflame.com/gcu-core',
    },
  },
  kunlunxin: {
    resource: 'kunlunxin.com/xpu',
    fractions: {
      resource: 'kunlunxin.com/vxpu',
      memoryResource: 'kunlunxin.com/vxpu-memory',
      memoryUnit: MEBIBYTE,
    },
  },
  amd: {
    resource: 'amd.com/gpu',
    fractions: {
      resource: 'amd.com/gpu',
      memoryResource: 'amd.com/gpumem',
      memoryUnit: MEBIBYTE,
      coresResource: 'amd.com/gpucores',
    },
  },
  intelI915: { resource: 'gpu.intel.com/i915' },
  intelXe: { resource: 'gpu.intel.com/xe' },
} satisfies Record<string, AcceleratorModel>;

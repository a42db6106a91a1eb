/**
 * Machines of Azure, by name without `Standard_` and with * for the number of processors: facts in the form that `azure.ts` reads. Shapes are those of the
 * cluster autoscaler (commit 55c37cd of August 2026), data disks those of the Azure disk CSI driver (commit d983d61 of 22 August 2026).
 */
export const AZURE_MACHINES: Readonly<Record<string, string>> = {
  'D*as_v5': 'amd64 | 2 8 4, 4 16 8, 8 32 16, 16 64 32, 32 128 32, 64 256 32',
  'D*ps_v5': 'arm64 | 2 8 4, 4 16 8, 8 32 16, 16 64 32, 32 128 32, 64 208 32',
  'D*s_v5': 'amd64 | 2 8 4, 4 16 8, 8 32 16, 16 64 32, 32 128 32, 64 256 32',
  'D*s_v6': 'amd64 | 2 8 8, 4 16 12, 8 32 24, 16 64 48, 32 128 64, 64 256 64',
  'E*s_v5': 'amd64 | 4 32 8, 8 64 16, 16 128 32, 32 256 32, 64 512 32',
  'F*s_v2': 'amd64 | 4 8 8, 8 16 16, 16 32 32, 32 64 32, 48 96 32, 64 128 32',
  'NC*adis_H100_v5': 'amd64 h100 | 80 640 16 2',
  'NC*ads_A100_v4': 'amd64 a100 | 24 220 8 1, 48 440 16 2, 96 880 32 4',
  'NC*ads_H100_v5': 'amd64 h100 | 40 320 8 1',
  'NC*as_T4_v3': 'amd64 t4 | 4 28 8 1, 8 56 16 1, 16 110 32 1, 64 440 32 4',
  'ND*amsr_A100_v4': 'amd64 a100 | 96 1800 16 8',
  'ND*isr_H100_v5': 'amd64 h100 | 96 1900 16 8',
  'NV*ads_A10_v5': 'amd64 a10 | 6 55 4 1, 12 110 8 1, 18 220 16 1, 36 440 32 1, 72 880 32 2',
};

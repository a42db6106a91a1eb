/**
 * What the webhooks of KubeVirt 1.9 refuse of a machine (pkg/virt-api/webhooks/arm64.go and
 * validating-webhook/admitters/vmi-create-admitter.go), as far as the library may emit it.
 * @param gates feature gates that are on
 */
export function refusedByKubeVirt({ spec }: any, gates: readonly string[]): string[] {
  const { architecture, domain } = spec.template.spec;
  const { cpu = {}, memory = {}, devices = {}, firmware, features } = domain;
  const efi = firmware?.bootloader?.efi;
  const secure = efi !== undefined && efi.secureBoot !== false;
  const pageBytes = { '2Mi': 2 ** 21, '1Gi': 2 ** 30 }[memory.hugepages?.pageSize as string];
  const guest = /^(\d+)(Ki|Mi|Gi)$/.exec(domain.resources.requests.memory)!;
  const bytes = Number(guest[1]) * { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }[guest[2]]!;
  const rules: [boolean, string][] = [
    [architecture === undefined, 'KubeVirt fills in the architecture of its own processes'],
    [devices.autoattachVSOCK && !gates.includes('VSOCK'), 'VSOCK feature gate is not enabled'],
    [secure && features?.smm === undefined, 'SecureBoot requires SMM'],
    [cpu.isolateEmulatorThread && !cpu.dedicatedCpuPlacement, 'IsolateEmulatorThread without DedicatedCPUPlacement'],
    [cpu.numa && !cpu.dedicatedCpuPlacement, 'NUMA without dedicatedCpuPlacement'],
    [cpu.numa && !memory.hugepages, 'hugepages must be requested with NUMA'],
    [cpu.realtime && !(cpu.dedicatedCpuPlacement && cpu.numa), 'realtime without dedicatedCpuPlacement or NUMA'],
    [pageBytes !== undefined && bytes % pageBytes !== 0, 'memory is not a multiple of the page size'],
    ...(architecture === 'arm64'
      ? ([
          [devices.sound !== undefined, 'Arm64 not support sound device'],
          [firmware?.bootloader?.bios !== undefined, 'Arm64 does not support bios boot'],
          [secure, 'there is no firmware for it'],
          [devices.disks.some(({ disk }: any) => !['virtio', 'scsi'].includes(disk.bus)), 'Arm64 not support this bus'],
          [(cpu.threads ?? 1) > 1, 'threads must not be greater than 1'],
        ] as [boolean, string][])
      : []),
  ];
  return rules.filter(([broken]) => broken).map(([, text]) => text);
}

/** Labels that KubeVirt asks of a node itself (pkg/virt-controller/services/nodeselectorrenderer.go of 1.9). */
export function selectorOfLauncher({ spec }: any): Record<string, string> {
  const { architecture, nodeSelector, domain } = spec.template.spec;
  return {
    'kubernetes.io/arch': architecture,
    ...nodeSelector,
    ...(domain.cpu.dedicatedCpuPlacement && { cpumanager: 'true' }),
    ...(domain.cpu.realtime && { 'kubevirt.io/realtime': 'true' }),
  };
}

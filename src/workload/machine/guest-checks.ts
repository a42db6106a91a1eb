import { Size } from 'cdk8s';
import { GuestFirmware } from './guest-firmware';
import { GuestSystem } from './guest-system';
import { GuestPages, GuestTuning } from './guest-tuning';
import { Architecture } from '../../cluster/architecture';
import { bytesOf, quantityOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';

/** What is checked of a guest. */
export interface CheckedGuest {
  readonly memory: Size;
  readonly guest?: GuestSystem;
  readonly firmware?: GuestFirmware;
  readonly pinned?: boolean;
  readonly tuning?: GuestTuning;
}

/** What KubeVirt 1.9 refuses on an architecture (pkg/virt-api/webhooks/arm64.go), or has no firmware for. */
export function checkArchitecture(problems: Problems, architecture: Architecture, props: CheckedGuest): void {
  const { guest, firmware } = props;
  const isArm = architecture === Architecture.ARM64;
  problems.check(
    !isArm || guest !== GuestSystem.WINDOWS,
    'guest',
    guest,
    'runs on AMD64: KubeVirt has neither the disks nor the clock that it wants on ARM64',
    'Architecture.AMD64',
  );
  problems.check(
    !isArm || guest === GuestSystem.WINDOWS || firmware === undefined || firmware === GuestFirmware.UEFI,
    'firmware',
    firmware,
    'is not there on ARM64',
    'GuestFirmware.UEFI',
  );
}

const PAGE_BYTES: Readonly<Record<GuestPages, number>> = {
  [GuestPages.MIB_2]: 2 ** 21,
  [GuestPages.GIB_1]: 2 ** 30,
};

/** What the webhook of KubeVirt 1.9 refuses (validateNUMA, validateRealtime and others of vmi-create-admitter.go). */
export function checkTuning(problems: Problems, { memory, pinned = false, tuning = {} }: CheckedGuest): void {
  const { hugePages, nodeTopology = false, realtime = false, ownEmulatorCore = false } = tuning;
  const needs = (prop: string, asked: boolean, what: string, has: boolean) =>
    problems.check(!asked || has, `tuning.${prop}`, true, `needs ${what}`, what);
  needs('nodeTopology', nodeTopology, 'pinned: true', pinned);
  needs('nodeTopology', nodeTopology, 'tuning.hugePages', hugePages !== undefined);
  needs('realtime', realtime, 'pinned: true', pinned);
  needs('realtime', realtime, 'tuning.nodeTopology: true', nodeTopology);
  needs('ownEmulatorCore', ownEmulatorCore, 'pinned: true', pinned);
  problems.check(
    hugePages === undefined || bytesOf(memory) % PAGE_BYTES[hugePages] === 0,
    'memory',
    quantityOf(memory),
    `must be a multiple of its pages, ${hugePages}`,
  );
}

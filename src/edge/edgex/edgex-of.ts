import { AutonomousStack } from '../../platform/autonomous-stack';
import { Endpoint } from '../device/endpoint';

/** The EdgeX of a stack as devices see it. */
export interface EdgexSites {
  /** Names of its sites, which are the names of their pools. */
  readonly pools: readonly string[];
  /** The device service that speaks a protocol; undefined where none does. */
  serviceFor(protocol: string): string | undefined;
  /** A device that the service of a protocol has to reach. */
  addDevice(path: string, protocol: string, endpoints: readonly Endpoint[]): void;
}

const BY_STACK = new WeakMap<AutonomousStack, EdgexSites>();

/** Notes the EdgeX of a stack: yurt-iot-dock looks for devices in its own namespace. */
export function setEdgex(stack: AutonomousStack, sites: EdgexSites): void {
  BY_STACK.set(stack, sites);
}

/** The EdgeX of a stack; undefined where it has none. */
export function edgexOf(stack: AutonomousStack): EdgexSites | undefined {
  return BY_STACK.get(stack);
}

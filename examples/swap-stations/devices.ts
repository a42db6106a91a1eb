import { Duration } from 'cdk8s';
import {
  AutonomousStack,
  Device,
  DeviceConnection,
  DeviceModel,
  DeviceProperty,
  DeviceTwin,
  EdgeRoute,
  EdgeRouteSource,
  EdgeRouteTarget,
  EdgeSelection,
  PropertyAccess,
  PropertyVisitor,
  PushMethod,
} from 'cdk8s-autonomous';
import { STATION_BUS } from './services';

const at = (name: string) => PropertyVisitor.custom(STATION_BUS, { channel: name });

const CHARGE = DeviceProperty.ofFloat('charge', { visitor: at('charge'), unit: '%', minimum: 0, maximum: 100 });
const TEMPERATURE = DeviceProperty.ofFloat('temperature', { visitor: at('temperature'), unit: 'C' });
const POSITION = DeviceProperty.ofInt('position', { visitor: at('position'), minimum: 0, maximum: 12 });
const OPEN = DeviceProperty.ofBoolean('open', { visitor: at('open'), access: PropertyAccess.READ_WRITE });
const ONLINE = DeviceProperty.ofBoolean('online', { visitor: at('online') });

/** Cameras of a station. */
const CAMERAS = 6;

/** The machines of all stations of a region: racks of batteries, cranes, gates and cameras, and the way of commands to them. */
export function stationDevices(stack: AutonomousStack, region: EdgeSelection): void {
  const model = (name: string, ...properties: DeviceProperty[]) =>
    new DeviceModel(stack, name, { protocol: STATION_BUS, properties });
  const rack = model('battery-rack', CHARGE, TEMPERATURE);
  const crane = model('crane', POSITION);
  const gate = model('gate', OPEN);
  const camera = model('camera', ONLINE);
  for (const site of region.sites) {
    const device = (name: string, of: DeviceModel, ...twins: DeviceTwin[]) =>
      new Device(stack, `${site.siteName}-${name}`, {
        model: of,
        edgeNode: site.edgeNode('box'),
        connection: DeviceConnection.custom(STATION_BUS, { slot: name }),
        twins,
      });
    const address = `ssl://broker.${stack.namespaceName}.svc.cluster.local:8883`;
    const push = PushMethod.mqtt({ address, topic: 'station/charge' });
    device('rack', rack, { property: CHARGE, push }, { property: TEMPERATURE, collect: Duration.seconds(10) });
    device('crane', crane, { property: POSITION });
    device('gate', gate, { property: OPEN, desired: 'false' });
    for (let n = 1; n <= CAMERAS; n++) {
      device(`camera-${n}`, camera, { property: ONLINE, collect: Duration.seconds(30), reportToCloud: false });
    }
  }
  new EdgeRoute(stack, 'open-gate', {
    source: EdgeRouteSource.rest('gates/open'),
    target: EdgeRouteTarget.eventBus('station/gate/open'),
  });
}

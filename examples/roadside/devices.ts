import { Duration } from 'cdk8s';
import {
  AutonomousStack,
  Device,
  DeviceConnection,
  DeviceModel,
  DeviceProperty,
  EdgeFleet,
  EdgeRoute,
  EdgeRouteSource,
  EdgeRouteTarget,
  ModbusRegister,
  PropertyAccess,
  PropertyVisitor,
} from 'cdk8s-autonomous';
import { LAMPS } from './services';

const at = (offset: number) => PropertyVisitor.modbus({ register: ModbusRegister.HOLDING, offset });

const PHASE = DeviceProperty.ofInt('phase', { visitor: at(10), minimum: 0, maximum: 12 });
const LIMIT = DeviceProperty.ofInt('limit', {
  visitor: at(20),
  access: PropertyAccess.READ_WRITE,
  unit: 'km/h',
  minimum: 30,
  maximum: 120,
});

/** The traffic lights and the sign of each site, and the way of commands to them. */
export function roadsideDevices(stack: AutonomousStack, fleet: EdgeFleet): void {
  const lights = new DeviceModel(stack, 'traffic-lights', { protocol: LAMPS, properties: [PHASE] });
  const sign = new DeviceModel(stack, 'speed-sign', { protocol: LAMPS, properties: [LIMIT] });
  for (const site of fleet.sites) {
    const edgeNode = site.edgeNode('cabinet');
    new Device(stack, `${site.siteName}-lights`, {
      model: lights,
      edgeNode,
      connection: DeviceConnection.modbusTcp({ address: '192.168.8.10', unit: 1 }),
      twins: [{ property: PHASE, reportToCloud: false }],
    });
    new Device(stack, `${site.siteName}-sign`, {
      model: sign,
      edgeNode,
      connection: DeviceConnection.modbusTcp({ address: '192.168.8.11', unit: 1 }),
      twins: [{ property: LIMIT, desired: '80', collect: Duration.seconds(10) }],
    });
  }
  new EdgeRoute(stack, 'close-lane', {
    source: EdgeRouteSource.rest('lanes/close'),
    target: EdgeRouteTarget.eventBus('roadside/lane/close'),
  });
}

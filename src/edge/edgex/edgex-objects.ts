import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';
import type { DeviceConnection } from '../device/connection';
import type { DeviceProperty } from '../device/device-property';

const API = 'iot.openyurt.io/v1alpha1';

/** Label with the name that an object has in EdgeX, where that is another one (pkg/yurtiotdock/controllers/well_known_labels.go of OpenYurt 1.7). */
const EDGEX_NAME = 'yurt-iot-dock/edgex-object.name';

/** What EdgeX calls the registers of Modbus (device-modbus-go 3.1). */
const TABLES: Readonly<Record<string, string>> = {
  CoilRegister: 'COILS',
  DiscreteInputRegister: 'DISCRETES_INPUT',
  HoldingRegister: 'HOLDING_REGISTERS',
  InputRegister: 'INPUT_REGISTERS',
};

/** Whole numbers in so many registers. */
const WORDS: Readonly<Record<number, string>> = { 1: 'Int16', 2: 'Int32', 4: 'Int64' };

/** Types of values. A stream has no value. */
const TYPES: Readonly<Record<string, string>> = {
  INT: 'Int64',
  FLOAT: 'Float32',
  DOUBLE: 'Float64',
  STRING: 'String',
  BOOLEAN: 'Bool',
  BYTES: 'Binary',
};

/** Whether EdgeX has values of that type. */
export function hasType(property: DeviceProperty): boolean {
  return TYPES[property._type] !== undefined;
}

/** A kind of devices in one pool. Another pool has its own: the dock of a pool takes what names the pool. */
export function deviceProfile(
  scope: Construct,
  owner: Owner,
  model: string,
  pool: string,
  properties: readonly DeviceProperty[],
): ApiObject {
  return customResource(scope, `Profile-${pool}`, {
    apiVersion: API,
    kind: 'DeviceProfile',
    metadata: namespaced('DeviceProfile', `${pool}-${model}`, owner, { [EDGEX_NAME]: model }),
    spec: { nodePool: pool, model, deviceResources: properties.map(resourceOf) },
  });
}

function resourceOf(property: DeviceProperty): object {
  const { name, access, _edgex: own } = property;
  const data = property.visitor._configData as Record<string, any>;
  const scale = data.register === undefined ? undefined : data.scale;
  return {
    name,
    description: own.description ?? name,
    isHidden: false,
    properties: {
      valueType: TYPES[property._type],
      readWrite: access === 'ReadWrite' ? 'RW' : 'R',
      ...(own.unit !== undefined && { units: own.unit }),
      ...(own.minimum !== undefined && { minimum: String(own.minimum) }),
      ...(own.maximum !== undefined && { maximum: String(own.maximum) }),
      ...(scale !== undefined && scale !== 1 && { scale: String(scale) }),
    },
    attributes: textsOf(data.register === undefined ? data : registersOf(property._type, data)),
  };
}

/** Registers as device-modbus-go 3.1 finds them. How many they are follows from the type that is in them. */
function registersOf(type: string, { register, offset, limit, isSwap, isRegisterSwap }: Record<string, any>) {
  const words = type === 'INT' || limit === 1 ? WORDS[limit] : undefined;
  return {
    primaryTable: TABLES[register],
    startingAddress: offset,
    ...(words !== undefined && type !== 'BOOLEAN' && { rawType: words }),
    ...(isSwap && { isByteSwap: true }),
    ...(isRegisterSwap && { isWordSwap: true }),
  };
}

/** One device: its name is that in EdgeX, which updates look for. */
export interface EdgexDevice {
  readonly name: string;
  readonly pool: string;
  readonly model: string;
  readonly service: string;
  readonly connection: DeviceConnection;
  /** Values that it is to have, by property. */
  readonly desired: Readonly<Record<string, string>>;
}

/** A device of EdgeX. */
export function edgexDevice(scope: Construct, owner: Owner, device: EdgexDevice): ApiObject {
  const { name, pool, model, service, connection, desired } = device;
  const wanted = Object.entries(desired).map(([key, desiredValue]) => [key, { name: key, desiredValue }]);
  return customResource(scope, 'Resource', {
    apiVersion: API,
    kind: 'Device',
    metadata: namespaced('Device', name, owner),
    spec: {
      nodePool: pool,
      profileName: model,
      serviceName: service,
      adminState: 'UNLOCKED',
      operatingState: 'UP',
      notify: true,
      managed: true,
      protocols: protocolsOf(connection),
      ...(wanted.length > 0 && { deviceProperties: Object.fromEntries(wanted) }),
    },
  });
}

/** A device service in one pool, under the name that the dock itself gives it. */
export function deviceService(scope: Construct, owner: Owner, pool: string, service: string, port: number): ApiObject {
  return customResource(scope, `Service-${pool}-${service}`, {
    apiVersion: API,
    kind: 'DeviceService',
    metadata: namespaced('DeviceService', `${pool}-${service}`, owner, { [EDGEX_NAME]: service }),
    spec: {
      nodePool: pool,
      baseAddress: `http://${service}:${port}`,
      adminState: 'UNLOCKED',
      managed: true,
    },
  });
}

/** How EdgeX finds a device; of Modbus by the names of its own service, of others by those of the connection. */
function protocolsOf({ protocol, _configData: data }: DeviceConnection): object {
  if (protocol.name !== 'modbus') {
    return { [protocol.name]: textsOf(data) };
  }
  const { communicateMode, ip, port, slaveID, serialPort, baudRate, dataBits, parity, stopBits } = data as any;
  return communicateMode === 'TCP'
    ? { 'modbus-tcp': textsOf({ Address: ip, Port: port, UnitID: slaveID }) }
    : {
        'modbus-rtu': textsOf({
          Address: serialPort,
          BaudRate: baudRate,
          DataBits: dataBits,
          StopBits: stopBits,
          Parity: String(parity).charAt(0).toUpperCase(),
          UnitID: slaveID,
        }),
      };
}

/** Everything in EdgeX's objects is text. */
function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}

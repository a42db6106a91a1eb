import { DeviceProtocol } from './device-protocol';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** Registers of a Modbus device. */
export enum ModbusRegister {
  /** Bits that can be read and written. */
  COIL = 'CoilRegister',
  /** Bits that can be read. */
  DISCRETE_INPUT = 'DiscreteInputRegister',
  /** Words that can be read and written. */
  HOLDING = 'HoldingRegister',
  /** Words that can be read. */
  INPUT = 'InputRegister',
}

/** Where a Modbus device keeps a value. */
export interface ModbusVisitorProps {
  /** Kind of register. */
  readonly register: ModbusRegister;
  /** Number of the first register. */
  readonly offset: number;
  /**
   * How many registers the value takes.
   * @default 1
   */
  readonly limit?: number;
  /**
   * Factor of the value.
   * @default 1
   */
  readonly scale?: number;
  /**
   * Whether the bytes of a register are swapped.
   * @default false
   */
  readonly swapBytes?: boolean;
  /**
   * Whether the registers of a value are swapped.
   * @default false
   */
  readonly swapRegisters?: boolean;
}

/** How a mapper finds the value of a property in its device. */
@checked
export class PropertyVisitor {
  /**
   * A register of a Modbus device.
   * @param props The register, and how its bits are read.
   */
  public static modbus(props: ModbusVisitorProps): PropertyVisitor {
    const problems = new Problems('PropertyVisitor.modbus');
    const { register, offset, limit = 1, scale = 1, swapBytes = false, swapRegisters = false } = props;
    const inside = (value: number, least: number) => Number.isInteger(value) && value >= least && value <= 65_535;
    problems.check(inside(offset, 0), 'offset', offset, 'must be a whole number from 0 to 65535');
    problems.check(inside(limit, 1), 'limit', limit, 'must be a whole number from 1 to 65535');
    problems.check(Number.isFinite(scale) && scale !== 0, 'scale', scale, 'must be a number other than 0');
    problems.raise();
    const configData = { register, offset, limit, scale, isSwap: swapBytes, isRegisterSwap: swapRegisters };
    return new PropertyVisitor(DeviceProtocol.MODBUS, configData, WRITABLE.has(register));
  }

  /**
   * A node of an OPC UA server, for example 'ns=2;s=Line1.Takt'.
   * @param nodeId Id of the node.
   * @param browseName Browse name of the node.
   */
  public static opcUa(nodeId: string, browseName?: string): PropertyVisitor {
    if (!/^(ns=\d+;)?[isgb]=.+$/.test(nodeId)) {
      throw new Error(`PropertyVisitor.opcUa('${nodeId}'): must be a node id, for example 'ns=2;s=Line1.Takt'`);
    }
    const configData = { nodeID: nodeId, ...(browseName !== undefined && { browseName }) };
    return new PropertyVisitor(DeviceProtocol.OPC_UA, configData, true);
  }

  /**
   * Frames of an ONVIF camera, as many as the mapper takes at a time, written to a folder.
   * @param folder Folder in the container of the mapper.
   * @param format Format of the files, for example 'jpg'.
   * @param frames Frames at a time.
   */
  public static onvifFrames(folder: string, format: string = 'jpg', frames: number = 1): PropertyVisitor {
    if (!folder.startsWith('/') || !(Number.isInteger(frames) && frames > 0)) {
      throw new Error(
        `PropertyVisitor.onvifFrames('${folder}', ..., ${frames}): needs an absolute path and a whole number above 0`,
      );
    }
    return new PropertyVisitor(DeviceProtocol.ONVIF, { outputDir: folder, format, frameCount: frames }, false);
  }

  /**
   * A characteristic of a Bluetooth device, by its UUID.
   * @param characteristicUuid UUID of the characteristic.
   */
  public static ble(characteristicUuid: string): PropertyVisitor {
    if (!/^([0-9a-fA-F]{4}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/.test(characteristicUuid)) {
      throw new Error(`PropertyVisitor.ble('${characteristicUuid}'): must be a UUID of 4 or 32 hexadecimal digits`);
    }
    return new PropertyVisitor(DeviceProtocol.BLE, { characteristicUUID: characteristicUuid }, true);
  }

  /**
   * Whatever a mapper of your own wants to know.
   * @param protocol Protocol of the mapper.
   * @param configData What the mapper reads, as text; nothing secret.
   */
  public static custom(protocol: DeviceProtocol, configData: Record<string, string>): PropertyVisitor {
    return new PropertyVisitor(protocol, { ...configData }, true);
  }

  private constructor(
    /** The protocol that it is of. */
    public readonly protocol: DeviceProtocol,
    /** @internal */
    public readonly _configData: Readonly<Record<string, unknown>>,
    /** Whether values can be written there. */
    public readonly writable: boolean,
  ) {}
}

const WRITABLE: ReadonlySet<ModbusRegister> = new Set([ModbusRegister.COIL, ModbusRegister.HOLDING]);

import { isDnsLabel } from '../../manifest/names';
import { checked } from '../../props/checked';

/** What a device speaks. */
@checked
export class DeviceProtocol {
  /** Modbus over TCP or a serial line. */
  public static readonly MODBUS = new DeviceProtocol('modbus');
  /** OPC UA. */
  public static readonly OPC_UA = new DeviceProtocol('opcua');
  /** ONVIF cameras. */
  public static readonly ONVIF = new DeviceProtocol('onvif');
  /** Bluetooth Low Energy. */
  public static readonly BLE = new DeviceProtocol('bluetooth');

  /**
   * A protocol of a mapper of your own, by the name that it registers with.
   * @param name Name that the mapper registers with.
   */
  public static custom(name: string): DeviceProtocol {
    if (!isDnsLabel(name)) {
      throw new Error(`DeviceProtocol.custom('${name}'): must be a DNS label: a-z, 0-9 and -`);
    }
    return new DeviceProtocol(name);
  }

  private constructor(
    /** Name of the protocol, with which its mapper registers. */
    public readonly name: string,
  ) {}
}

import { checked } from '../../props/checked';

/** How the network of a cluster encrypts what goes from node to node. Whoever set up the network has switched it on; the library only says it. */
@checked
export class NodeEncryption {
  /** Cilium with WireGuard (`encryption.type: wireguard`). */
  public static ciliumWireGuard(): NodeEncryption {
    return new NodeEncryption('WireGuard of Cilium');
  }

  /** Cilium with IPsec (`encryption.type: ipsec`). */
  public static ciliumIpsec(): NodeEncryption {
    return new NodeEncryption('IPsec of Cilium');
  }

  /** Calico with WireGuard (`wireguardEnabled: true` of its FelixConfiguration). */
  public static calicoWireGuard(): NodeEncryption {
    return new NodeEncryption('WireGuard of Calico');
  }

  /**
   * Another one, such as that of the hardware of a cloud between its machines.
   * @param reason What encrypts, and where that is written.
   */
  public static other(reason: string): NodeEncryption {
    if (reason.trim() === '') {
      throw new Error("NodeEncryption.other(''): must say what encrypts, and where that is written");
    }
    return new NodeEncryption(reason);
  }

  private constructor(
    /** What encrypts. */
    public readonly description: string,
  ) {}
}

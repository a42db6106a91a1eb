import { SecretKey } from '../../../platform/secrets/secret-ref';
import { checked } from '../../../props/checked';

/** How clients of a mosquitto prove who they are. There is no anonymous one. */
@checked
export class ClientLogin {
  /** By a certificate (mutual TLS) of the authority that is 'ca.crt' of the broker's own: its common name is the name of the client. */
  public static certificates(): ClientLogin {
    return new ClientLogin();
  }

  /**
   * By name and password, over TLS.
   * @param passwords a file with the hashes of the passwords, as `mosquitto_passwd` writes it: a key of a Secret
   */
  public static passwords(passwords: SecretKey): ClientLogin {
    return new ClientLogin(passwords);
  }

  private constructor(
    /**
     * Absent: certificates.
     * @internal
     */
    public readonly _passwords?: SecretKey,
  ) {}
}

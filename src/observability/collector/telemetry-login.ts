import { SecretKey } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';

/**
 * Who a collector is for the store that it sends to. Values are in Secrets of its namespace and reach it as files, which are read again when they
 * change.
 */
@checked
export class TelemetryLogin {
  /**
   * A token in the header Authorization.
   * @param token Key of a Secret.
   */
  public static bearer(token: SecretKey): TelemetryLogin {
    return new TelemetryLogin('bearertokenauth', [['filename', token]]);
  }

  /**
   * User and password (HTTP Basic).
   * @param user Key of a Secret that holds the user.
   * @param password Key of a Secret that holds the password.
   */
  public static basic(user: SecretKey, password: SecretKey): TelemetryLogin {
    return new TelemetryLogin('basicauth', [
      ['username_file', user],
      ['password_file', password],
    ]);
  }

  private constructor(
    private readonly kind: 'bearertokenauth' | 'basicauth',
    private readonly fields: readonly (readonly [string, SecretKey])[],
  ) {}

  /**
   * Keys that have to be there as files.
   * @internal
   */
  public get _keys(): readonly SecretKey[] {
    return this.fields.map(([, key]) => key);
  }

  /**
   * The extension that sends them, by name (bearertokenauthextension and basicauthextension of opentelemetry-collector-contrib 0.158).
   * @internal
   */
  public _extension(fileOf: (key: SecretKey) => string): { readonly name: string; readonly config: object } {
    const files = Object.fromEntries(this.fields.map(([field, key]) => [field, fileOf(key)]));
    const config = this.kind === 'basicauth' ? { client_auth: files } : files;
    return { name: `${this.kind}/store`, config };
  }
}

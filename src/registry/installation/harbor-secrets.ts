import { Problems } from '../../manifest/problems';
import { checkExternalSecret } from '../../platform/secrets/external-secret';
import { SecretStore } from '../../platform/secrets/secret-store';
import { checked } from '../../props/checked';

/** Keys of the Secret of an installation, as the chart wants to have them; each is the name of a property in the store. */
export const HARBOR_KEYS = [
  'HARBOR_ADMIN_PASSWORD',
  'secretKey',
  'secret',
  'CSRF_KEY',
  'JOBSERVICE_SECRET',
  'REGISTRY_HTTP_SECRET',
  'REGISTRY_PASSWD',
  'REGISTRY_HTPASSWD',
] as const;

/** The key pair with which Harbor signs the tokens of its clients. */
export const TOKEN_KEYS = ['tls.crt', 'tls.key'] as const;

/**
 * Everything secret of a Harbor, by where it is. The chart makes what it is not given: anew on each rendering, so that under Argo CD sessions, uploads and
 * tokens would break with every sync.
 */
@checked
export class HarborSecrets {
  /**
   * One entry of a store with the properties
   *
   * - `HARBOR_ADMIN_PASSWORD`: password of the user admin, read once, when Harbor starts for the first time;
   * - `secretKey`: 16 characters, with which Harbor encrypts what it stores: it can never change;
   * - `secret`, `JOBSERVICE_SECRET`, `REGISTRY_HTTP_SECRET`: 16 characters each, by which its parts know each other;
   * - `CSRF_KEY`: 32 characters;
   * - `REGISTRY_PASSWD`, and `REGISTRY_HTPASSWD` with the line of `htpasswd -nB harbor_registry_user` for it;
   * - `tls.crt`, `tls.key`: certificate and RSA key of the token service, in PEM.
   * @param store where the entry is
   * @param path path of the entry, for example 'platform/harbor'
   * @throws where the path is none
   */
  public static stored(store: SecretStore, path: string): HarborSecrets {
    const problems = new Problems('HarborSecrets.stored');
    problems.check(!path.includes('#'), 'path', path, 'must be the path of the entry alone: its properties are known');
    checkExternalSecret(problems, { name: 'keys', store, keys: { entry: path } });
    problems.raise();
    return new HarborSecrets(store, path);
  }

  private constructor(
    /** Where the entry is. */
    public readonly store: SecretStore,
    /** Path of the entry. */
    public readonly path: string,
  ) {}

  /**
   * Where the store has some of the keys.
   * @internal
   */
  public _remote(keys: readonly string[]): Record<string, string> {
    return Object.fromEntries(keys.map((key) => [key, `${this.path}#${key}`]));
  }
}

import { Problems } from '../../manifest/problems';
import { refusal, secretInText } from '../../manifest/secret-literals';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { checked } from '../../props/checked';

/** What KubeVirt takes in a manifest (1.6, cloudInitUserMaxLen). */
const MOST_BYTES = 2048;

/** Keys of a Secret that KubeVirt reads. */
const KEYS = ['userdata', 'userData'];

/** What a guest is told when it starts, by cloud-init. */
@checked
export class CloudInit {
  /**
   * User data, for example '#cloud-config\npackages: [ros-jazzy-desktop]\n'. At most 2,048 bytes, and no secrets: it stands in the manifest.
   * @param text What cloud-init reads; nothing secret.
   * @throws where it looks like a secret, or is longer
   */
  public static userData(text: string): CloudInit {
    const problems = new Problems('CloudInit.userData');
    const cure = "CloudInit.secret(...) with the key 'userdata'";
    const bytes = Buffer.byteLength(text);
    problems.check(bytes <= MOST_BYTES, 'text', `${bytes} bytes`, `must be at most ${MOST_BYTES} bytes`, cure);
    const found = secretInText(text);
    problems.check(found === undefined, 'text', 'given', refusal(found), cure);
    problems.raise();
    return new CloudInit({ userData: text });
  }

  /**
   * User data in a secret, under the key 'userdata'.
   * @param secret A secret of the namespace of the machine.
   * @throws where the secret has no such key
   */
  public static secret(secret: SecretRef): CloudInit {
    const has = KEYS.some((key) => secret.keys.includes(key));
    return new CloudInit({ secretRef: { name: has ? secret.secretName : secret.key(KEYS[0]).secretName } }, secret);
  }

  private constructor(
    /** @internal */
    public readonly _source: object,
    /** @internal */
    public readonly _secret?: SecretRef,
  ) {}
}

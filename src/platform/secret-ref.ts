import { k8s } from 'cdk8s-plus-27';
import { Variable } from './variable';
import { isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';

/** One value of a secret, by its name: what is in it never stands in a manifest. */
export class SecretKey extends Variable {
  /** @internal */
  public static _of(secretName: string, key: string): SecretKey {
    return new SecretKey(secretName, key);
  }

  private constructor(
    /** Name of the Secret. */
    public readonly secretName: string,
    /** Key of the value. */
    public readonly key: string,
  ) {
    super();
  }

  /** @internal */
  public _variable(name: string): k8s.EnvVar {
    return { name, valueFrom: { secretKeyRef: { name: this.secretName, key: this.key } } };
  }
}

/** A Secret that workloads of its namespace use. It holds a name and keys, never a value. */
export class SecretRef {
  /**
   * A Secret that somebody else makes in the namespace of the stack.
   * @param name name of the Secret
   * @param keys keys that it has; another one is refused where it is asked for
   */
  public static existing(name: string, keys: string[]): SecretRef {
    const problems = new Problems(`SecretRef.existing('${name}')`);
    problems.check(isDnsSubdomain(name), 'name', name, 'must be the name of a Secret: a DNS name in lower case');
    problems.check(keys.length > 0, 'keys', '[]', 'must name at least one');
    problems.check(new Set(keys).size === keys.length, 'keys', keys, 'must name each key once');
    for (const key of keys) {
      problems.check(
        /^[-._a-zA-Z0-9]{1,253}$/.test(key) && !/^\.{1,2}$/.test(key),
        'keys',
        key,
        'must be 1 to 253 letters, digits, -, _ and .',
      );
    }
    problems.raise();
    return new SecretRef(name, keys);
  }

  private constructor(
    /** Name of the Secret. */
    public readonly secretName: string,
    /** Keys that it has. */
    public readonly keys: string[],
  ) {}

  /** One of its values. Throws where it has no such key. */
  public key(name: string): SecretKey {
    if (!this.keys.includes(name)) {
      throw new Error(
        `Secret ${this.secretName} has no key '${name}': it has ${this.keys.join(', ')}; name the key where the secret is declared`,
      );
    }
    return SecretKey._of(this.secretName, name);
  }
}

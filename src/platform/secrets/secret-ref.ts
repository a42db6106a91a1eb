import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkExternalSecret, emitExternalSecret, ExternalSecretParts, LOGIN_KEYS } from './external-secret';
import { SecretStore } from './secret-store';
import { nearestOf } from '../../capacity/nearest';
import * as k8s from '../../manifest/k8s/types';
import { isContentKey, isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { AutonomousStack } from '../autonomous-stack';
import { ContentSource } from '../content-source';
import { groupIn } from '../group';
import { checkHost } from '../host';
import { Variable } from '../variable';

/** One value of a secret, by its name: what is in it never stands in a manifest. */
@checked
export class SecretKey extends Variable {
  /** @internal */
  public static _of(secret: SecretRef, key: string): SecretKey {
    return new SecretKey(secret, key);
  }

  private constructor(
    private readonly secret: SecretRef,
    /** Key of the value. */
    public readonly key: string,
  ) {
    super();
  }

  /** Name of the Secret. */
  public get secretName(): string {
    return this.secret.secretName;
  }

  /** @internal */
  public get _content(): ContentSource {
    return this.secret._content;
  }

  /**
   * What it is a value of.
   * @internal
   */
  public get _secret(): SecretRef {
    return this.secret;
  }

  /** @internal */
  public _variable(name: string): k8s.EnvVar {
    return { name, valueFrom: { secretKeyRef: { name: this.secretName, key: this.key } } };
  }
}

/** How pods get a new value of a secret. In files it arrives by itself, within minutes; variables are read once. */
export interface SecretOptions {
  /**
   * Raise it when the value changes: the pods that use the secret are then replaced, as in every rollout. Not the value, and not a hash of it.
   * @default - none: nobody knows at synth that a value changed
   */
  readonly version?: string;
  /**
   * Whether Reloader, where the cluster runs it, replaces the pods as soon as the value changes. Not at edge sites, where another controller owns the
   * Deployments.
   * @default false
   */
  readonly reloader?: boolean;
}

/** A Secret that External Secrets Operator makes. */
export interface ExternalSecretProps extends SecretOptions {
  /** Where the values are. */
  readonly store: SecretStore;
  /**
   * Keys of the Secret, and where the store has their values: `<path>[#<property>]`, for example `{ password: 'apps/orders/db#password' }`. With
   * 'tls.crt' and 'tls.key' it is a Secret for TLS, with '.dockerconfigjson' one to pull images with.
   */
  readonly keys: Record<string, string>;
  /**
   * Name of the Secret.
   * @default - the id
   */
  readonly name?: string;
  /**
   * How often the store is asked for new values.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/** The login of a registry, from a store. */
export interface RegistryLoginProps extends SecretOptions {
  /** Where user and password are. */
  readonly store: SecretStore;
  /** Host of the registry, with a port where it is not 443. */
  readonly host: string;
  /** Where the store has the user: `<path>[#<property>]`. */
  readonly username: string;
  /** Where the store has the password: `<path>[#<property>]`. */
  readonly password: string;
  /**
   * Name of the Secret.
   * @default - the id
   */
  readonly name?: string;
}

/** A Secret that workloads of its namespace use. It holds a name and keys, never a value. */
@checked
export class SecretRef {
  /**
   * A Secret whose values are in a store outside: emits an ExternalSecret (external-secrets.io/v1), from which External Secrets Operator makes the Secret in
   * the namespace of the stack, before the workloads.
   * @param scope a stack, or a construct in one
   * @param id Its name in the program; the Secret's, where none is given.
   * @param props The store, and where in it each value is.
   */
  public static external(scope: Construct, id: string, props: ExternalSecretProps): SecretRef {
    const { name = id, store, keys = {}, refreshInterval } = props;
    const problems = new Problems(`${pathOf(scope, id)}`);
    checkKeys(problems, Object.keys(keys));
    return SecretRef.emit(scope, id, problems, { name, store, keys, refreshInterval }, props);
  }

  /**
   * The login of a registry, for `image.pulledWith(...)`: one Secret in both shapes, that of kubelet (.dockerconfigjson) and that of KubeEdge's pre-pull
   * (username, password).
   * @param scope a stack, or a construct in one
   * @param id Its name in the program; the Secret's, where none is given.
   * @param props The registry, the store, and where in it user and password are.
   */
  public static registryLogin(scope: Construct, id: string, props: RegistryLoginProps): SecretRef {
    const { name = id, store, host, username, password } = props;
    const problems = new Problems(`${pathOf(scope, id)}`);
    checkHost(problems, host);
    const keys = { username, password };
    return SecretRef.emit(scope, id, problems, { name, store, keys, registryHost: host }, props, LOGIN_KEYS);
  }

  /**
   * A Secret that somebody else makes in the namespace of the stack.
   * @param name name of the Secret
   * @param keys keys that it has; another one is refused where it is asked for
   * @param options Of what type it is.
   */
  public static existing(name: string, keys: string[], options: SecretOptions = {}): SecretRef {
    const problems = new Problems(`SecretRef.existing('${name}')`);
    problems.check(isDnsSubdomain(name), 'name', name, 'must be the name of a Secret: a DNS name in lower case');
    checkKeys(problems, keys);
    checkOptions(problems, options);
    problems.raise();
    return new SecretRef(name, keys, options);
  }

  private static emit(
    scope: Construct,
    id: string,
    problems: Problems,
    parts: ExternalSecretParts,
    options: SecretOptions,
    secretKeys: readonly string[] = Object.keys(parts.keys),
  ): SecretRef {
    checkExternalSecret(problems, parts);
    checkOptions(problems, options);
    problems.raise();
    const stack = AutonomousStack.containing(scope);
    const object = emitExternalSecret(groupIn(scope, 'Secrets'), id, stack._owner, parts);
    return new SecretRef(parts.name, [...secretKeys], options, stack, object);
  }

  private constructor(
    /** Name of the Secret. */
    public readonly secretName: string,
    /** Keys that it has. */
    public readonly keys: string[],
    private readonly options: SecretOptions,
    private readonly stack?: AutonomousStack,
    /** The ExternalSecret; undefined where somebody else makes the Secret. */
    public readonly externalSecret?: ApiObject,
  ) {}

  /**
   * One of its values. Throws where it has no such key.
   * @param name Name of the key.
   */
  public key(name: string): SecretKey {
    if (!this.keys.includes(name)) {
      const meant = nearestOf(name, this.keys);
      throw new Error(
        `Secret ${this.secretName} has no key '${name}': it has ${this.keys.join(', ')}; ${meant === undefined ? 'name the key where the secret is declared' : `did you mean '${meant}'?`}`,
      );
    }
    return SecretKey._of(this, name);
  }

  /** @internal */
  public get _content(): ContentSource {
    const { version, reloader } = this.options;
    return { kind: 'Secret', name: this.secretName, stack: this.stack, stamp: version, reloaded: reloader };
  }
}

function checkKeys(problems: Problems, keys: readonly string[]): void {
  problems.check(keys.length > 0, 'keys', '[]', 'must name at least one');
  problems.check(new Set(keys).size === keys.length, 'keys', keys, 'must name each key once');
  for (const key of keys) {
    problems.check(isContentKey(key), 'keys', key, 'must be 1 to 253 letters, digits, -, _ and .');
  }
}

/** A version is read by everyone: nothing of a value may be in it. */
function checkOptions(problems: Problems, { version }: SecretOptions): void {
  problems.check(
    version === undefined || /^[-._a-zA-Z0-9]{1,40}$/.test(version),
    'version',
    version === undefined ? undefined : 'given',
    'must be 1 to 40 letters, digits, -, _ and .',
    "a counter or a date: '3', '2026-11-30'",
  );
}

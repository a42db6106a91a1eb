import { Construct } from 'constructs';
import { groupIn } from './group';
import { checkHost } from './host';
import { Image, ImageVersion } from './image';
import { addRegistry } from './mirrors/nearest';
import { checkExternalSecret, emitExternalSecret, ExternalSecretParts, LOGIN_KEYS } from './secrets/external-secret';
import { SecretStore } from './secrets/secret-store';
import { Owner } from '../manifest/metadata';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { checked } from '../props/checked';
import { Residency } from '../protection/residency';

/** The login of a registry, from a store: each stack of the registry gets its pull secret from there. */
export interface StoredLogin {
  /** Where user and password are: a store that all stacks reach. */
  readonly store: SecretStore;
  /** Where the store has the user: `<path>[#<property>]`. */
  readonly username: string;
  /** Where the store has the password: `<path>[#<property>]`. */
  readonly password: string;
}

/** A Harbor registry that images are pulled from. */
export interface HarborRegistryProps {
  /** Host name, with a port where it is not 443. */
  readonly host: string;
  /**
   * Name of the secret (kubernetes.io/dockerconfigjson) with which pods pull, in each namespace. The library refers to it and
   * never holds its value.
   * @default - `<id>-login` with `login`, else none: the projects are public
   */
  readonly pullSecret?: string;
  /**
   * Where the login is: each stack of which this is the `registry` then gets an ExternalSecret for the pull secret, in the shapes of kubelet and of KubeEdge's
   * pre-pull.
   * @default - none: somebody else makes the pull secret in each namespace
   */
  readonly login?: StoredLogin;
  /**
   * Under which law it is.
   * @default - nobody says: projects with personal or map data are not copied to it
   */
  readonly residency?: Residency;
}

/** What pull secrets are made of, by their objects: two registries may not have one name for different ones. */
const LOGINS = new WeakMap<object, string>();

/**
 * A Harbor registry. Its images are named `<project>/<repository>`. Emits nothing but pull secrets in its stacks, where it has a login.
 *
 * @example
 * const harbor = new HarborRegistry(app, 'harbor', {
 *   host: 'harbor.cars.example.com',
 *   login: { store: secrets, username: 'platform/harbor#username', password: 'platform/harbor#password' },
 * });
 * const fleet = new AutonomousStack(app, 'vehicles', { cluster, registry: harbor });
 * new Microservice(fleet, 'telemetry', {
 *   image: harbor.image('vehicles/telemetry', { tag: '4.2.0' }),
 *   resources,
 *   replicas,
 * });
 */
@checked
export class HarborRegistry extends Construct {
  /** Host name, with a port where it is not 443. */
  public readonly host: string;
  /** Name of the pull secret; undefined where none is needed. */
  public readonly pullSecret?: string;
  /** Under which law it is; undefined where nobody said. */
  public readonly residency?: Residency;
  private readonly login?: ExternalSecretParts;
  private readonly loginNamespaces = new Set<string>();

  /**
   * @param scope Stack that it is in.
   * @param id Name of the registry.
   * @param props Host and address.
   */
  public constructor(scope: Construct, id: string, props: HarborRegistryProps) {
    super(scope, id);
    const problems = new Problems(pathOf(scope, id));
    checkHost(problems, props.host);
    const { login } = props;
    this.host = props.host;
    this.residency = props.residency;
    this.pullSecret = props.pullSecret ?? (login && `${id.toLowerCase()}-login`);
    if (this.pullSecret !== undefined) {
      checkDnsLabel(problems, 'pullSecret', this.pullSecret);
    }
    if (login) {
      const { store, username, password } = login;
      this.login = { name: this.pullSecret!, store, keys: { username, password }, registryHost: this.host };
      checkExternalSecret(problems, this.login);
    }
    problems.raiseFor(this);
    addRegistry(this.node.root, this);
  }

  /**
   * An image of this registry.
   * @param name `<project>/<repository>`, for example 'telemetry/rules'
   * @param version tag, digest or both
   */
  public image(name: string, version: ImageVersion): Image {
    if (!/^[^/]+\/.+$/.test(name)) {
      throw new Error(
        `[${this.node.path}] image '${name}': must be <project>/<repository>, for example 'telemetry/rules'`,
      );
    }
    const login = this.login && { registry: this, keys: LOGIN_KEYS };
    return Image._in(`${this.host}/${name}`, version, this.pullSecret, login);
  }

  /**
   * The pull secret in a stack, once.
   * @internal
   */
  public _emitLogin(stack: Construct, owner: Owner): void {
    if (!this.login) {
      return;
    }
    const group = groupIn(stack, 'Secrets');
    const { name } = this.login;
    const other = group.node.tryFindChild(name);
    if (!other) {
      LOGINS.set(emitExternalSecret(group, name, owner, this.login), JSON.stringify(this.login));
    } else if (LOGINS.get(other) !== JSON.stringify(this.login)) {
      throw new Error(
        `[${this.node.path}] pullSecret '${name}': is that of another login in ${owner.namespace} already, ${other.node.path}; pullSecret: a name of its own`,
      );
    }
    this.loginNamespaces.add(owner.namespace!);
  }

  /**
   * A namespace that has its pull secret; undefined where nobody knows one.
   * @internal
   */
  public get _loginNamespace(): string | undefined {
    return [...this.loginNamespaces].sort()[0];
  }
}

import { HarborConfigurationProps } from './harbor-configuration-props';
import { HarborLogin } from './parts/login';
import { HarborProject } from './parts/project';
import { Replication } from './parts/replication';
import { HarborRobot } from './parts/robot';
import { nameOf } from './parts/upstream';
import { sortedBy } from '../../capacity/order';
import { bytesOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { SecretRef } from '../../platform/secrets/secret-ref';
import { Mount } from '../../workload/pod/mount';
import { HarborInstallation } from '../installation/harbor-installation';
import { DesiredState, EndpointState, LoginFiles, ProjectState, RetentionState } from '../job/state';

/** Where the Job finds the program with what is wanted, and secrets. */
export const FOLDER = '/etc/harbor';
const SECRETS = '/var/run/secrets/harbor';

/** The user of an installation, who has this name always. */
const ADMIN_KEY = 'HARBOR_ADMIN_PASSWORD';
export const ADMIN_FILE = 'admin';

/** Everything that is wanted of one Harbor, as it comes in, and the files that the Job needs for it. */
export class Wanted {
  public readonly projects: HarborProject[] = [];
  public readonly robots: HarborRobot[] = [];
  public readonly replications: Replication[] = [];
  private readonly endpoints = new Map<string, EndpointState>();
  private readonly secrets = new Map<string, { readonly secret: SecretRef; readonly keys: Set<string> }>();
  private readonly login: LoginFiles;
  private readonly caFile?: string;

  /**
   * @param owner who made what is made: its mark
   * @param robotSecret namespace and name of the Secret with the logins of robots
   */
  public constructor(
    private readonly owner: string,
    private readonly robotSecret: { readonly namespace: string; readonly name: string },
    private readonly props: HarborConfigurationProps,
  ) {
    const { registry, login, certificateAuthority: authority } = props;
    this.login = login
      ? this.filesOf(login)
      : {
          username: `${FOLDER}/${ADMIN_FILE}`,
          password: this.fileOf(keysOf(registry as HarborInstallation), ADMIN_KEY),
        };
    if (authority) {
      this.caFile = this.fileOf(SecretRef.existing(authority.secretName, [authority.key]), authority.key);
    }
  }

  /** Another registry. Refuses two logins for one: Harbor keeps one. */
  public addEndpoint(problems: Problems, type: string, host: string, login?: HarborLogin): void {
    const name = nameOf(host);
    const state = { name, type, url: `https://${host}`, ...(login && { login: this.filesOf(login) }) };
    const other = this.endpoints.get(name);
    problems.check(
      other === undefined || JSON.stringify(other) === JSON.stringify(state),
      'login',
      host,
      'is asked with another login already, and Harbor keeps one for each registry',
      'the same login',
    );
    problems.check(name.length <= 64, 'host', host, 'has more than 64 characters, the most that Harbor takes');
    this.endpoints.set(name, other ?? state);
  }

  /** The files of secrets. */
  public get mounts(): Mount[] {
    return sortedBy(this.secrets.values(), ({ secret }) => secret.secretName).map(({ secret, keys }) =>
      Mount.secret(secret, `${SECRETS}/${secret.secretName}`, { keys: [...keys].sort() }),
    );
  }

  /** In one order, whatever the order in which it came in. */
  public get state(): DesiredState {
    const { registry, garbageCollection: garbage, scanAll } = this.props;
    return {
      owner: this.owner,
      url: `https://${registry.host}`,
      login: this.login,
      ...(this.caFile !== undefined && { caFile: this.caFile }),
      endpoints: sortedBy(this.endpoints.values(), ({ name }) => name),
      projects: sortedBy(this.projects, ({ projectName }) => projectName).map(projectState),
      replications: sortedBy(this.replications, ({ state }) => state.name).map(({ state }) => state),
      robots: sortedBy(this.robots, ({ robotName }) => robotName).map(robotState),
      ...(this.robots.length > 0 && { robotSecret: this.robotSecret }),
      ...(garbage && {
        garbageCollection: {
          cron: garbage.schedule,
          deleteUntagged: garbage.deleteUntagged ?? false,
          workers: garbage.workers ?? 1,
        },
      }),
      ...(scanAll !== undefined && { scanAll: { cron: scanAll } }),
    };
  }

  private filesOf({ secret, usernameKey = 'username', passwordKey = 'password' }: HarborLogin): LoginFiles {
    return { username: this.fileOf(secret, usernameKey), password: this.fileOf(secret, passwordKey) };
  }

  private fileOf(secret: SecretRef, key: string): string {
    const { secretName } = secret;
    secret.key(key);
    const known = this.secrets.get(secretName) ?? { secret, keys: new Set() };
    this.secrets.set(secretName, known);
    known.keys.add(key);
    return `${SECRETS}/${secretName}/${key}`;
  }
}

function keysOf({ _keysSecret }: HarborInstallation): SecretRef {
  return SecretRef.existing(_keysSecret, [ADMIN_KEY]);
}

function projectState({ projectName, _props: props, _metadata, _cache: cache }: HarborProject): ProjectState {
  const { quota, retention, members = [], immutableTags = [] } = props;
  return {
    name: projectName,
    metadata: _metadata,
    ...(quota && { quota: bytesOf(quota) }),
    ...(cache && { proxyOf: nameOf(cache.upstream.host) }),
    ...(retention && { retention: retention._state as RetentionState }),
    immutable: [...immutableTags].sort().map((tags) => ({ tags, repositories: '**' })),
    members: members.map(({ _state }) => _state),
  };
}

function robotState({ robotName, _props: { projects, push, duration } }: HarborRobot): DesiredState['robots'][number] {
  return {
    name: robotName,
    duration: duration === undefined ? -1 : duration.toDays(),
    projects: projects.map(({ projectName }) => projectName).sort(),
    actions: push ? ['pull', 'push'] : ['pull'],
  };
}

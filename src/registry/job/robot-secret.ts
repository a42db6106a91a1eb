import { Blocked, Refused } from './refused';
import { send } from './retry';
import { Transport } from './transport';

export interface RobotSecretOptions {
  /** The API server, `https://...`. */
  readonly url: string;
  readonly token: string;
  readonly ca?: string;
  readonly namespace: string;
  readonly name: string;
  readonly transport: Transport;
  /** Waits so many seconds. */
  readonly sleep: (seconds: number) => Promise<unknown>;
}

/** The login of a robot. */
export interface RobotLogin {
  readonly username: string;
  readonly password: string;
}

/** The one Secret that this program writes: `<robot>.username` and `<robot>.password` of all robots. */
export class RobotSecret {
  public requests = 0;
  public writes = 0;
  private logins?: Map<string, RobotLogin>;

  public constructor(private readonly options: RobotSecretOptions) {}

  /** What the Secret has of a robot; undefined where it has not all. */
  public async loginOf(robot: string): Promise<RobotLogin | undefined> {
    return (await this.read()).get(robot);
  }

  /** Robots that it has a login of. */
  public async robots(): Promise<string[]> {
    return [...(await this.read()).keys()];
  }

  public async set(robot: string, login: RobotLogin): Promise<void> {
    const logins = await this.read();
    logins.set(robot, login);
    await this.apply(logins);
  }

  public async drop(robot: string): Promise<void> {
    const logins = await this.read();
    logins.delete(robot);
    await this.apply(logins);
  }

  private async read(): Promise<Map<string, RobotLogin>> {
    if (!this.logins) {
      const { data } = (await this.ask('GET')) ?? {};
      const values = new Map(Object.entries<string>(data ?? {}).map(([key, value]) => [key, decode(value)]));
      const robots = [...values.keys()].flatMap((key) => /^(.+)\.username$/.exec(key)?.[1] ?? []);
      this.logins = new Map(
        robots.flatMap((robot) => {
          const [username, password] = [values.get(`${robot}.username`), values.get(`${robot}.password`)];
          return username && password ? [[robot, { username, password }] as const] : [];
        }),
      );
    }
    return this.logins;
  }

  /**
   * Applied as a whole by one field manager: keys that are not in it go. It is the only way to make an object under a right that names it, as only then
   * its name is known when the right is looked for.
   */
  private async apply(logins: ReadonlyMap<string, RobotLogin>): Promise<void> {
    const { namespace, name } = this.options;
    const data = Object.fromEntries(
      [...logins].sort().flatMap(([robot, { username, password }]) => [
        [`${robot}.username`, encode(username)],
        [`${robot}.password`, encode(password)],
      ]),
    );
    const metadata = { name, namespace, labels: { 'app.kubernetes.io/managed-by': 'cdk8s-autonomous' } };
    await this.ask('PATCH', { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data });
  }

  private async ask(method: 'GET' | 'PATCH', body?: object): Promise<any> {
    const { url, token, ca, namespace, name, transport, sleep } = this.options;
    const query = body ? '?fieldManager=harbor-configuration&force=true' : '';
    const count = () => {
      this.requests++;
      this.writes += body ? 1 : 0;
    };
    const answer = await send(
      { transport, sleep, count },
      {
        method,
        url: `${url}/api/v1/namespaces/${namespace}/secrets/${name}${query}`,
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body && { 'content-type': 'application/apply-patch+yaml' }),
        },
        body: body && JSON.stringify(body),
        ca,
      },
    );
    if (method === 'GET' && answer.status === 404) {
      return undefined;
    }
    if (answer.status === 403 || answer.status === 401) {
      throw new Blocked(`may not ${method} Secret ${namespace}/${name}: ${answer.status}`);
    }
    if (answer.status >= 300) {
      throw new Refused(answer.status, `${answer.status} for ${method} Secret ${namespace}/${name}`);
    }
    return JSON.parse(answer.body);
  }
}

function decode(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}

function encode(value: string): string {
  return Buffer.from(value, 'utf8').toString('base64');
}

import { Asked, empty, Fault, faultOf, json } from './answers';
import { Database } from './database';
import { projectRoutes } from './project-routes';
import { Settings, systemRoutes } from './system-routes';
import { Answer, Request } from '../../../src/registry/job/transport';

export interface FakeHarborOptions {
  /** So many requests, or seconds, late do readers see what was written. */
  readonly lag?: number;
  /** Each so manieth request is answered 429 with Retry-After, 503, or not at all. */
  readonly tooManyEach?: number;
  readonly downEach?: number;
  readonly brokenEach?: number;
  readonly robotPrefix?: string;
}

/** The administrator of every server of the tests, and users that it knows. */
export const ADMIN = { username: 'admin', password: 'of-the-tests' };
const USERS = ['admin', 'ada', 'grace', 'linus'];

/** Where it is, and where the API server of its cluster is. */
export const HARBOR = 'https://harbor.example.com';
export const API_SERVER = 'https://kubernetes.default.svc';
export const TOKEN = 'token-of-the-job';

/** A server that answers as Harbor 2.15 does (src/server/v2.0/handler of goharbor/harbor), and an API server with one Secret. */
export class FakeHarbor {
  public readonly data: Database;
  public readonly settings: Settings;
  /** The Secret: none until somebody applies it. */
  public secret?: Record<string, string>;
  public secretName = 'harbor/robots';
  public readonly log: string[] = [];

  public constructor(private readonly options: FakeHarborOptions = {}) {
    this.data = new Database({ now: 0, lag: options.lag ?? 0 });
    const { robotPrefix = 'robot$' } = options;
    this.settings = { away: new Set(), passwords: new Map(), robotPrefix, hasScanner: true };
  }

  /** Time goes on. */
  public sleep(seconds: number): Promise<void> {
    this.data.time.now += seconds;
    return Promise.resolve();
  }

  public get requests(): number {
    return this.log.length;
  }

  public get writes(): string[] {
    return this.log.filter((line) => !line.startsWith('GET '));
  }

  public answer(request: Request): Promise<Answer> {
    const { method, url } = request;
    this.data.time.now++;
    this.log.push(`${method} ${url}`);
    const { tooManyEach, downEach, brokenEach } = this.options;
    const isEach = (each: number | undefined) => each !== undefined && this.log.length % each === 0;
    if (isEach(tooManyEach)) {
      return Promise.resolve(faultOf(new Fault(429, 'too many requests', { 'retry-after': '7' })));
    }
    if (isEach(downEach)) {
      return Promise.resolve({ status: 503, headers: {}, body: 'upstream connect error' });
    }
    try {
      const answer = this.route(request);
      // It was done; the answer is lost.
      return isEach(brokenEach)
        ? Promise.reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }))
        : Promise.resolve(answer);
    } catch (error) {
      if (error instanceof Fault) {
        return Promise.resolve(faultOf(error));
      }
      throw error;
    }
  }

  private route({ method, url, headers, body }: Request): Answer {
    if (url.startsWith(API_SERVER)) {
      return this.secretOf(method, url, headers, body);
    }
    const { pathname, searchParams } = new URL(url);
    const [username, password] = Buffer.from(headers.authorization.slice('Basic '.length), 'base64')
      .toString()
      .split(':');
    const isAdmin = username === ADMIN.username && password === ADMIN.password;
    if (pathname === '/v2/') {
      return isAdmin || this.robotMayPull(username, password) ? json(200, {}) : empty(401);
    }
    if (!isAdmin) {
      throw new Fault(401, 'unauthorized');
    }
    const asked: Asked = {
      method,
      path: pathname.replace('/api/v2.0', ''),
      query: searchParams,
      body: body && JSON.parse(body),
    };
    const answer =
      projectRoutes(this.data, asked, ADMIN.username, USERS) ?? systemRoutes(this.data, asked, this.settings);
    if (!answer) {
      throw new Error(`the fake Harbor knows no ${method} ${pathname}`);
    }
    return answer;
  }

  public robotMayPull(username: string, password: string): boolean {
    return this.data.robots
      .rows()
      .some(
        (one) =>
          `${this.settings.robotPrefix}${one.name}` === username &&
          one.secret === password &&
          !one.disable &&
          !one.ended,
      );
  }

  /** The right of the Job: get, create and patch of one Secret by its name. */
  private secretOf(method: string, url: string, headers: Request['headers'], body?: string): Answer {
    const [namespace, name] = this.secretName.split('/');
    const { pathname } = new URL(url);
    const isNamed = pathname === `/api/v1/namespaces/${namespace}/secrets/${name}`;
    if (headers.authorization !== `Bearer ${TOKEN}` || !isNamed || !['GET', 'PATCH'].includes(method)) {
      return json(403, { kind: 'Status', reason: 'Forbidden' });
    }
    if (method === 'PATCH') {
      if (headers['content-type'] !== 'application/apply-patch+yaml') {
        return json(415, { kind: 'Status' });
      }
      this.secret = JSON.parse(body!).data;
      return json(200, { data: this.secret });
    }
    return this.secret ? json(200, { data: this.secret }) : json(404, { kind: 'Status', reason: 'NotFound' });
  }
}

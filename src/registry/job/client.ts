import { Hopeless, Refused } from './refused';
import { send } from './retry';
import { Answer, Transport } from './transport';

/** The largest page that Harbor gives. */
const PAGE_SIZE = 100;
const BASE = '/api/v2.0';

export interface ClientOptions {
  /** `https://...`, without a path. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly transport: Transport;
  /** Waits so many seconds. */
  readonly sleep: (seconds: number) => Promise<unknown>;
  /** Certificate of its authority. */
  readonly ca?: string;
}

/** Harbor's API, version 2.0. */
export class HarborClient {
  /** Requests that were sent, and those that were not for reading. */
  public requests = 0;
  public writes = 0;

  public constructor(private readonly options: ClientOptions) {}

  /** What is at a path; undefined where there is nothing. */
  public async find(path: string): Promise<any> {
    try {
      const { body } = await this.ask('GET', path);
      // A schedule that is not set has no body.
      return body.trim() === '' ? undefined : (this.parsed('GET', path, body) ?? undefined);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** All pages of a list. Harbor says in X-Total-Count how many there are; without it a page that is not full is the last. */
  public async list(path: string): Promise<any[]> {
    const all: any[] = [];
    for (let page = 1; ; page++) {
      const separator = path.includes('?') ? '&' : '?';
      const { headers, body } = await this.ask('GET', `${path}${separator}page=${page}&page_size=${PAGE_SIZE}`);
      const items: any[] = this.parsed('GET', path, body.trim() || '[]') ?? [];
      all.push(...items);
      const total = Number(headers['x-total-count'] ?? NaN);
      if (items.length === 0 || (Number.isNaN(total) ? items.length < PAGE_SIZE : all.length >= total)) {
        return all;
      }
    }
  }

  /** Writes, and returns what the answer holds. */
  public async write(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, content?: object): Promise<any> {
    const { body } = await this.ask(method, path, content);
    return body.trim() === '' ? undefined : this.parsed(method, path, body);
  }

  /** Whether somebody may log in to pull. */
  public async admits(username: string, password: string): Promise<boolean> {
    const answer = await this.send('GET', '/v2/', basic(username, password));
    if (answer.status >= 400 && answer.status !== 401) {
      throw refusal('GET', '/v2/', answer);
    }
    return answer.status !== 401;
  }

  /** What is no JSON is the page of somebody else who answers there: a login, or that something is away. */
  private parsed(method: string, path: string, body: string): any {
    try {
      return JSON.parse(body);
    } catch {
      throw new Hopeless(`${this.options.url} answers ${method} ${path} with no JSON: '${body.trim().slice(0, 60)}'`);
    }
  }

  private async ask(method: string, path: string, content?: object): Promise<Answer> {
    const { url, username, password } = this.options;
    const answer = await this.send(method, `${BASE}${path}`, basic(username, password), content);
    if (answer.status === 401) {
      throw new Hopeless(`${url} does not take the login of '${username}': 401 for ${method} ${path}`);
    }
    if (answer.status < 200 || answer.status >= 300) {
      throw refusal(method, path, answer);
    }
    return answer;
  }

  private send(method: string, path: string, authorization: string, content?: object): Promise<Answer> {
    const { url, transport, sleep, ca } = this.options;
    const headers = {
      authorization,
      accept: 'application/json',
      // A project may be named with digits alone: it is a name all the same.
      'x-is-resource-name': 'true',
      ...(content && { 'content-type': 'application/json' }),
    };
    const count = () => {
      this.requests++;
      this.writes += method === 'GET' ? 0 : 1;
    };
    const body = content && JSON.stringify(content);
    return send({ transport, sleep, count }, { method, url: `${url}${path}`, headers, body, ca });
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** What Harbor says, `{"errors":[{"code","message"}]}`, in one line. */
function refusal(method: string, path: string, { status, body }: Answer): Refused {
  let said: string;
  try {
    said = JSON.parse(body)
      .errors.map((one: any) => one.message)
      .join('; ');
  } catch {
    said = body.trim().slice(0, 200);
  }
  return new Refused(status, `${status} for ${method} ${path}${said && `: ${said}`}`);
}

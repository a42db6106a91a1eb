import { Agent as HttpAgent, IncomingMessage, request as requestByHttp, RequestOptions } from 'http';
import { Agent as HttpsAgent, request as requestByHttps } from 'https';
import { createInterface } from 'readline';

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Default: JSON. */
  readonly contentType?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: any;
  /** What the API server warns of. */
  readonly warnings: readonly string[];
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter?: number;
}

/** A way to an API server. */
export interface Connection {
  send(request: Request): Promise<Answer>;
  /** Reads an answer that does not end, line by line, until it ends after all or is aborted. */
  follow(request: Request, onLine: (line: string) => void, abort: AbortSignal): Promise<void>;
}

/** What a request has to carry: agent, certificates, authorization. */
export type Access = () => Promise<RequestOptions>;

/** So many requests at once. */
const SOCKETS = 16;
/** Milliseconds after which an answer is no longer waited for. */
const PATIENCE = 90_000;
/** Milliseconds without a word after which a watch is dead: the API server sends a bookmark every minute. */
const SILENCE = 150_000;

/** An agent that keeps its connections. */
export function agentFor(server: URL, options: object): HttpAgent {
  const more = { keepAlive: true, maxSockets: SOCKETS };
  return server.protocol === 'https:' ? new HttpsAgent({ ...options, ...more }) : new HttpAgent(more);
}

/** Talks to a server over HTTP or HTTPS. */
export function connectionTo(server: URL, access: Access): Connection {
  const open = async ({ method, path, query, body, contentType }: Request, abort?: AbortSignal) => {
    const data = body === undefined ? undefined : JSON.stringify(body);
    const { headers, ...options } = await access();
    const url = new URL(`${server.pathname.replace(/\/$/, '')}${path}`, server);
    Object.entries(query ?? {}).forEach(([name, value]) => url.searchParams.set(name, value));
    return new Promise<IncomingMessage>((resolve, reject) => {
      const send = server.protocol === 'https:' ? requestByHttps : requestByHttp;
      const sent = send(url, {
        ...options,
        method,
        ...(abort && { signal: abort, agent: false }),
        headers: {
          ...headers,
          accept: 'application/json',
          ...(data !== undefined && {
            'content-type': contentType ?? 'application/json',
            'content-length': Buffer.byteLength(data),
          }),
        },
      });
      sent.on('response', resolve).on('error', reject);
      const patience = abort ? SILENCE : PATIENCE;
      sent.setTimeout(patience, () => sent.destroy(new Error(`no answer in ${patience / 1000} s`)));
      sent.end(data);
    });
  };
  return {
    async send(request) {
      const response = await open(request);
      const text = await textOf(response);
      return {
        status: response.statusCode ?? 0,
        body: parsed(text),
        warnings: warningsOf(response),
        retryAfter: Number(response.headers['retry-after']) || undefined,
      };
    },
    async follow(request, onLine, abort) {
      const response = await open(request, abort);
      if (response.statusCode !== 200) {
        throw new Error(`${request.path}: status ${response.statusCode}: ${await textOf(response)}`);
      }
      for await (const line of createInterface({ input: response })) {
        onLine(line);
      }
    },
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of response) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.trim() };
  }
}

/** Texts of the headers `Warning: 299 - "text"`; Node joins them with a comma. */
function warningsOf({ headers }: IncomingMessage): string[] {
  const header = headers.warning;
  return [...String(header ?? '').matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) =>
    text.replace(/\\(.)/g, '$1'),
  );
}

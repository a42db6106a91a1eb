import * as http from 'http';
import * as https from 'https';

/** One request. */
export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Certificates that the server's is of, where it is of none that Node knows. */
  readonly ca?: string;
}

/** What a server answers. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request and waits for the answer. Throws where there is none. */
export type Transport = (request: Request) => Promise<Answer>;

const ANSWER_MILLISECONDS = 30_000;

/** Over the network. Redirects are not followed: a login would go with them. */
export const overNetwork: Transport = ({ method, url, headers, body, ca }) =>
  new Promise((resolve, reject) => {
    const client = url.startsWith('https:') ? https : http;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, headers: { ...headers, ...length }, timeout: ANSWER_MILLISECONDS, ...(ca && { ca }) };
    const sent = client.request(url, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    sent.on('error', reject);
    sent.end(body);
  });

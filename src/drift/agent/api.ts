import { request } from 'https';

/** Where and as whom the API server is asked; the token may change, so that it is read each time. */
export interface ApiAccess {
  readonly url: string;
  readonly token: () => string;
  readonly ca: string;
}

/** An answer of the API server that is none of what was asked for. */
export class ApiRefused extends Error {
  public constructor(
    public readonly status: number,
    path: string,
  ) {
    super(`the API server answers ${path} with ${status}`);
  }
}

const ANSWER_MILLISECONDS = 60_000;

/** What is at a path. */
export function ask({ url, token, ca }: ApiAccess, path: string): Promise<any> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token()}`, accept: 'application/json' };
    const sent = request(`${url}${path}`, { headers, ca, timeout: ANSWER_MILLISECONDS }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        try {
          const { statusCode = 0 } = answer;
          if (statusCode !== 200) {
            throw new ApiRefused(statusCode, path);
          }
          resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`the API server does not answer ${path}`)));
    sent.on('error', reject);
    sent.end();
  });
}

/** So many objects come at once: a page of pods is a few megabytes. */
const PAGE = 500;

/** Takes all objects of a list, page by page. A list of which the rest is gone meanwhile is begun anew by the next look. */
export async function each(
  get: (path: string) => Promise<any>,
  path: string,
  kind: string,
  take: (object: any) => void,
): Promise<void> {
  let next = '';
  do {
    const more = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
    const { items, metadata } = await get(`${path}?limit=${PAGE}${more}`);
    // Objects of a list do not say what they are.
    items.forEach((item: any) => take({ kind, ...item }));
    next = metadata?.continue ?? '';
  } while (next !== '');
}

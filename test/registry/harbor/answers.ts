import { Answer } from '../../../src/registry/job/transport';

/** What a handler of the server is asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: any;
}

/** A fault as Harbor answers it. */
export class Fault extends Error {
  public constructor(
    public readonly status: number,
    message: string,
    public readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

export function empty(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: '' };
}

export function faultOf({ status, message, headers }: Fault): Answer {
  return json(status, { errors: [{ code: String(status), message }] }, headers);
}

/** One page of a list, 10 where nothing is said and 100 at most. */
export function page({ query, path }: Asked, rows: readonly unknown[]): Answer {
  const number = Number(query.get('page') ?? 1);
  const size = Number(query.get('page_size') ?? 10);
  if (size > 100) {
    throw new Fault(422, 'page_size in query should be less than or equal to 100');
  }
  const link: Record<string, string> =
    number * size < rows.length ? { link: `<${path}?page=${number + 1}&page_size=${size}>; rel="next"` } : {};
  return json(200, rows.slice((number - 1) * size, number * size), { 'x-total-count': String(rows.length), ...link });
}

/** Rows whose fields are those of `q=name=value`. */
export function queried<Row extends object>({ query }: Asked, rows: readonly Row[]): Row[] {
  const conditions = (query.get('q') ?? '').split(',').filter(Boolean);
  return rows.filter((row: any) =>
    conditions.every((one) => {
      const [key, value] = one.split('=');
      return String(row[key]) === value;
    }),
  );
}

/** Six fields, of which the first is 0 (src/common/utils/utils.go, ValidateCronString). */
export function checkCron(cron: unknown): void {
  const fields = String(cron ?? '').split(' ');
  if (fields.length !== 6) {
    throw new Fault(400, `invalid cron string: expected exactly 6 fields, found ${fields.length}: ${cron}`);
  }
  if (fields[0] !== '0') {
    throw new Fault(400, 'the 1st field (indicating Seconds of time) of the cron setting must be 0');
  }
}

import { createServer, IncomingMessage, ServerResponse } from 'http';
import { AddressInfo } from 'net';

/** What a controller has made of a job by the time that it is looked at so often. */
export type Progress = (job: any, looks: number) => object | undefined;

/** How the server answers a request instead of as the API server does; undefined where it does as that. */
export type Fault = (
  request: number,
  method: string,
  path: string,
) => { status: number; text: string } | 'gone' | undefined;

/**
 * The part of kube-apiserver that jobs on nodes need, on loopback: objects by their path, server-side apply (an object that is there keeps its status), Status for what is not there,
 * and JSON with fields in the order of their names, as its encoder writes maps. A controller writes the status.
 */
export class JobServer {
  public readonly objects = new Map<string, any>();
  public readonly requests: string[] = [];
  private readonly looks = new Map<string, number>();
  private readonly server = createServer((request, response) => this.answer(request, response));

  public constructor(
    private readonly progress: Progress,
    private readonly fault: Fault = () => undefined,
  ) {}

  public async listen(): Promise<number> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return (this.server.address() as AddressInfo).port;
  }

  public close(): Promise<void> {
    return new Promise((done) => this.server.close(() => done()));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', headers } = request;
    const [path, query] = request.url!.split('?');
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      this.requests.push(`${method} ${path.slice(path.lastIndexOf('/') + 1)}`);
      const fault = this.fault(this.requests.length, method, path);
      if (fault === 'gone') {
        request.socket.destroy();
        return;
      }
      const { status, text } =
        fault ?? this.handle(method, path, `${query}`, headers, Buffer.concat(parts).toString('utf8'));
      response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  }

  private handle(method: string, path: string, query: string, headers: IncomingMessage['headers'], body: string) {
    if (headers.authorization !== 'Bearer token') {
      return failure(401, 'Unauthorized');
    }
    const known = this.objects.get(path);
    if (method === 'GET') {
      if (!known) {
        return failure(404, 'not found');
      }
      const looks = (this.looks.get(path) ?? 0) + 1;
      this.looks.set(path, looks);
      return { status: 200, text: inOrder({ ...known, status: this.progress(known, looks) }) };
    }
    const isApply = method === 'PATCH' && headers['content-type'] === 'application/apply-patch+yaml';
    if (!isApply || !query.includes('fieldManager=')) {
      return failure(415, 'must be a server-side apply with a manager');
    }
    const given = JSON.parse(body);
    if (path !== pathOf(given)) {
      return failure(400, 'the path is not that of the object');
    }
    this.objects.set(path, { ...known, ...given });
    return { status: known ? 200 : 201, text: inOrder(given) };
  }
}

function pathOf({ apiVersion, kind, metadata }: any): string {
  const place = metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
  return `/apis/${apiVersion}${place}/${kind.toLowerCase()}s/${metadata.name}`;
}

function failure(status: number, message: string) {
  return { status, text: inOrder({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: status }) };
}

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, one) =>
    one && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(
          Object.keys(one)
            .sort()
            .map((key) => [key, one[key]]),
        )
      : one,
  );
}

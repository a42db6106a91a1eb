import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';

type Json = any;

/** Kinds that the server knows: group and version, kind, plural, whether it is in namespaces. */
const KINDS: [string, string, string, boolean][] = [
  ['v1', 'Namespace', 'namespaces', false],
  ['v1', 'Node', 'nodes', false],
  ['v1', 'Pod', 'pods', true],
  ['v1', 'ResourceQuota', 'resourcequotas', true],
  ['v1', 'Service', 'services', true],
  ['v1', 'PersistentVolume', 'persistentvolumes', false],
  ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', true],
  ['apps/v1', 'Deployment', 'deployments', true],
  ['apps/v1', 'StatefulSet', 'statefulsets', true],
  ['apps/v1', 'DaemonSet', 'daemonsets', true],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', true],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', true],
  ['scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', false],
  ['storage.k8s.io/v1', 'StorageClass', 'storageclasses', false],
  ['coordination.k8s.io/v1', 'Lease', 'leases', true],
];

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

const EXPIRED = `${JSON.stringify({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } })}\n`;

/** An API server on loopback that keeps objects by path, as far as a rehearsal asks it. */
export class FakeApiServer {
  public readonly objects = new Map<string, Json>();
  public readonly requests: FakeRequest[] = [];
  /** What controllers do after each change. */
  public onChange?: () => void;
  /** Says why an object is refused, or a pod not evicted. */
  public refusal?: (request: FakeRequest) => string | undefined;
  /** What is answered for a moment in place of what was asked. */
  public hiccup?: (request: FakeRequest) => FakeAnswer | undefined;
  public warning: string | undefined;
  public gitVersion = 'v1.32.0';
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  private readonly watches = new Set<{ readonly plural: string; readonly response: ServerResponse }>();
  private version = 0;

  public async start(): Promise<URL> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Objects of a kind, by its plural. */
  public all(plural: string): Json[] {
    return [...this.objects].filter(([path]) => path.split('/').at(-2) === plural).map(([, object]) => object);
  }

  public put(path: string, object: Json): void {
    const before = this.objects.get(path);
    const { metadata = {} } = before ?? {};
    const uid = metadata.uid ?? `uid-${this.version}`;
    const generation = (metadata.generation ?? 0) + (same(before?.spec, object.spec) ? 0 : 1);
    object.metadata = { ...object.metadata, uid, generation, resourceVersion: String(++this.version) };
    this.objects.set(path, object);
    this.tell(before ? 'MODIFIED' : 'ADDED', path, object);
  }

  public drop(path: string): void {
    const object = this.objects.get(path);
    if (object) {
      this.objects.delete(path);
      this.tell('DELETED', path, object);
    }
  }

  public get watching(): number {
    return this.watches.size;
  }

  /** Ends all watches: with the last word of an API server that has forgotten the version, in the middle of a line, or with nothing. */
  public endWatches(last: 'expired' | 'cut' | 'closed'): void {
    for (const { response } of this.watches) {
      if (last === 'cut') {
        response.write('{"type":"ADD', () => response.destroy());
      } else {
        response.end(last === 'expired' ? EXPIRED : '');
      }
    }
    this.watches.clear();
  }

  private tell(type: string, path: string, object: Json): void {
    for (const { plural, response } of this.watches) {
      if (path.split('/').at(-2) === plural) {
        response.write(`${JSON.stringify({ type, object })}\n`);
      }
    }
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://any');
    const parts: Buffer[] = [];
    for await (const part of request) {
      parts.push(part as Buffer);
    }
    const body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
    const asked = { method: request.method!, path: url.pathname, query: url.searchParams, body };
    this.requests.push(asked);
    if (asked.query.has('watch')) {
      response.writeHead(200).flushHeaders();
      if (Number(asked.query.get('resourceVersion')) < this.version) {
        // It remembers nothing.
        response.end(EXPIRED);
      } else {
        this.watches.add({ plural: asked.path.split('/').at(-1)!, response });
      }
      return;
    }
    const hiccup = this.hiccup?.(asked);
    if (hiccup) {
      const headers = { 'content-type': 'application/json', ...hiccup.headers };
      response.writeHead(hiccup.status, headers).end(JSON.stringify(hiccup.body));
      return;
    }
    const [status, answer] = this.handle(asked);
    if (this.warning && asked.method === 'PATCH') {
      response.setHeader('warning', `299 - "${this.warning}"`);
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    if (asked.method !== 'GET') {
      this.onChange?.();
    }
  }

  private handle(request: FakeRequest): [number, Json] {
    const { method, path } = request;
    const message = method === 'GET' ? undefined : this.refusal?.(request);
    if (message !== undefined) {
      return [path.endsWith('/eviction') ? 429 : 422, { message }];
    }
    const object = this.objects.get(path.replace(/\/(status|scale|eviction)$/, ''));
    if (method === 'GET') {
      return object ? [200, object] : this.list(request);
    }
    if (method === 'DELETE') {
      return object ? this.remove(path, object, request.body) : [404, { message: 'not found' }];
    }
    if (path.endsWith('/eviction')) {
      return object ? this.remove(path.replace('/eviction', ''), object, {}) : [404, {}];
    }
    if (method === 'POST') {
      const at = `${path.replace(/\/namespaces$/, '/namespaces')}/${request.body.metadata.name}`;
      if (this.objects.has(at)) {
        return [409, { reason: 'AlreadyExists', message: 'already there' }];
      }
      this.put(at, request.body);
      return [201, request.body];
    }
    return this.patch(request, object);
  }

  private patch({ path, query, body }: FakeRequest, object: Json): [number, Json] {
    const applies = query.has('fieldManager');
    if (!object && !applies) {
      return [404, { message: 'not found' }];
    }
    if (body.metadata?.uid && body.metadata.uid !== object?.metadata.uid) {
      return [409, { reason: 'Conflict', message: 'Precondition failed: UID in precondition' }];
    }
    const merged = merge(object ?? {}, body);
    if (!query.has('dryRun')) {
      this.put(path.replace(/\/(status|scale)$/, ''), merged);
    }
    return [200, merged];
  }

  /** Pods with a node end with grace, unless there is none; a namespace takes everything with it. */
  private remove(path: string, object: Json, options: Json): [number, Json] {
    if (object.kind === 'Pod' && object.spec.nodeName && options.gracePeriodSeconds !== 0) {
      this.put(path, { ...object, metadata: { ...object.metadata, deletionTimestamp: 'now' } });
    } else {
      const inside =
        object.kind === 'Namespace'
          ? [...this.objects.keys()].filter((one) => one.includes(`/namespaces/${object.metadata.name}/`))
          : [];
      inside.forEach((one) => this.drop(one));
      this.drop(path);
    }
    return [200, {}];
  }

  private list({ path, query }: FakeRequest): [number, Json] {
    if (path === '/version') {
      return [200, { gitVersion: this.gitVersion, major: '1', minor: this.gitVersion.split('.')[1] }];
    }
    if (path === '/apis') {
      const groups = new Set(KINDS.map(([groupVersion]) => groupVersion).filter((one) => one !== 'v1'));
      return [200, { groups: [...groups].map((groupVersion) => ({ preferredVersion: { groupVersion } })) }];
    }
    const found = KINDS.filter(([groupVersion]) => [`/api/${groupVersion}`, `/apis/${groupVersion}`].includes(path));
    if (found.length > 0) {
      const verbs = ['list', 'delete'];
      return [200, { resources: found.map(([, kind, name, namespaced]) => ({ kind, name, namespaced, verbs })) }];
    }
    const plural = path.split('/').at(-1)!;
    if (!KINDS.some(([, , name]) => name === plural)) {
      return [404, { message: `no ${path}` }];
    }
    const label = query.get('labelSelector');
    const items = this.all(plural).filter(({ metadata }) => !label || metadata.labels?.[label] !== undefined);
    return [200, { items, metadata: { resourceVersion: String(this.version) } }];
  }
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A merge patch: null removes. */
function merge(into: Json, patch: Json): Json {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    return patch;
  }
  const merged = { ...(typeof into === 'object' && !Array.isArray(into) ? into : {}) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[name];
    } else {
      merged[name] = merge(merged[name], value);
    }
  }
  return merged;
}

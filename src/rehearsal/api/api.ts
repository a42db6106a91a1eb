import { sentAgain } from './again';
import { Answer, Connection, Request } from './connection';
import { KubeObject } from './objects';
import { Clock } from '../clock';

/** What the API server refuses. */
export class ApiError extends Error {
  public constructor(
    public readonly status: number,
    public readonly body: any,
    request: Request,
  ) {
    super(`${request.method} ${request.path}: ${body?.message ?? status}`);
  }
}

/** Where objects of a kind are. */
interface Resource {
  readonly path: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** What the API server says of an object that is applied. */
export interface Applied {
  readonly refused?: string;
  readonly warnings: readonly string[];
}

const MANAGER = 'cdk8s-autonomous-rehearsal';
const MERGE = 'application/merge-patch+json';

/** The API of a cluster. */
export class Api {
  private readonly groups = new Map<string, Promise<Map<string, Resource>>>();

  public constructor(
    public readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  public async get(path: string, query?: Record<string, string>): Promise<any> {
    return (await this.expect({ method: 'GET', path, query })).body;
  }

  /** Undefined where there is none. */
  public async find(path: string): Promise<KubeObject | undefined> {
    const { status, body } = await this.expect({ method: 'GET', path }, 404);
    return status === 404 ? undefined : body;
  }

  public async list(path: string): Promise<KubeObject[]> {
    return (await this.get(path)).items ?? [];
  }

  /** Makes an object; one that is there already stays as it is. */
  public async create(path: string, object: object): Promise<void> {
    const request: Request = { method: 'POST', path, query: { fieldManager: MANAGER }, body: object };
    const answer = await this.expect(request, 409);
    if (answer.status === 409 && answer.body?.reason !== 'AlreadyExists') {
      throw new ApiError(answer.status, answer.body, request);
    }
  }

  /** Changes fields of an object; nothing happens where it is gone, or is not the one whose `uid` is given any more. */
  public async merge(path: string, fields: Readonly<Record<string, any>>): Promise<Answer> {
    const also = fields.metadata?.uid === undefined ? [404] : [404, 409];
    return this.expect({ method: 'PATCH', path, body: fields, contentType: MERGE }, ...also);
  }

  /** Nothing happens where it is gone. */
  public async remove(path: string, options: object = {}): Promise<void> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...options };
    await this.expect({ method: 'DELETE', path, body }, 404, 409);
  }

  /** Any answer, refusals too. */
  public async post(path: string, body: object): Promise<Answer> {
    return this.tried({ method: 'POST', path, body });
  }

  /** Server-side apply, every unknown or repeated field an error. */
  public async apply(object: KubeObject, dryRun: boolean): Promise<Applied> {
    const path = await this.pathOf(object);
    if (path === undefined) {
      return { refused: `no kind ${object.kind} in ${object.apiVersion}`, warnings: [] };
    }
    const query = { fieldManager: MANAGER, fieldValidation: 'Strict', force: 'true', ...(dryRun && { dryRun: 'All' }) };
    const contentType = 'application/apply-patch+yaml';
    const answer = await this.tried({ method: 'PATCH', path, query, body: object, contentType });
    const { status, body, warnings } = answer;
    return { warnings, ...(status >= 400 && { refused: String(body?.message ?? status) }) };
  }

  /** The path of an object; undefined where the cluster does not know its kind. */
  public async pathOf({ apiVersion, kind, metadata }: KubeObject): Promise<string | undefined> {
    const resource = (await this.kindsOf(apiVersion)).get(kind);
    if (!resource) {
      return undefined;
    }
    const { path, plural, namespaced } = resource;
    const scope = namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${path}${scope}/${plural}/${metadata.name}`;
  }

  /** Kinds may have been added. */
  public forgetKinds(): void {
    this.groups.clear();
  }

  /** Kinds of a group's version that the cluster knows. */
  private kindsOf(apiVersion: string): Promise<Map<string, Resource>> {
    const known = this.groups.get(apiVersion) ?? this.discover(apiVersion);
    this.groups.set(apiVersion, known);
    return known;
  }

  private async discover(apiVersion: string): Promise<Map<string, Resource>> {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { status, body } = await this.expect({ method: 'GET', path }, 404);
    const listed: { name: string; kind: string; namespaced: boolean }[] = status === 404 ? [] : body.resources;
    return new Map(
      listed
        .filter(({ name }) => !name.includes('/'))
        .map(({ name, kind, namespaced }) => [kind, { path, plural: name, namespaced }]),
    );
  }

  private async expect(request: Request, ...also: number[]): Promise<Answer> {
    const answer = await this.tried(request);
    if (answer.status >= 400 && !also.includes(answer.status)) {
      throw new ApiError(answer.status, answer.body, request);
    }
    return answer;
  }

  private async tried(request: Request): Promise<Answer> {
    return sentAgain(
      request,
      (one) => this.connection.send(one),
      (milliseconds) => this.clock.sleep(milliseconds),
    );
  }
}

/** Does something with every item, some of them at once. */
export async function forAll<T>(items: readonly T[], act: (item: T) => Promise<unknown>, width = 12): Promise<void> {
  const rest = [...items].reverse();
  const worker = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) {
      await act(item);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

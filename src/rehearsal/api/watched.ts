import { Api } from './api';
import { KubeObject } from './objects';

export type Change = 'ADDED' | 'MODIFIED' | 'DELETED';
type Listener = (change: Change, object: KubeObject) => void;

/** Milliseconds before a watch that broke begins again. */
const PAUSE = 300;

/** All objects of one kind, kept up to date: a list, then a watch from there on; again from a list where the watch is lost. */
export class Watched {
  public readonly items = new Map<string, KubeObject>();
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;

  public constructor(
    private readonly api: Api,
    private readonly path: string,
    private readonly listener: Listener = () => {},
  ) {}

  /** Comes back when all that is there is known. */
  public async start(): Promise<this> {
    const version = await this.relist();
    this.running = this.run(version);
    return this;
  }

  public async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  public all(): KubeObject[] {
    return [...this.items.values()];
  }

  private async run(from: string): Promise<void> {
    let version: string | undefined = from;
    while (!this.abort.signal.aborted) {
      try {
        version ??= await this.relist();
        version = await this.follow(version);
      } catch {
        version = undefined;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  private async relist(): Promise<string> {
    const { items, metadata } = (await this.api.get(this.path)) as { items: KubeObject[]; metadata: any };
    const here = new Set(items.map(({ metadata: { uid } }) => uid));
    this.all()
      .filter(({ metadata: { uid } }) => !here.has(uid))
      .forEach((gone) => this.see('DELETED', gone));
    items.forEach((item) => this.see(this.items.has(item.metadata.uid!) ? 'MODIFIED' : 'ADDED', item));
    return metadata.resourceVersion;
  }

  /** The version up to which changes are known; undefined where a new list is needed. */
  private async follow(from: string): Promise<string | undefined> {
    let version: string | undefined = from;
    const query = { watch: '1', resourceVersion: from, allowWatchBookmarks: 'true', timeoutSeconds: '3600' };
    await this.api.connection.follow(
      { method: 'GET', path: this.path, query },
      (line) => {
        const { type, object } = JSON.parse(line) as { type: string; object: KubeObject };
        version = type === 'ERROR' ? undefined : object.metadata.resourceVersion;
        if (type !== 'ERROR' && type !== 'BOOKMARK') {
          this.see(type as Change, object);
        }
      },
      this.abort.signal,
    );
    return version;
  }

  private see(change: Change, object: KubeObject): void {
    if (change === 'DELETED') {
      this.items.delete(object.metadata.uid!);
    } else {
      this.items.set(object.metadata.uid!, object);
    }
    this.listener(change, object);
  }
}

import { Api, forAll } from '../api/api';
import { KubeObject } from '../api/objects';
import { Clock } from '../clock';

/** Counts objects of a kind that is nowhere: a limit of it changes nothing, and is a change all the same. */
const NOTHING = 'count/nothing.cdk8s-autonomous.dev';
/** Milliseconds for which a quota may count again. */
const COUNTS = 3_000;
const LOOK = 100;

/**
 * ResourceQuotas, whose controller does not notice every change by itself: it compares what it counted with a copy of the quota that may be older
 * than what the admission wrote meanwhile, and then counts again after five minutes only (v1.32, pkg/controller/resourcequota, `dirty` in
 * syncResourceQuota). Until then pods are refused that have room. A change of the limits makes it count at once.
 */
export class Quotas {
  private changes = 0;

  public constructor(
    private readonly api: Api,
    private readonly clock: Clock,
    private readonly pods: () => readonly KubeObject[],
  ) {}

  /** Lets the quotas of these namespaces count again, and waits until they have. */
  public async recount(namespaces: ReadonlySet<string>): Promise<void> {
    await forAll([...namespaces], async (namespace) => {
      for (const quota of await this.api.list(`/api/v1/namespaces/${namespace}/resourcequotas`)) {
        const hard = String(++this.changes);
        await this.api.merge(pathOf(quota), { spec: { hard: { [NOTHING]: hard } } });
        await this.until(async () => (await this.api.find(pathOf(quota)))?.status?.hard?.[NOTHING] === hard);
      }
    });
  }

  /** Waits until no quota counts pods that are gone, and lets those that still do count again. */
  public async catchUp(): Promise<void> {
    let late: KubeObject[] = [];
    await this.until(async () => {
      late = (await this.api.list('/api/v1/resourcequotas')).filter((quota) => this.countsTooMany(quota));
      return late.length === 0;
    });
    await this.recount(new Set(late.map(({ metadata }) => metadata.namespace!)));
  }

  private countsTooMany({ metadata, spec, status }: KubeObject): boolean {
    // With a scope it counts some of them: fewer.
    const there = this.pods().filter((pod) => pod.metadata.namespace === metadata.namespace);
    return spec.hard?.pods !== undefined && Number(status?.used?.pods ?? 0) > there.length;
  }

  private async until(what: () => Promise<boolean>): Promise<void> {
    const end = this.clock.now() + COUNTS;
    while (!(await what()) && this.clock.now() < end) {
      await this.clock.sleep(LOOK);
    }
  }
}

function pathOf({ metadata: { namespace, name } }: KubeObject): string {
  return `/api/v1/namespaces/${namespace}/resourcequotas/${name}`;
}

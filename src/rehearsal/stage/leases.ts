import { Api, forAll } from '../api/api';
import { marked } from '../api/objects';
import { Clock, timestamp } from '../clock';

/** Seconds after which a node that nobody hears of would be given up are 40 and more; a kubelet tells of itself every 10. */
const EVERY = 10_000;
const PATH = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';

/** Renews the leases of the nodes, so that the node lifecycle controller takes them for alive. */
export class Leases {
  private timer: NodeJS.Timeout | undefined;
  private renewal: Promise<void> = Promise.resolve();
  private readonly known = new Set<string>();

  public constructor(
    private readonly api: Api,
    private readonly clock: Clock,
    private readonly nodes: ReadonlySet<string>,
  ) {}

  public start(): void {
    this.timer = setInterval(() => {
      this.renewal = this.renewal.then(() => this.renew()).catch(() => {});
    }, EVERY);
  }

  public async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.renewal;
  }

  private async renew(): Promise<void> {
    const renewTime = timestamp(this.clock.now());
    await forAll([...this.nodes], async (name) => {
      const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime };
      if (this.known.has(name) && (await this.api.merge(`${PATH}/${name}`, { spec })).status === 200) {
        return;
      }
      await this.api.create(
        PATH,
        marked({
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: { name, namespace: 'kube-node-lease' },
          spec,
        }),
      );
      this.known.add(name);
    });
  }
}

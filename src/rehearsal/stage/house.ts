import { Api, forAll } from '../api/api';
import { KubeObject } from '../api/objects';
import { Watched } from '../api/watched';
import { CastNode } from '../cast/nodes';

/** Waits until something is so; gives up where nothing changes for too long. */
export type Until = (what: () => boolean, sign: () => string) => Promise<boolean>;

/** The nodes of the plan in the cluster: they come, go, are cordoned. */
export class House {
  /** Names of the nodes that are there. */
  public readonly present = new Set<string>();
  public readonly byName: ReadonlyMap<string, CastNode>;
  public readonly nodes: Watched;
  private readonly objects = new Map<string, KubeObject>();

  public constructor(
    private readonly api: Api,
    cast: readonly CastNode[],
    private readonly until: Until,
    private readonly agentsOn: (node: string) => number,
  ) {
    this.byName = new Map(cast.map((node) => [node.name, node]));
    this.nodes = new Watched(api, '/api/v1/nodes', (change, node) => {
      if (change === 'DELETED') {
        this.objects.delete(node.metadata.name);
      } else {
        this.objects.set(node.metadata.name, node);
      }
    });
  }

  public objectOf(name: string): KubeObject | undefined {
    return this.objects.get(name);
  }

  /** Nodes join, closed at first; they open when their agents run. */
  public async join(names: readonly string[]): Promise<void> {
    await forAll(names, async (name) => {
      const { object, status } = this.byName.get(name)!;
      await this.api.create('/api/v1/nodes', object);
      await this.api.merge(`/api/v1/nodes/${name}/status`, { status });
      this.present.add(name);
    });
    const waiting = () =>
      names.filter((name) => !this.isReady(name) || this.agentsOn(name) < this.byName.get(name)!.agents.length);
    await this.until(
      () => waiting().length === 0,
      () => waiting().join(),
    );
    await forAll(names, (name) => this.cordon(name, false));
    await this.until(
      () => names.every((name) => !this.isClosed(name)),
      () => '',
    );
  }

  /** Machines are gone: their objects are deleted, as a cloud's controller does. */
  public async leave(names: readonly string[]): Promise<void> {
    names.forEach((name) => this.present.delete(name));
    await forAll(names, (name) => this.api.remove(`/api/v1/nodes/${name}`));
    await this.until(
      () => names.every((name) => !this.objects.has(name)),
      () => '',
    );
  }

  public async cordon(name: string, closed: boolean): Promise<void> {
    await this.api.merge(`/api/v1/nodes/${name}`, { spec: { unschedulable: closed ? true : null } });
  }

  /** All nodes are there, and open. */
  public async complete(): Promise<void> {
    const missing = [...this.byName.keys()].filter((name) => !this.present.has(name));
    await this.join(missing);
    await forAll(
      [...this.present].filter((name) => this.isClosed(name)),
      (name) => this.cordon(name, false),
    );
  }

  private isReady(name: string): boolean {
    const taints: { key: string }[] = this.objects.get(name)?.spec.taints ?? [{ key: 'node.kubernetes.io/not-there' }];
    return taints.every(
      ({ key }) => !key.startsWith('node.kubernetes.io/') || key === 'node.kubernetes.io/unschedulable',
    );
  }

  private isClosed(name: string): boolean {
    const { unschedulable, taints = [] } = this.objects.get(name)?.spec ?? { unschedulable: true };
    return unschedulable === true || taints.some(({ key }: { key: string }) => key.endsWith('/unschedulable'));
  }
}

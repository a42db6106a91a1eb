import { Pattern } from './pattern';
import { FilledNodes, Instance } from '../instance';

/** What is still to be placed while patterns are being chosen. */
export class Residual {
  /** Pods of each shape without a place. */
  public readonly pods: number[];
  /** Nodes of each type that may still be opened. */
  public readonly spare: number[];
  public readonly chosen: FilledNodes[] = [];
  public cost = 0;

  public constructor(
    private readonly instance: Instance,
    private readonly costs: readonly number[],
  ) {
    this.pods = instance.shapes.map(({ count }) => count);
    this.spare = instance.types.map(({ maxNodes }) => maxNodes);
  }

  public get empty(): boolean {
    return this.pods.every((count) => count === 0);
  }

  /** How often the pattern can be used without holding more pods than there are. */
  public most({ type, shapes, counts }: Pattern): number {
    let most = this.spare[type];
    for (let i = 0; i < shapes.length && most > 0; i++) {
      most = Math.min(most, Math.floor(this.pods[shapes[i]] / counts[i]));
    }
    return most;
  }

  public choose({ type, shapes, counts }: Pattern, times: number): void {
    this.chosen.push({ type, count: times, pods: new Map(shapes.map((shape, i) => [shape, counts[i]])) });
    shapes.forEach((shape, i) => (this.pods[shape] -= times * counts[i]));
    this.spare[type] -= times;
    this.cost += times * this.costs[type];
  }

  /** Nodes of the type that must still be opened. */
  public floor(type: number): number {
    const { minNodes, maxNodes } = this.instance.types[type];
    return Math.max(0, minNodes - (maxNodes === Infinity ? this.opened(type) : maxNodes - this.spare[type]));
  }

  private opened(type: number): number {
    return this.chosen.reduce((sum, nodes) => sum + (nodes.type === type ? nodes.count : 0), 0);
  }
}

import { IConstruct } from 'constructs';
import { DataFlow, FlowPlace } from './flow-place';
import { flowProblems } from './flow-problems';

const FLOWS = new WeakMap<object, DataFlows>();

/**
 * All places and flows of an app. Constructs that let data go from one place to another note it here; where nothing is marked, nothing is asked.
 */
export class DataFlows {
  /** Those of the app that a construct is in. */
  public static of(construct: IConstruct): DataFlows {
    const { root } = construct.node;
    const known = FLOWS.get(root);
    if (known) {
      return known;
    }
    const made = new DataFlows();
    FLOWS.set(root, made);
    root.node.addValidation({ validate: () => flowProblems(made.places, () => made.flows) });
    return made;
  }

  private readonly byPath = new Map<string, FlowPlace>();
  private readonly all = new Map<string, DataFlow>();
  private readonly last: ((places: readonly FlowPlace[]) => DataFlow[])[] = [];

  private constructor() {}

  /** Notes a place. What is said of one path at several times counts together, the first word first. */
  public place(place: FlowPlace): void {
    const known = this.byPath.get(place.path);
    const data = [...(known?.data ?? []), ...(place.data ?? [])];
    this.byPath.set(place.path, { ...place, ...known, ...(data.length > 0 && { data }) });
  }

  /** Notes that data go from one place to another. Each of both is a construct or the path of a place. */
  public flow(from: IConstruct | string, to: IConstruct | string, how: string): void {
    const flow = { from: pathOf(from), to: pathOf(to), how };
    this.all.set(`${flow.from} ${flow.to}`, flow);
  }

  /** Notes that two places ask and answer each other, as with a call. */
  public exchange(from: IConstruct | string, to: IConstruct | string, how: string): void {
    this.flow(from, to, how);
    this.flow(to, from, 'answers');
  }

  /** Notes flows that only the whole app tells. */
  public later(describe: (places: readonly FlowPlace[]) => DataFlow[]): void {
    this.last.push(describe);
  }

  /** All places that are known. */
  public get places(): readonly FlowPlace[] {
    return [...this.byPath.values()];
  }

  /** All flows. */
  public get flows(): readonly DataFlow[] {
    const { places } = this;
    return [...this.all.values(), ...this.last.flatMap((describe) => describe(places))];
  }
}

function pathOf(end: IConstruct | string): string {
  return typeof end === 'string' ? end : end.node.path;
}

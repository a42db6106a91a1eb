import { Flow } from './lake-flow';
import { amountAfter, amountKept, Forecasts, YEAR } from '../../capacity/forecast/forecast';
import { sortedBy } from '../../capacity/order';
import { Cluster } from '../../cluster/cluster';
import { largeOf } from '../../manifest/amounts';
import { ObjectStore } from '../bucket/object-store';

/** What all lakes of a cluster keep in stores of one class. */
interface OfClass {
  /** What the class has room for, where somebody said. */
  readonly room: () => number | undefined;
  readonly flows: Flow[];
}

const CLASSES = new WeakMap<Cluster, Map<string, OfClass>>();

/** Notes what is kept in a bucket of a store. */
export function noteObjects(cluster: Cluster, store: ObjectStore, flow: Flow): void {
  const { capacity } = store._parts;
  note(cluster, store.storageClass, flow, () => capacity && largeOf(capacity));
}

/** Notes what is kept in volumes of a storage class. */
export function noteFiles(cluster: Cluster, storageClass: string | undefined, flow: Flow): void {
  note(cluster, storageClass ?? '', flow, () => {
    const { capacity } = cluster._storageClass(storageClass) ?? {};
    return capacity && largeOf(capacity);
  });
}

function note(cluster: Cluster, name: string, flow: Flow, room: () => number | undefined): void {
  const known = CLASSES.get(cluster);
  const classes = known ?? new Map<string, OfClass>();
  if (!known) {
    CLASSES.set(cluster, classes);
    cluster._forecasts.add(() => roomOf(cluster, classes));
  }
  const { room: before, flows }: Partial<OfClass> & Pick<OfClass, 'flows'> = classes.get(name) ?? { flows: [] };
  // Whoever says what the class holds says it for all.
  const one = { room: () => before?.() ?? room(), flows };
  one.flows.push(flow);
  classes.set(name, one);
}

/** A row for each class whose room is known: what all its stores take after a year. */
function roomOf(cluster: Cluster, classes: ReadonlyMap<string, OfClass>): Forecasts {
  const storage = sortedBy(classes, ([name]) => name).flatMap(([name, { room, flows }]) => {
    const has = room();
    const after = ({ bytes }: Flow) => Math.max(amountAfter(bytes, YEAR), amountKept(bytes) ?? 0);
    const already = flows.reduce((sum, flow) => sum + after(flow), 0);
    const what = name === '' ? 'the default storage class' : `class ${name}`;
    return has === undefined
      ? []
      : [{ path: cluster.node.path, name: `${what} in a year`, perDay: 0, already, room: has }];
  });
  return { storage };
}

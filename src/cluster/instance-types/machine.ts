import { nearestNames } from '../../capacity/nearest';
/** Whose machines these are. */
export type Cloud = 'aws' | 'azure' | 'gcp';

/** What a provider publishes of a machine type. */
export interface Machine {
  readonly architecture: 'amd64' | 'arm64';
  readonly cores: number;
  readonly mebibytes: number;
  /** Devices by the extended resource with which their plugin counts them. */
  readonly devices: Readonly<Record<string, number>>;
  /** Model of its GPUs or other accelerators, in the provider's spelling. */
  readonly acceleratorModel?: string;
  /** What the provider's controllers write into labels of its nodes, by the part of the name that is the same in all their domains. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Reads a table: what all types of a family have, a bar, and its types with commas between them; each in words. */
export function machinesOf<M extends Machine>(
  families: Readonly<Record<string, string>>,
  read: (family: string, head: readonly string[], type: readonly string[]) => [string, M],
): ReadonlyMap<string, M> {
  return new Map(
    Object.entries(families).flatMap(([family, line]) => {
      const [head, types] = line.split(' | ');
      return types.split(', ').map((type) => read(family, head.split(' '), type.split(' ')));
    }),
  );
}

/** Names that are told where there is none such. */
const NEAREST = 3;

/** What is wrong with a machine type that is in no table: the names that are nearest, and how to say it by hand. */
export function unknownMachine(provider: string, name: string, known: Iterable<string>): string {
  const nearest = nearestNames(name, known, NEAREST).map((other) => `'${other}'`);
  return (
    `'${name}' is no machine type of ${provider} that the library knows; nearest are ${nearest.join(', ')}; ` +
    `say it by hand: NodeType.of('${name}', { cpu, memory, maxPods, reserve })`
  );
}

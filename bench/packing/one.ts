import * as fs from 'fs';
import { checkSolution } from './check';
import { parseInstance } from './file-format';
import { InstanceFile, SolutionFile } from './instance';
import { solved } from './measure';
import { Effort } from '../../src/capacity/packing/effort';
import { UsageError } from '../options';

/** Solves the instance in a file; undefined, with the reasons on stderr, where the result does not hold. */
export function solveFile(name: string, effort: Effort): SolutionFile | undefined {
  const file = parseInstance(textOf(name));
  const solution = solved(file, effort);
  const faults = checkSolution(...placedPart(file, solution));
  faults.forEach((fault) => process.stderr.write(`FAULT: ${fault}\n`));
  return faults.length > 0 ? undefined : solution;
}

function textOf(name: string): string {
  try {
    return fs.readFileSync(name, 'utf8');
  } catch (error) {
    throw new UsageError(`--instance ${name}: ${(error as Error).message}`);
  }
}

/** Pods for which no node can be bought are an answer here, not a fault: what is placed is checked without them. */
function placedPart(file: InstanceFile, solution: SolutionFile): [InstanceFile, SolutionFile] {
  const { unplaced } = solution;
  if (file.fixed || !unplaced) return [file, solution];
  Object.entries(unplaced).forEach(([id, n]) => process.stderr.write(`${n} pods of '${id}' have no place\n`));
  const shapes = file.shapes.map((shape) => ({ ...shape, count: shape.count - (unplaced[shape.id] ?? 0) }));
  return [
    { ...file, shapes },
    { ...solution, unplaced: undefined },
  ];
}

import * as fs from 'fs';
import * as path from 'path';
import { parseArgs } from 'util';
import { Effort } from '../src/capacity/packing/effort';

const USAGE = `usage: npm run bench [-- --quick] [-- --only fleet|packing|platform|start|strength|synth] [-- --json FILE]
       npm run bench -- --instance FILE [--effort quick|standard|thorough] [--json FILE]`;

/** What the user has to put right. */
export class UsageError extends Error {}

const ONLY = ['fleet', 'packing', 'platform', 'start', 'strength', 'synth'] as const;
const EFFORTS: readonly Effort[] = ['quick', 'standard', 'thorough'];

/** What the command line asks for. */
export interface Options {
  readonly quick: boolean;
  readonly only?: (typeof ONLY)[number];
  readonly json?: string;
  /** File of the one instance to solve; no benchmark is run then. */
  readonly instance?: string;
  readonly effort: Effort;
}

/** Throws a `UsageError` where the command line is not understood. */
export function parseOptions(args: readonly string[]): Options {
  const { quick = false, only, json, instance, effort } = parsed(args);
  if (instance !== undefined && (quick || only !== undefined)) {
    throw refused('--instance: must be without --quick and --only');
  }
  if (instance === undefined && effort !== undefined) throw refused('--effort: must be with --instance');
  // Better known now than after the minutes that a benchmark takes.
  if (json !== undefined && !fs.existsSync(path.dirname(json))) {
    throw refused(`--json ${json}: must be in a folder that is there`);
  }
  return {
    quick,
    ...(only !== undefined && { only: oneOf('--only', only, ONLY) }),
    ...(json !== undefined && { json }),
    ...(instance !== undefined && { instance }),
    effort: oneOf('--effort', effort ?? 'standard', EFFORTS),
  };
}

function parsed(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string' },
        json: { type: 'string' },
        instance: { type: 'string' },
        effort: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    // What follows the first sentence is advice about positional arguments, of which there are none.
    throw refused((error as Error).message.split('. ')[0]);
  }
}

function oneOf<T extends string>(flag: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === given);
  if (found === undefined) throw refused(`${flag} ${given}: must be one of ${allowed.join(', ')}`);
  return found;
}

const refused = (reason: string): UsageError => new UsageError(`${reason}\n${USAGE}`);

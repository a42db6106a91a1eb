import * as fs from 'fs';
import { fleetTable, runFleets } from './fleet-table';
import { Options, parseOptions, UsageError } from './options';
import { solveFile } from './packing/one';
import { runPacking } from './packing/run';
import { platformTable, runPlatform } from './platform';
import { runStart, startTable } from './start';
import { runStrength, strengthTable } from './strength';
import { runSynth, synthTable } from './synth';
import { InvalidInstance } from '../src/capacity/packing/validate';

/**
 * `npm run bench`: the platform section (how long the library takes) and the packing section (how good the engine is, beside
 * two reference methods). Exit code 1: a solution does not hold; 2: the command line or a file is not understood.
 *
 * --quick            few inputs, one run of each
 * --only SECTION     packing, platform, fleet: sites from 1,000 to 100,000 side by side, time for each and peak memory, strength: what it costs that a plan holds in every order of arrival, start: what the
 *                    packed library takes to load, and `cdk8s synth` of a small program, beside cdk8s alone, or synth: how long
 *                    many charts take to be written, beside cdk8s alone
 * --json FILE        also writes {platform: {runs, rows, ratio}, rows: [packing rows, see `packing/row.ts`], peakMebibytes}
 * --instance FILE    solves one instance (`InstanceFile` in `packing/instance.ts`) and nothing else; its `SolutionFile`,
 *                    {value, bound, gap, method, seconds, nodes, unplaced?}, goes to stdout, with --json to that file
 * --effort EFFORT    of --instance: quick, standard (default) or thorough
 */
function main(args: readonly string[]): number {
  const options = parseOptions(args);
  return options.instance === undefined ? benchmark(options) : one(options.instance, options);
}

function benchmark({ quick, only, json }: Options): number {
  const wanted = (section: Options['only']) => only === undefined || only === section;
  // Of the packed library, which not every run of the others has.
  const start = only === 'start' ? runStart(quick) : undefined;
  if (start) process.stdout.write(startTable(start));
  const platform = wanted('platform') ? runPlatform(quick) : undefined;
  if (platform) process.stdout.write(platformTable(platform));
  const fleet = wanted('fleet') ? runFleets(quick) : undefined;
  if (fleet) process.stdout.write(fleetTable(fleet));
  const packing = wanted('packing') ? runPacking(quick) : undefined;
  const strength = wanted('strength') ? runStrength(quick) : undefined;
  if (strength) process.stdout.write(strengthTable(strength));
  const synth = wanted('synth') ? runSynth(quick) : undefined;
  if (synth) process.stdout.write(synthTable(synth));
  if (json !== undefined) {
    write(json, {
      ...(start && { start }),
      ...(platform && { platform }),
      ...(fleet && { fleet }),
      ...packing,
      ...(strength && { strength }),
      ...(synth && { synth }),
    });
  }
  return packing?.rows.every(({ checked }) => checked) === false || synth?.some(({ same }) => !same) ? 1 : 0;
}

function one(instance: string, { effort, json }: Options): number {
  const solution = solveFile(instance, effort);
  if (!solution) return 1;
  write(json, solution);
  return 0;
}

function write(file: string | undefined, content: object): void {
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (file === undefined) process.stdout.write(text);
  else fs.writeFileSync(file, text);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof InvalidInstance)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

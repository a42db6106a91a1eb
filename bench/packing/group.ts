import { Input, INPUTS } from './inputs';
import { measure } from './measure';
import { GroupRun } from './row';
import { theSolver } from '../../src/capacity/solver/solver';

/** The process of one group: `group.ts GROUP all|quick` writes its `GroupRun`. */
const [group, extent] = process.argv.slice(2) as [Input['group'], string];

// How long the solver takes to load is a figure of the platform section.
theSolver();
const inputs = INPUTS.filter((input) => input.group === group && (extent === 'all' || input.quick));
const rows = inputs.flatMap((input) => measure(input) ?? []);
const run: GroupRun = { rows, peakMebibytes: Math.round(process.resourceUsage().maxRSS / 1024) };
process.stdout.write(JSON.stringify(run));

import * as fs from 'fs';
import { unfitNames } from './unfit-names';

const unfit = unfitNames(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')));
if (unfit.length > 0) {
  console.error(['Names that other languages do not take:', ...unfit].join('\n  '));
  process.exitCode = 1;
}

import { execFileSync } from 'child_process';
import { existsSync, readFileSync, statSync } from 'fs';
import { InvalidInput } from './exit-codes';
import { Progress } from './output';
import { PlanDocument } from '../report/document';
import { checkedPlan, PlanRefused } from '../verifier/checked-plan';

/** Reads a plan from a file, and checks it: what does not hold is not shown as if it did. */
export function readPlan(file: string, progress: Progress): PlanDocument {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new InvalidInput(`${file}: there is no such file; run cdk8s synth first, or give --plan`);
  }
  return parsed(file, readFileSync(file, 'utf8'), progress);
}

/** Reads an earlier plan: a file, or else the same file in another commit. */
export function readBaseline(baseline: string, file: string, progress: Progress): PlanDocument {
  if (existsSync(baseline) && statSync(baseline).isFile()) {
    return readPlan(baseline, progress);
  }
  const at = `${baseline}:./${file.replace(/^\.\//, '')}`;
  if (baseline.startsWith('-') || /[\s:]/.test(baseline) || /^(\/|\.\.)/.test(file)) {
    throw new InvalidInput(`--baseline ${baseline}: is no file, and no git ref under which ${file} can be looked up`);
  }
  try {
    const text = execFileSync('git', ['show', at], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 2 ** 30 });
    return parsed(at, text, progress);
  } catch (error) {
    if (error instanceof InvalidInput) {
      throw error;
    }
    const reason = String((error as { stderr?: string }).stderr ?? (error as Error).message).trim();
    throw new InvalidInput(`--baseline ${baseline}: is no file, and git does not find ${at}: ${reason}`);
  }
}

function parsed(name: string, text: string, progress: Progress): PlanDocument {
  try {
    return checkedPlan(name, text, () => progress.step(`checking ${name}`)) as PlanDocument;
  } catch (error) {
    throw error instanceof PlanRefused ? new InvalidInput(error.message) : error;
  }
}

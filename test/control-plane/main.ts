import { spawnSync } from 'child_process';
import { existsSync, readdirSync } from 'fs';
import { join, resolve } from 'path';
import { ControlPlane, findBinaries } from './control-plane';
import { run } from '../../src/cli/main';

/**
 * usage: main.ts [example ...] [-- options of rehearse]
 * Synthesises examples and rehearses each on a control plane of its own. Exit code 0 where all hold, and where there are no binaries.
 */
const ROOT = resolve(__dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');

async function main(given: readonly string[]): Promise<number> {
  const binaries = findBinaries(process.env);
  if (typeof binaries === 'string') {
    console.log(`skipped: the binaries of a control plane are ${binaries}`);
    return 0;
  }
  const end = given.includes('--') ? given.indexOf('--') : given.length;
  const named = given.slice(0, end);
  const all = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'main.ts')));
  const codes: [string, number][] = [];
  for (const example of named.length > 0 ? named : all) {
    const folder = join(EXAMPLES, example);
    console.log(`\n=== ${example}`);
    const synth = spawnSync(process.execPath, ['--import', 'tsx', 'main.ts'], { cwd: folder, encoding: 'utf8' });
    if (synth.status !== 0) {
      console.log(synth.stderr);
      codes.push([example, synth.status ?? 1]);
      continue;
    }
    const controlPlane = new ControlPlane(binaries);
    try {
      await controlPlane.start();
      const options = ['--plan', join(folder, 'plan/plan.json'), '--manifests', join(folder, 'dist')];
      const where = ['--kubeconfig', controlPlane.kubeconfig];
      codes.push([example, await rehearse([...options, ...where, ...given.slice(end + 1)])]);
    } finally {
      await controlPlane.stop();
    }
  }
  console.log(
    `\n${codes.map(([example, code]) => `${example}: ${code === 0 ? 'holds' : `exit code ${code}`}`).join('\n')}`,
  );
  const failed = codes.filter(([, code]) => code !== 0).length;
  console.log(`${codes.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function rehearse(options: readonly string[]): Promise<number> {
  return run(['rehearse', ...options], {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    coloured: false,
    now: () => Date.now(),
    onInterrupt: (act) => process.once('SIGINT', act),
  });
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

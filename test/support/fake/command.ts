import { run } from '../../../src/cli/main';

/** The command in a process of its own: libraries that are no CommonJS cannot be loaded in a test. */
void run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  coloured: false,
  now: () => Date.now(),
}).then((code) => {
  process.exitCode = code;
});

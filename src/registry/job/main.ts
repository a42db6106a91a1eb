import { readFileSync } from 'fs';
import { converge } from './converge';
import { DesiredState } from './state';
import { overNetwork } from './transport';

/** Where pods find who they are. */
const IDENTITY = '/var/run/secrets/kubernetes.io/serviceaccount';

/** `node harbor.js <state.json>`: exit code 0 where all is as it should be, 1 where something is not, with the reason. */
async function main(file: string): Promise<void> {
  const isDone = await converge(JSON.parse(readFileSync(file, 'utf8')) as DesiredState, {
    transport: overNetwork,
    sleep: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
    readFile: (path) => readFileSync(path, 'utf8').replace(/\r?\n$/, ''),
    tell: (line) => process.stdout.write(`${line}\n`),
    kubernetes: {
      url: 'https://kubernetes.default.svc',
      tokenFile: `${IDENTITY}/token`,
      caFile: `${IDENTITY}/ca.crt`,
    },
  });
  process.exitCode = isDone ? 0 : 1;
}

main(process.argv[2]).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});

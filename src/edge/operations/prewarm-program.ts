/**
 * What runs in the pods of a prewarm, with Node.js 20 or newer: `apply` starts the jobs of a wave, waits until they have ended, and goes on with the next; `wait` waits for all of
 * them, whoever starts them. Jobs that are there stay as they are: a night that was too short is gone on with in the next one. It ends with 3 where waiting is of no use.
 */
export const PROGRAM = `'use strict';
const { readFileSync } = require('fs');
const { request } = require('https');

const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 60;
const ANSWER_SECONDS = 30;
const HOPELESS = 3;

const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

class Hopeless extends Error {}

/** One request; tokens are renewed in their file. */
function send(method, path, body) {
  return new Promise((done, fail) => {
    const headers = { authorization: 'Bearer ' + readFileSync(ACCOUNT + '/token', 'utf8').trim(), accept: 'application/json' };
    if (body !== undefined) {
      headers['content-type'] = 'application/apply-patch+yaml';
    }
    const ca = readFileSync(ACCOUNT + '/ca.crt');
    const timeout = 1000 * ANSWER_SECONDS;
    const asked = request({ host, port, method, path, headers, ca, timeout }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', fail);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        done({ status: answer.statusCode, wait: Number(answer.headers['retry-after']), text });
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in ' + ANSWER_SECONDS + ' s')));
    asked.on('error', fail);
    asked.end(body);
  });
}

/** What the API server says; asked again as long as it is away, has too much to do, or something else answers in its place. Undefined where there is no such object. */
async function ask(method, path, body) {
  for (let turn = 0; ; turn++) {
    let why;
    let wait = 2 ** Math.min(turn, 6);
    try {
      const { status, wait: told, text } = await send(method, path, body);
      const said = JSON.parse(text);
      if (status < 300) {
        return said;
      }
      if (status === 404 && method === 'GET') {
        return undefined;
      }
      why = status + ' ' + (said.message || said.reason || '');
      if (status < 500 && status !== 429 && status !== 401 && status !== 408) {
        throw new Hopeless(method + ' ' + path + ': ' + why);
      }
      wait = told > 0 ? told : wait;
    } catch (error) {
      if (error instanceof Hopeless) {
        throw error;
      }
      why = error instanceof SyntaxError ? 'an answer that is no JSON' : error.message;
    }
    console.log(method + ' ' + path + ': ' + why + '; asked again');
    await pause(Math.min(wait, LONGEST_PAUSE_SECONDS) * (PAUSE_SECONDS / 15));
  }
}

/** True where a job is done; throws where more of it failed than it tolerates. */
function isDone(name, { status = {} }, tolerated) {
  const { phase, reason, completionTime, failed = 0, desired = 0 } = status;
  if (phase === 'Failure') {
    throw new Hopeless(name + ' failed at more nodes than it tolerates: ' + (reason || 'look at status.nodeStatus'));
  }
  if (completionTime && tolerated !== undefined && failed > tolerated * desired) {
    throw new Hopeless(name + ' failed at ' + failed + ' of ' + desired + ' nodes, more than it tolerates');
  }
  return phase === 'Completed' || Boolean(completionTime);
}

async function main([how]) {
  const waves = JSON.parse(readFileSync(__dirname + '/jobs.json', 'utf8'));
  for (const [index, jobs] of waves.entries()) {
    for (const { path, job } of how === 'apply' ? jobs : []) {
      await ask('PATCH', path + '?fieldManager=prewarm', JSON.stringify(job));
    }
    for (const { path, tolerated } of jobs) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      for (let looks = 0; ; looks++) {
        const found = await ask('GET', path);
        if (found === undefined && how === 'apply') {
          throw new Hopeless(name + ' was removed while it ran');
        }
        if (found !== undefined && isDone(name, found, tolerated)) {
          break;
        }
        if (looks % 40 === 0) {
          console.log('waiting for ' + name + (found === undefined ? ', which has not been started' : ''));
        }
        await pause(PAUSE_SECONDS);
      }
    }
    console.log('wave ' + (index + 1) + ' of ' + waves.length + ' is done');
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.log(error.message);
  process.exitCode = error instanceof Hopeless ? HOPELESS : 1;
});
`;

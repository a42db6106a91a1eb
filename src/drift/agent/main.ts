import { readFileSync } from 'fs';
import { createServer } from 'http';
import { ask } from './api';
import { lineOf, look } from './look';
import { Settings } from './settings';
import { standingOf, STANDING_TEXT } from '../difference';
import { Checked, metricsText } from '../report/metrics';

/** Where pods find who they are. */
const IDENTITY = '/var/run/secrets/kubernetes.io/serviceaccount';

/** `node drift.js <settings.json>`: looks at the cluster again and again, and answers /metrics with what it found last. */
function main(file: string): void {
  const settings = JSON.parse(readFileSync(file, 'utf8')) as Settings;
  const access = {
    url: 'https://kubernetes.default.svc',
    token: () => readFileSync(`${IDENTITY}/token`, 'utf8'),
    ca: readFileSync(`${IDENTITY}/ca.crt`, 'utf8'),
  };
  let checked: Checked = { cluster: settings.cluster, failures: 0 };
  let told = '';
  const again = async () => {
    try {
      const report = await look((path) => ask(access, path), settings);
      // eslint-disable-next-line no-restricted-syntax -- it runs in the cluster: it is asked when it looked
      checked = { ...checked, report, checkedAt: Math.floor(Date.now() / 1000) };
      const lines = [STANDING_TEXT[standingOf(report)], ...report.broken, ...report.differences.map(lineOf)].join('\n');
      if (lines !== told) {
        process.stdout.write(`${lines}\n`);
        told = lines;
      }
    } catch (error) {
      checked = { ...checked, failures: checked.failures + 1 };
      process.stderr.write(`${(error as Error).message}\n`);
    }
    setTimeout(() => void again(), settings.everySeconds * 1000);
  };
  createServer(({ url }, answer) => {
    const isMetrics = url === '/metrics';
    answer.writeHead(isMetrics || url === '/healthz' || url === '/readyz' ? 200 : 404, {
      'content-type': 'text/plain; version=0.0.4',
    });
    answer.end(isMetrics ? metricsText(checked) : '');
  }).listen(settings.port);
  process.on('SIGTERM', () => process.exit(0));
  void again();
}

main(process.argv[2]);

import { planPage } from '../src/report/html/page';
import { thousandNodes } from '../test/support/plans';

/** Milliseconds and bytes of the page of a plan with 1,000 nodes. */
const plan = thousandNodes();
const start = performance.now();
const page = planPage(plan);
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - start, bytes: Buffer.byteLength(page) }));

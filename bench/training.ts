import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as auto from 'cdk8s-autonomous';
import { trainingCluster } from '../examples/training-cluster/training-cluster';

/**
 * The training cluster of 64 nodes with 8 GPUs, its gangs of 32, 16 and eight times one node, and 200 notebooks, from nothing to manifests and plan, as one
 * process. Prints milliseconds of the whole process, and of build, plan and synth alone.
 */
const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
const start = performance.now();
const app = new auto.AutonomousApp({ outdir: folder(), planDirectory: folder(), printPlan: false });
trainingCluster(app);
app.synth();
const end = performance.now();
const { feasible } = app.plan;
process.stdout.write(JSON.stringify({ milliseconds: end, work: end - start, feasible }));

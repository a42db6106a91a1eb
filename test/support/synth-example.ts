import { AutonomousApp } from 'cdk8s-autonomous';
import { connectedVehicle } from '../../examples/connected-vehicle/connected-vehicle';

/** usage: synth-example.ts OUTDIR PLANDIR */
const [outdir, planDirectory] = process.argv.slice(2);
const app = new AutonomousApp({ outdir, planDirectory });
connectedVehicle(app);
app.synth();

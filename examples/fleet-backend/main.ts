import { AutonomousApp } from 'cdk8s-autonomous';
import { fleetBackend } from './fleet-backend';

const app = new AutonomousApp();
fleetBackend(app);
app.synth();

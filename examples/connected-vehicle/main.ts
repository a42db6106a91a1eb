import { AutonomousApp } from 'cdk8s-autonomous';
import { connectedVehicle } from './connected-vehicle';

const app = new AutonomousApp();
connectedVehicle(app);
app.synth();

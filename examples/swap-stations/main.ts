import { AutonomousApp } from 'cdk8s-autonomous';
import { swapStations } from './swap-stations';

const app = new AutonomousApp();
swapStations(app);
app.synth();

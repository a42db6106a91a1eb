import { AutonomousApp } from 'cdk8s-autonomous';
import { roadside } from './roadside';

const app = new AutonomousApp();
roadside(app);
app.synth();

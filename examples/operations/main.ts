import { AutonomousApp } from 'cdk8s-autonomous';
import { operations } from './operations';

const app = new AutonomousApp();
operations(app);
app.synth();

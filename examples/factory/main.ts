import { AutonomousApp } from 'cdk8s-autonomous';
import { factory } from './factory';

const app = new AutonomousApp();
factory(app);
app.synth();

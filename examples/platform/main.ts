import { AutonomousApp } from 'cdk8s-autonomous';
import { platform } from './platform';

const app = new AutonomousApp();
platform(app);
app.synth();

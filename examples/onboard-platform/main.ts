import { AutonomousApp } from 'cdk8s-autonomous';
import { articles } from './articles';
import { vehicle } from './vehicle';

const app = new AutonomousApp();
vehicle(app);
articles(app);
app.synth();

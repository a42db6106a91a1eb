import { AutonomousApp } from 'cdk8s-autonomous';
import { trainingCluster } from './training-cluster';

const app = new AutonomousApp();
trainingCluster(app);
app.synth();

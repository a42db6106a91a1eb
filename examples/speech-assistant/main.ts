import { AutonomousApp } from 'cdk8s-autonomous';
import { speechAssistant } from './speech-assistant';

const app = new AutonomousApp();
speechAssistant(app);
app.synth();

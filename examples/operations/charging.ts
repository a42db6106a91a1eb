import { App, Duration } from 'cdk8s';
import { AutonomousStack, AutonomousStackProps, Microservice } from 'cdk8s-autonomous';
import { OF_PARTNERS } from './security';
import { service } from './services';

/** Drivers charge: sessions, and what they cost. Partners ask with a token. */
export function charging(app: App, props: AutonomousStackProps): AutonomousStack {
  const stack = new AutonomousStack(app, 'charging', props);
  const sessions = new Microservice(
    stack,
    'sessions',
    service('sessions', { perSecond: 600, takes: Duration.millis(12), within: Duration.millis(120) }),
  );
  const tariffs = new Microservice(
    stack,
    'tariffs',
    service('tariffs', { perSecond: 600, takes: Duration.millis(4), within: Duration.millis(40) }),
  );
  sessions.calls(tariffs);
  stack.route('charging.cars.example.com', sessions, OF_PARTNERS);
  return stack;
}

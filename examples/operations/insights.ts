import { App, Duration } from 'cdk8s';
import { AutonomousStack, AutonomousStackProps, Microservice } from 'cdk8s-autonomous';
import { OF_PARTNERS } from './security';
import { service } from './services';

/** What is learned of the cars in China, in China: nothing here calls, or is called from, the other cluster. */
export function insights(app: App, props: AutonomousStackProps): AutonomousStack {
  const stack = new AutonomousStack(app, 'insights', props);
  const queries = new Microservice(
    stack,
    'queries',
    service('queries', { perSecond: 300, takes: Duration.millis(25), within: Duration.millis(250) }),
  );
  const models = new Microservice(
    stack,
    'models',
    service('models', { perSecond: 120, takes: Duration.millis(30), within: Duration.millis(300) }),
  );
  queries.calls(models);
  stack.route('insights.cars.example.com', queries, OF_PARTNERS);
  return stack;
}

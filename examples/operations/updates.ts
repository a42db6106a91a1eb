import { App, Duration } from 'cdk8s';
import { AutonomousStack, AutonomousStackProps, Microservice } from 'cdk8s-autonomous';
import { OF_VEHICLES } from './security';
import { service } from './services';

/** Vehicles ask for packages and say how far they are. */
export function updates(app: App, props: AutonomousStackProps): AutonomousStack {
  const stack = new AutonomousStack(app, 'updates', props);
  const packages = new Microservice(
    stack,
    'packages',
    service('packages', { perSecond: 1_500, takes: Duration.millis(6), within: Duration.millis(100) }),
  );
  const progress = new Microservice(
    stack,
    'progress',
    service('progress', { perSecond: 4_000, takes: Duration.millis(2), within: Duration.millis(60) }),
  );
  packages.calls(progress);
  stack.route('packages.cars.example.com', packages, OF_VEHICLES);
  stack.route('progress.cars.example.com', progress, OF_VEHICLES);
  return stack;
}

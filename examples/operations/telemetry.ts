import { App, Duration } from 'cdk8s';
import { AutonomousStack, AutonomousStackProps, Microservice } from 'cdk8s-autonomous';
import { OF_PARTNERS, OF_VEHICLES } from './security';
import { service } from './services';

/** Vehicles report where they are; drivers see their trips. */
export function telemetry(app: App, props: AutonomousStackProps): AutonomousStack {
  const stack = new AutonomousStack(app, 'telemetry', props);
  const positions = new Microservice(
    stack,
    'positions',
    service('positions', { perSecond: 2_000, takes: Duration.millis(3), within: Duration.millis(50) }),
  );
  const trips = new Microservice(
    stack,
    'trips',
    service('trips', { perSecond: 150, takes: Duration.millis(20), within: Duration.millis(200) }),
  );
  trips.calls(positions);
  stack.route('vehicles.cars.example.com', positions, OF_VEHICLES);
  stack.route('trips.cars.example.com', trips, OF_PARTNERS);
  return stack;
}

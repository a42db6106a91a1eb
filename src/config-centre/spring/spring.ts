import { Duration } from 'cdk8s';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { JvmHeapOptions, Variable } from '../../platform/variable';
import { checked } from '../../props/checked';
import { Health } from '../../workload/pod/health';
import { DRAIN_SECONDS } from '../../workload/pod/pod-template';
import { Port } from '../../workload/pod/port';

/** A service of Spring Boot 2.6 or later with the actuator. */
export interface SpringBootOptions {
  /**
   * Port of its requests.
   * @default Port.http(8080)
   */
  readonly port?: Port;
  /**
   * A port for the actuator alone, so that callers do not reach it.
   * @default - the actuator is on the port of requests
   */
  readonly managementPort?: Port;
  /**
   * Longest time that it may take to start.
   * @default Duration.minutes(2)
   */
  readonly startup?: Duration;
  /**
   * Time between the order to stop and the end, at least 15 seconds: what it is doing then has 10 seconds less.
   * @default Duration.seconds(30)
   */
  readonly grace?: Duration;
  /**
   * Its heap.
   * @default - three quarters of the memory limit
   */
  readonly heap?: JvmHeapOptions;
  /**
   * Other variables of it.
   * @default - none
   */
  readonly env?: Record<string, string>;
  /**
   * Other variables of it of which the value is elsewhere.
   * @default - none
   */
  readonly variables?: Record<string, Variable>;
}

/** What of a Microservice follows from it being one of Spring Boot; in TypeScript `{ ...Spring.boot(), image, ... }`. */
export interface SpringBootProps {
  /** Its ports. */
  readonly ports: Port[];
  /** The port with its metrics. */
  readonly metricsPort: Port;
  /** Their path. */
  readonly metricsPath: string;
  /** How kubelet asks for its health. */
  readonly health: Health;
  /** Longest time that it may take to start. */
  readonly startup: Duration;
  /** Time between the order to stop and the end. */
  readonly grace: Duration;
  /** Its variables. */
  readonly env: Record<string, string>;
  /** Those of which the value is elsewhere. */
  readonly variables: Record<string, Variable>;
}

/** What services of Spring have in common. */
@checked
export class Spring {
  /**
   * Probes and metrics of the actuator, requests that are finished before it stops, and a heap that follows from the memory limit. Other variables go through it
   * (`env`, `variables`), so that both are there.
   *
   * @param options How it asks for its configuration.
   * @example
   * const spring = Spring.boot({ managementPort: Port.http(8081, { name: 'management' }), env: { SPRING_PROFILES_ACTIVE: 'plant' } });
   * new Microservice(stack, 'orders', {
   *   image,
   *   resources,
   *   replicas,
   *   ports: spring.ports,
   *   metricsPort: spring.metricsPort,
   *   metricsPath: spring.metricsPath,
   *   health: spring.health,
   *   startup: spring.startup,
   *   grace: spring.grace,
   *   env: spring.env,
   *   variables: spring.variables,
   * });
   */
  public static boot(options: SpringBootOptions = {}): SpringBootProps {
    const { port = Port.http(8080), managementPort, startup = Duration.minutes(2) } = options;
    const { grace = Duration.seconds(30), env = {}, variables = {} } = options;
    const problems = new Problems('Spring.boot');
    const seconds = grace.toSeconds({ integral: false });
    problems.check(seconds >= 15, 'grace', timeText(grace), 'must be at least 15 seconds: 5 to drain, and 5 to close');
    const apart = managementPort === undefined || managementPort.number !== port.number;
    problems.check(apart, 'managementPort', managementPort?.number, 'is that of requests', 'leave it out');
    const own = environment(port, managementPort, Math.floor(seconds) - DRAIN_SECONDS - 5);
    for (const name of Object.keys(own).filter((one) => Object.hasOwn(env, one))) {
      problems.check(
        false,
        'env',
        name,
        'is set by Spring.boot',
        'the option for it, or the variable on another service',
      );
    }
    const given = [env, variables].some((one) => Object.hasOwn(one, 'JAVA_TOOL_OPTIONS'));
    problems.check(!given, 'env', 'JAVA_TOOL_OPTIONS', 'holds the heap', "heap: { options: '...' }");
    problems.raise();
    return {
      ports: [port],
      metricsPort: managementPort ?? port,
      metricsPath: '/actuator/prometheus',
      health: healthOn(port, managementPort),
      startup,
      grace,
      env: { ...own, ...env },
      variables: { JAVA_TOOL_OPTIONS: Variable.jvmHeap(options.heap), ...variables },
    };
  }

  private constructor() {}
}

/** Names as Spring reads them out of variables; values as of Spring Boot 3. */
function environment(port: Port, managementPort: Port | undefined, stopSeconds: number): Record<string, string> {
  return {
    SERVER_PORT: `${port.number}`,
    SERVER_SHUTDOWN: 'graceful',
    SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE: `${stopSeconds}s`,
    MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: 'true',
    MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: 'health,prometheus',
    ...(managementPort && {
      MANAGEMENT_SERVER_PORT: `${managementPort.number}`,
      MANAGEMENT_ENDPOINT_HEALTH_PROBES_ADD_ADDITIONAL_PATHS: 'true',
    }),
  };
}

/** On a port of its own the actuator answers although that of requests may not: then both paths are on that of requests too. */
function healthOn(port: Port, managementPort: Port | undefined): Health {
  return managementPort
    ? Health.http({ readiness: '/readyz', liveness: '/livez', port })
    : Health.http({ readiness: '/actuator/health/readiness', liveness: '/actuator/health/liveness', port });
}

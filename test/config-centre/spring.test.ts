import { Duration, Size, Testing } from 'cdk8s';
import { Cpu, Microservice, Port, Replicas, Spring, SpringBootOptions, Variable } from 'cdk8s-autonomous';
import { documents, find, IMAGE, stack } from '../support/apps';

function service(options?: SpringBootOptions) {
  const app = Testing.app();
  new Microservice(stack(app), 'orders', {
    ...Spring.boot(options),
    image: IMAGE,
    resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(1) },
    replicas: Replicas.fixed(2),
  });
  const all = documents(app);
  const { spec, metadata } = find(all, 'Deployment', 'orders').spec.template;
  const [container] = spec.containers;
  return {
    all,
    spec,
    metadata,
    container,
    env: (name: string) => container.env.find((one: any) => one.name === name)?.value,
  };
}

test('probes and metrics are those of the actuator', () => {
  const { container, metadata, env } = service();
  expect(container.readinessProbe.httpGet).toEqual({ path: '/actuator/health/readiness', port: 8080 });
  expect(container.livenessProbe.httpGet).toEqual({ path: '/actuator/health/liveness', port: 8080 });
  expect(env('MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED')).toBe('true');
  expect(metadata.annotations).toMatchObject({
    'prometheus.io/path': '/actuator/prometheus',
    'prometheus.io/port': '8080',
  });
});

test('with a port of its own for the actuator the probes ask the port of requests, and callers do not reach the actuator', () => {
  const { all, container, env } = service({ managementPort: Port.http(8081, { name: 'management' }) });
  expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 8080 });
  expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 8080 });
  expect(env('MANAGEMENT_ENDPOINT_HEALTH_PROBES_ADD_ADDITIONAL_PATHS')).toBe('true');
  expect(env('MANAGEMENT_SERVER_PORT')).toBe('8081');
  expect(find(all, 'Service', 'orders').spec.ports.map(({ port }: any) => port)).toEqual([8080]);
});

test('what it is doing has 10 seconds less than its pod: 5 to drain, and 5 to close', () => {
  const { spec, env, container } = service({ grace: Duration.seconds(60) });
  expect(spec.terminationGracePeriodSeconds).toBe(60);
  expect(container.lifecycle.preStop).toEqual({ sleep: { seconds: 5 } });
  expect(env('SERVER_SHUTDOWN')).toBe('graceful');
  expect(env('SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE')).toBe('50s');
  expect(service().env('SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE')).toBe('20s');
});

test('starts within two minutes, with a heap that follows from the memory', () => {
  const { container, env } = service({ heap: { options: '-XX:+UseZGC' } });
  const { periodSeconds, failureThreshold } = container.startupProbe;
  expect(periodSeconds * failureThreshold).toBe(120);
  expect(env('JAVA_TOOL_OPTIONS')).toBe('-Xmx768m -XX:+UseZGC');
});

test('takes other variables along', () => {
  const { env } = service({ env: { SPRING_PROFILES_ACTIVE: 'plant' }, variables: { POD: Variable.podName() } });
  expect([env('SPRING_PROFILES_ACTIVE'), env('SERVER_PORT')]).toEqual(['plant', '8080']);
});

test('refuses what it says itself, and too little time to stop', () => {
  const wrong = () =>
    Spring.boot({
      grace: Duration.seconds(10),
      managementPort: Port.http(8080),
      env: { SERVER_PORT: '9000', JAVA_TOOL_OPTIONS: '-Xmx1g' },
    });
  expect(wrong).toThrow('grace');
  expect(wrong).toThrow("env 'SERVER_PORT': is set by Spring.boot");
  expect(wrong).toThrow("env 'JAVA_TOOL_OPTIONS': holds the heap");
  expect(wrong).toThrow('managementPort 8080: is that of requests');
});

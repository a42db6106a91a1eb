import { Duration, Size } from 'cdk8s';
import {
  Cpu,
  Latency,
  Microservice,
  Mount,
  Peer,
  Port,
  Rate,
  Replicas,
  ScaleOn,
  Scaler,
  SecretRef,
  ServiceTime,
  Variable,
} from 'cdk8s-autonomous';
import { loadOf } from './environments';
import { Store } from './stores';
import { collector, database, Tenant, together } from './tenant';
import { VehicleServices } from './vehicles';

/** What drivers and partners see: a team of its own, which calls the services of the vehicles and is called by one of them. */
export function mobility(tenant: Tenant, kafka: Store, redis: Store, vehicles: VehicleServices) {
  const { stack, environment, registry, vault, urgent } = tenant;
  const { drivers } = loadOf(environment);
  const domain = environment.value('domain');
  const cache = redis.clientOf(tenant);
  const streams = kafka.clientOf(tenant);
  const traces = collector(tenant);

  const api = new Microservice(stack, 'app-api', {
    image: registry.image('mobility/app-api', { tag: '12.1.0' }),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.forDemand({
      arrivals: Rate.perSecond(drivers),
      service: ServiceTime.millis(12),
      workers: 16,
      latency: Latency.p99(Duration.millis(150)),
      max: Math.max(3, Math.ceil(drivers / 100)),
    }),
    scaleOn: [
      ScaleOn.cpu(),
      ScaleOn.memory(),
      // Everybody looks at the car before leaving for work.
      ScaleOn.schedule({
        start: '30 6 * * mon-fri',
        end: '0 9 * * mon-fri',
        timezone: 'Europe/Berlin',
        replicas: Math.max(3, Math.ceil(drivers / 150)),
      }),
    ],
    scaler: Scaler.keda({ scaleDown: { stabilisation: Duration.minutes(10) } }),
    ...together(cache, { env: { PUBLIC_URL: `https://app.${domain}` } }),
    helpers: traces.helpers,
    priority: urgent,
  });

  const accountsDb = database(tenant, 'accounts');
  const accounts = new Microservice(stack, 'accounts', {
    image: registry.image('mobility/accounts', { tag: '4.4.0' }),
    ports: [Port.grpc(9090)],
    resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(2) },
    replicas: Replicas.needed({ steady: 1 }),
    ...together(accountsDb.client, { variables: { JAVA_TOOL_OPTIONS: Variable.jvmHeap() } }),
    helpers: traces.helpers,
    startup: Duration.minutes(1),
  });

  const payments = SecretRef.external(stack, 'payments', {
    store: vault,
    keys: { token: `${environment.name}/payments#token` },
    reloader: true,
  });
  const billingDb = database(tenant, 'billing');
  const billing = new Microservice(stack, 'billing', {
    image: registry.image('mobility/billing', { tag: '2.0.7' }),
    ports: [Port.grpc(9090)],
    resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(2) },
    replicas: Replicas.needed({ steady: 1 }),
    ...together(billingDb.client, streams, {
      env: { PAYMENTS_TOKEN_FILE: '/run/secrets/payments/token' },
      mounts: [Mount.secretFile(payments, 'token', '/run/secrets/payments/token')],
    }),
    helpers: traces.helpers,
  });

  const invoices = new Microservice(stack, 'invoices', {
    image: registry.image('vendors/invoice-renderer', { tag: '9.4.1' }),
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.millis(250), memory: Size.gibibytes(1) },
    replicas: Replicas.needed({ steady: 1 }),
    security: {
      user: 2000,
      writableRoot: 'The image of the vendor unpacks its fonts into its own folder at the start',
    },
    scratch: Size.mebibytes(512),
  });

  const notifications = new Microservice(stack, 'notifications', {
    image: registry.image('mobility/notifications', { tag: '3.1.2' }),
    ports: [Port.grpc(9090)],
    resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
    replicas: Replicas.needed({ steady: 1 }),
    ...streams,
    helpers: traces.helpers,
  });

  [vehicles.telemetry, vehicles.trips, vehicles.twin, vehicles.command].forEach((service) => api.calls(service));
  api.calls(accounts);
  api.calls(redis.service);
  accounts.calls(accountsDb.address);
  billing.calls(billingDb.address);
  billing.calls(invoices);
  billing.calls(vehicles.trips);
  billing.calls(Peer.host('api.payments.example.com', 443));
  notifications.calls(Peer.host('push.example.com', 443));
  [billing, notifications].forEach((service) => service.calls(kafka.service));
  [api, accounts, billing, notifications].forEach((service) => service.calls(traces.address));
  stack.route(`app.${domain}`, api, { timeout: Duration.seconds(2), retries: 2 });
  return { api, accounts, billing, invoices, notifications };
}

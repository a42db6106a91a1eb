import { App, Size, Testing } from 'cdk8s';
import {
  ClientAuth,
  EmqxUpgrade,
  Mesh,
  Origin,
  Peer,
  Port,
  SecretRef,
  Survive,
  Taint,
  TlsCertificate,
  VehicleGateway,
  Cpu,
} from 'cdk8s-autonomous';
import { broker, key, MUTUAL, planOf, vehicles } from './brokers';
import { documents, find, microservice } from '../../support/apps';
import { takenBySchemas } from '../../support/crd-check';
import { mayBeCalled, mayCall } from '../../support/network-policy';

const CORES = { resources: { cpu: Cpu.units(2), memory: Size.gibibytes(4) } };
const ONE_BY_ONE = { upgrade: EmqxUpgrade.oneByOne(), cookie: key('broker-cookie', 'cookie') };
const GBT = VehicleGateway.gbt32960({ connections: 50_000 });
const TERMINALS = {
  registry: 'https://terminals.example.com/register',
  authentication: 'http://terminals.shop.svc:8080/login',
  server: Peer.host('terminals.example.com', 443),
};

/** A broker with everything, and a service that uses it. */
function full() {
  const app = Testing.app();
  const scope = vehicles(app, Survive.zone(), { mesh: Mesh.istio() });
  const made = broker(scope, {
    cores: CORES,
    services: { decode: { subscribes: ['vehicles/+/status'] } },
    gateways: [GBT, VehicleGateway.jt808({ connections: 10_000, ...TERMINALS })],
    apiKeys: [{ key: key('api', 'name'), secret: key('api-secret', 'value') }],
    storage: { size: Size.gibibytes(20), storageClass: 'ssd' },
    nodeLabels: { role: 'broker' },
    tolerates: [Taint.noSchedule('broker')],
  });
  made.exposeOutside({ sourceRanges: ['203.0.113.0/24'] });
  microservice(scope, 'decode', { uses: [made.client({ certificate: TlsCertificate.issued({ issuer: 'servers' }) })] });
  return { app, scope, made, objects: documents(app) };
}

const { objects, scope } = full();
const resource = find(objects, 'EMQX');
const { spec } = resource;
const settings: string = spec.config.data;
const acl: string = find(objects, 'ConfigMap', 'broker-acl').data['acl.conf'];

takenBySchemas({
  EMQX: resource,
  'certificate of the broker': find(objects, 'Certificate', 'broker-tls'),
  'certificate of a service': find(objects, 'Certificate', 'decode-broker-client'),
});

describe('how many nodes there are', () => {
  test('as many as hold the connections after the loss of a zone; cores that outlive it too', () => {
    const { workloads } = planOf(scope);
    const of = (id: string) => workloads.find((one: any) => one.id === id);
    expect(of('shop/EMQX/broker-replicant').replicas).toEqual({ needed: 6, planned: 9, degraded: 6 });
    expect(of('shop/EMQX/broker-core').replicas).toEqual({ needed: 3, planned: 3, degraded: 2 });
    // 300,000 of 9 nodes: 33,334 each. 100,000 of three lost nodes to six: 16,667 each. 25,000 messages of 100 µs take 2.5 of their 8 cores.
    expect(of('shop/EMQX/broker-replicant').reason).toBe(
      '300000 connections, at most 50000 on one: 6 also after a loss; 9 so that any of 3 zones may be lost; after the loss of 3 nodes 16667 clients come back to each of the others, at most 2750 per second; an upgrade moves the clients of a node in 34 s',
    );
  });

  test('as many as carry the messages, where these need more', () => {
    const some = vehicles(Testing.app(), Survive.none());
    // 15 cores for the messages, 0.7 of each core at steady: 11 nodes of two cores; two nodes would hold the connections.
    broker(some, {
      perNode: 150_000,
      resources: { cpu: Cpu.units(2), memory: Size.gibibytes(16) },
      connections: 1_000,
      upgrade: EmqxUpgrade.blueGreen(),
    });
    const [{ replicas, reason }] = planOf(some).workloads;
    expect(replicas.planned).toBe(11);
    expect(reason).toContain('150000 messages per second of 100 µs: 11 needed at steady');
  });

  test('a node of the cluster that holds several brokers takes all of them', () => {
    const some = vehicles(Testing.app(), Survive.node());
    const made = broker(some);
    expect(made.plannedReplicas).toBe(7);
    expect(planOf(some).workloads[0].reason).toContain(
      'after the loss of a node 7143 clients come back to each of the others',
    );
  });

  test('an upgrade by the operator needs room for all nodes twice, one after the other for none', () => {
    const [both, single] = [{}, ONE_BY_ONE].map((more) => {
      const some = vehicles();
      broker(some, more);
      return planOf(some);
    });
    expect(both.findings.map(({ code }: any) => code)).toEqual(['ROLLOUT_NODES']);
    expect(single.findings.map(({ code }: any) => code)).toEqual(['SECRET_IN_VARIABLE']);
    expect(single.workloads.map(({ id, path }: any) => [id, path])).toEqual([
      ['shop/StatefulSet/broker', 'shop/broker'],
    ]);
  });
});

describe('settings', () => {
  test('no listener without TLS, none without certificates of the clients', () => {
    for (const plain of ['tcp', 'ws', 'wss']) {
      expect(settings).toContain(`  ${plain} {\n    default {\n      enable = false\n    }\n  }`);
    }
    // Vehicles, services, and GB/T 32960; terminals of JT/T 808 log in.
    expect(settings.match(/fail_if_no_peer_cert = true/g)).toHaveLength(3);
    expect(settings.match(/verify = verify_peer/g)).toHaveLength(3);
    expect(settings.match(/allow_anonymous = false/g)).toHaveLength(1);
    expect(settings).toContain('peer_cert_as_clientid = cn');
  });

  test('each protocol has its part of what a node holds and lets in', () => {
    // 240,000, 50,000 and 10,000 of 300,000; 50,000 on a node, 2750 per second.
    expect(settings.match(/max_connections = \d+/g)).toEqual(
      ['40000', '8333', '1666'].map((n) => `max_connections = ${n}`),
    );
    expect(settings.match(/max_conn_rate = \S+/g)).toEqual(
      ['"2200/s"', '458', '91'].map((n) => `max_conn_rate = ${n}`),
    );
  });

  test('where all vehicles speak another protocol, there is no listener for MQTT from outside', () => {
    const app = Testing.app();
    const made = broker(vehicles(app), { connections: 50_000, gateways: [GBT] });
    made.exposeOutside();
    const all = documents(app);
    expect(find(all, 'EMQX').spec.config.data).toContain('ssl {\n    default {\n      enable = false');
    expect(find(all, 'Service', 'broker-external').spec.ports.map(({ port }: any) => port)).toEqual([7325]);
  });

  test('tokens: the id is in the token, and what a client calls itself is its id', () => {
    const app = Testing.app();
    const auth = ClientAuth.jwt({
      jwks: 'https://id.example.com/keys',
      server: Peer.host('id.example.com', 443),
      idClaim: 'vin',
    });
    broker(vehicles(app), { clientAuth: auth });
    const all = documents(app);
    const text = find(all, 'EMQX').spec.config.data;
    expect(text).toContain('use_username_as_clientid = true');
    expect(text).toContain('verify_claims {\n      vin = "${clientid}"');
    expect(text).toContain('enable_authn = true');
    const own = {
      namespace: 'shop',
      labels: { 'apps.emqx.io/instance': 'broker', 'apps.emqx.io/managed-by': 'emqx-operator' },
    };
    expect(mayCall(all, own, { address: '198.51.100.7' }, 443)).toBe(true);
    expect(mayCall(all, own, { address: '198.51.100.7' }, 80)).toBe(false);
  });

  test('nobody can log in to the dashboard unless somebody gives a password', () => {
    expect(settings).toContain('default_username = ""');
    const app = Testing.app();
    broker(vehicles(app), { adminPassword: key('dashboard', 'password') });
    const emitted = find(documents(app), 'EMQX').spec;
    expect(emitted.config.data).not.toContain('default_username');
    expect(emitted.coreTemplate.spec.env).toContainEqual({
      name: 'EMQX_DASHBOARD__DEFAULT_PASSWORD',
      valueFrom: { secretKeyRef: { name: 'dashboard', key: 'password' } },
    });
    expect(emitted.dashboardServiceTemplate).toEqual({ enabled: false });
  });

  test('the licence is a file', () => {
    expect(settings).toContain('license {\n  key = "file:///etc/emqx/licence/key"');
    expect(spec.coreTemplate.spec.extraVolumes).toContainEqual({
      name: 'secret-emqx-licence',
      secret: { secretName: 'emqx-licence', defaultMode: 0o400, items: [{ key: 'key', path: 'key' }] },
    });
  });
});

describe('topics', () => {
  test('a vehicle has those of its own id, a service its own, and nobody else any', () => {
    expect(acl.split('\n')).toEqual([
      '{allow, {\'and\', [{username, "decode"}, {clientid, {re, "^decode-"}}]}, subscribe, ["vehicles/+/status"]}.',
      '{deny, {\'and\', [{username, "decode"}, {clientid, {re, "^decode-"}}]}, all, ["#"]}.',
      '{deny, all, subscribe, ["$SYS/#", {eq, "#"}, {eq, "+/#"}]}.',
      '{allow, all, publish, ["vehicles/${clientid}/#"]}.',
      '{allow, all, subscribe, ["commands/${clientid}/#"]}.',
      '{allow, all, all, ["gbt32960/${cert_common_name}/#"]}.',
      '{allow, all, all, ["jt808/${clientid}/#"]}.',
      '{deny, all}.',
      '',
    ]);
  });
});

describe('the resource', () => {
  test('pods of Pod Security "restricted", apart, drained one by one', () => {
    for (const { spec: template } of [spec.coreTemplate, spec.replicantTemplate]) {
      expect(template.podSecurityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        fsGroup: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(template.containerSecurityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(template.maxUnavailable).toBe(1);
      expect(template.topologySpreadConstraints.map((one: any) => [one.topologyKey, one.whenUnsatisfiable])).toEqual([
        ['kubernetes.io/hostname', 'ScheduleAnyway'],
        ['topology.kubernetes.io/zone', 'DoNotSchedule'],
      ]);
      expect(template.tolerations).toEqual([{ key: 'broker', operator: 'Exists', effect: 'NoSchedule' }]);
      // The operator adds the port of the API as `dashboard`, which its probes name; where another has the number it does not.
      expect(template.ports.map(({ containerPort }: any) => containerPort)).toEqual([
        8883, 7325, 6207, 8884, 4370, 5369,
      ]);
    }
    expect(spec.coreTemplate.metadata.labels).toMatchObject({ 'sidecar.istio.io/inject': 'false' });
    expect(spec.serviceAccountName).toBe('broker');
    expect(find(objects, 'ServiceAccount', 'broker').automountServiceAccountToken).toBe(false);
  });

  test('connections leave at a rate, what is left out of the settings is gone, keys are references', () => {
    expect(spec.updateStrategy.evacuationStrategy).toEqual({
      connEvictRate: 1000,
      sessEvictRate: 1000,
      waitTakeover: 10,
    });
    expect(spec.config.mode).toBe('Replace');
    expect(spec.bootstrapAPIKeys).toEqual([
      {
        secretRef: {
          key: { secretName: 'api', secretKey: 'name' },
          secret: { secretName: 'api-secret', secretKey: 'value' },
        },
      },
    ]);
    expect(spec.coreTemplate.spec.volumeClaimTemplates).toEqual({
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'ssd',
      resources: { requests: { storage: '20Gi' } },
    });
    expect(spec.replicantTemplate.spec).not.toHaveProperty('volumeClaimTemplates');
    expect(spec.coreTemplate.metadata.annotations['cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes']).toBe(
      'broker-core-log,scratch',
    );
  });

  test('another name of the node in the plan where nodes are one by one: a StatefulSet with the same settings', () => {
    const app = Testing.app();
    broker(vehicles(app), ONE_BY_ONE);
    const all = documents(app);
    expect(all.filter(({ kind }) => kind === 'EMQX')).toEqual([]);
    const { containers } = find(all, 'StatefulSet', 'broker').spec.template.spec;
    expect(containers[0].env).toContainEqual({
      name: 'EMQX_NODE__COOKIE',
      valueFrom: { secretKeyRef: { name: 'broker-cookie', key: 'cookie' } },
    });
    expect(containers[0].volumeMounts).toContainEqual(
      expect.objectContaining({ mountPath: '/opt/emqx/etc/emqx.conf', subPath: 'emqx.conf' }),
    );
    expect(find(all, 'ConfigMap', 'broker-settings').data['emqx.conf']).toContain('fail_if_no_peer_cert = true');
  });
});

describe('who may call', () => {
  const pods = (role: string) => ({
    namespace: 'shop',
    labels: {
      'apps.emqx.io/instance': 'broker',
      'apps.emqx.io/managed-by': 'emqx-operator',
      'apps.emqx.io/db-role': role,
    },
  });
  const decode = {
    namespace: 'shop',
    labels: { 'app.kubernetes.io/name': 'decode', 'app.kubernetes.io/instance': 'shop' },
  };

  test('nodes each other, on the ports of the cluster', () => {
    for (const port of [4370, 5369]) {
      expect(mayBeCalled(objects, pods('core'), pods('replicant'), port)).toBe(true);
      expect(mayCall(objects, pods('replicant'), pods('core'), port)).toBe(true);
      expect(mayBeCalled(objects, pods('core'), decode, port)).toBe(false);
    }
  });

  test('vehicles from their networks on their ports, services on theirs, the operator and Prometheus the API', () => {
    const car = { address: '203.0.113.9' };
    expect([8883, 7325, 6207, 8884, 18083].map((port) => mayBeCalled(objects, pods('replicant'), car, port))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([8884, 8883].map((port) => mayBeCalled(objects, pods('replicant'), decode, port))).toEqual([true, false]);
    expect(mayCall(objects, decode, pods('replicant'), 8884)).toBe(true);
    for (const namespace of ['emqx-operator-system', 'monitoring']) {
      expect([18083, 8883].map((port) => mayBeCalled(objects, pods('core'), { namespace }, port))).toEqual([
        true,
        false,
      ]);
    }
    const { spec: external } = find(objects, 'Service', 'broker-external');
    expect(external.ports.map(({ port }: any) => port)).toEqual([8883, 7325, 6207]);
    expect(external.selector['apps.emqx.io/db-role']).toBe('replicant');
  });

  test('a service finds address, files and an id that begins with its name', () => {
    const [{ env, volumeMounts }] = find(objects, 'Deployment', 'decode').spec.template.spec.containers;
    const value = (name: string) => env.find((one: any) => one.name === name);
    expect(value('MQTT_URL').value).toBe('mqtts://broker.shop.svc.cluster.local:8884');
    expect(value('MQTT_CLIENT_ID').value).toBe('decode-$(MQTT_POD)');
    expect(value('MQTT_POD').valueFrom.fieldRef.fieldPath).toBe('metadata.name');
    expect(volumeMounts).toContainEqual(expect.objectContaining({ mountPath: '/etc/mqtt', readOnly: true }));
    expect(find(objects, 'Certificate', 'decode-broker-client').spec).toMatchObject({
      commonName: 'decode',
      usages: ['digital signature', 'client auth'],
    });
    expect(find(objects, 'Certificate', 'broker-tls').spec.dnsNames).toEqual([
      'broker.shop.svc.cluster.local',
      'broker.shop.svc',
      'mqtt.cars.example.com',
    ]);
  });

  test('pods of others are let in where one says so', () => {
    const app = Testing.app();
    broker(vehicles(app)).admits(Origin.pods({ namespace: 'simulators' }), [Port.tcp(8883)]);
    expect(mayBeCalled(documents(app), pods('core'), { namespace: 'simulators' }, 8883)).toBe(true);
  });

  test('certificates that are there are used as they are', () => {
    const app = Testing.app();
    const certificate = TlsCertificate.secret(SecretRef.existing('own-tls', ['tls.crt', 'tls.key', 'ca.crt']));
    broker(vehicles(app), { certificate, clientAuth: MUTUAL, proxyProtocol: true }).exposeOutside();
    const all = documents(app as App);
    expect(all.filter(({ kind }) => kind === 'Certificate')).toEqual([]);
    expect(find(all, 'EMQX').spec.config.data).toContain('proxy_protocol = true');
  });
});

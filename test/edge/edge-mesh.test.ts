import { Size, Testing } from 'cdk8s';
import {
  Cpu,
  EdgeMeshKey,
  EdgeMeshProps,
  EdgeRuntime,
  HarborRegistry,
  Image,
  Microservice,
  Peer,
  Port,
  Replicas,
  SecretStore,
} from 'cdk8s-autonomous';
import { documents, find } from '../support/apps';
import { BOX, edgePlatform, edgeService, planOf, site, tenant } from '../support/edge';

const AGENT = Image.of('registry.example.com/kubeedge/edgemesh-agent', { tag: 'v1.17.0' });
const KEY = EdgeMeshKey.external(SecretStore.cluster('vault'), 'edge/mesh#psk');

/** An edge with one site, on which EdgeMesh is installed. */
function meshed(props: Partial<EdgeMeshProps> = {}) {
  const app = Testing.app();
  const edge = edgePlatform(app, undefined, { edgeMesh: { image: AGENT, key: KEY, ...props } });
  return { app, edge, made: site(edge) };
}

const agentIn = (docs: any[]) => find(docs, 'DaemonSet', 'edgemesh-agent');

describe('EdgeMesh that the platform installs', () => {
  test('takes its key from a Secret, in a file that the agent reads', () => {
    const docs = documents(meshed().app);
    expect(find(docs, 'ExternalSecret', 'edgemesh-psk')).toMatchObject({
      metadata: { namespace: 'kubeedge' },
      spec: { data: [{ secretKey: 'psk', remoteRef: { key: 'edge/mesh', property: 'psk' } }] },
    });
    const pod = agentIn(docs).spec.template.spec;
    expect(pod.volumes).toContainEqual({
      name: 'psk',
      secret: { secretName: 'edgemesh-psk', items: [{ key: 'psk', path: 'psk' }] },
    });
    expect(pod.containers[0].volumeMounts).toContainEqual({ name: 'psk', mountPath: '/etc/edgemesh' });
    expect(JSON.stringify(docs)).not.toContain('JugH9HP1');
  });

  test('may have the key of a Secret that is there', () => {
    const docs = documents(meshed({ key: EdgeMeshKey.existing('mesh', 'key') }).app);
    expect(docs.filter(({ kind }) => kind === 'ExternalSecret')).toEqual([]);
    expect(agentIn(docs).spec.template.spec.volumes).toContainEqual({
      name: 'psk',
      secret: { secretName: 'mesh', items: [{ key: 'key', path: 'psk' }] },
    });
  });

  test('reads no more than it needs, and no kind by a wildcard', () => {
    const docs = documents(meshed().app);
    expect(JSON.stringify(find(docs, 'ClusterRole', 'edgemesh-agent').rules)).not.toMatch(/"\*"|secrets/);
  });

  test('tolerates what edge nodes are tainted with, and is counted once on each', () => {
    const { app, edge, made } = meshed({ resources: { cpu: Cpu.millis(250), memory: Size.mebibytes(100) } });
    made.deploy(edgeService(tenant(edge)));
    expect(agentIn(documents(app)).spec.template.spec.tolerations).toContainEqual({
      key: 'node-role.kubernetes.io/edge',
      operator: 'Exists',
      effect: 'NoSchedule',
    });
    const box = planOf(edge).pools.find(({ id }: any) => id === 'gz-1/box');
    expect(Object.keys(box.daemonsets)).toEqual(['kubeedge/DaemonSet/edgemesh-agent']);
    expect(box.allocatable.cpu).toBe(3750);
  });

  test('logs in to the registry of its image in its own namespace', () => {
    const app = Testing.app();
    const registry = new HarborRegistry(app, 'harbor', {
      host: 'harbor.example.com',
      login: { store: SecretStore.cluster('vault'), username: 'mesh#user', password: 'mesh#password' },
    });
    edgePlatform(app, undefined, { edgeMesh: { key: KEY, image: registry.image('edge/mesh', { tag: '1' }) } });
    const docs = documents(app);
    expect(find(docs, 'ExternalSecret', 'harbor-login').metadata.namespace).toBe('kubeedge');
    expect(agentIn(docs).spec.template.spec.imagePullSecrets).toEqual([{ name: 'harbor-login' }]);
  });
});

describe('sites that call the cloud', () => {
  /** A service at the site that calls a service of the cloud, or a peer. */
  function calling(props: Partial<EdgeMeshProps>, far: 'service' | 'peer'): any[] {
    const { edge, made } = meshed(props);
    edge.cluster.addNodePool('cloud', { nodeType: BOX });
    const stack = tenant(edge);
    const service = edgeService(stack);
    const api = new Microservice(stack, 'api', {
      image: AGENT,
      ports: [Port.http(8080)],
      resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(64) },
      replicas: Replicas.fixed(1),
    });
    service.calls(far === 'service' ? api : Peer.cidr('10.9.0.1/32', 443));
    made.deploy(service);
    return planOf(edge).findings.filter(({ code }: any) => code === 'EDGE_MESH_WITHOUT_RELAY');
  }

  test('need a relay', () => {
    expect(calling({}, 'service')).toMatchObject([
      {
        severity: 'warning',
        message:
          'cart at sites call services of the cloud, and EdgeMesh has no relay: agents of different networks do not find each other',
      },
    ]);
  });

  test('have one that the configuration of the agents names', () => {
    const relays = [{ nodeName: 'cloud-1', addresses: ['203.0.113.7'] }];
    expect(calling({ relays }, 'service')).toEqual([]);
    const config = find(documents(meshed({ relays }).app), 'ConfigMap', 'edgemesh-agent-cfg');
    expect(JSON.parse(config.data['edgemesh-agent.yaml']).modules.edgeTunnel).toEqual({
      enable: true,
      relayNodes: [{ nodeName: 'cloud-1', advertiseAddress: ['203.0.113.7'] }],
    });
  });

  test('need none for what is no service', () => {
    expect(calling({}, 'peer')).toEqual([]);
  });
});

describe('refused', () => {
  test.each([
    ['another runtime', EdgeRuntime.openYurt(), {}, 'OpenYurt has no EdgeMesh'],
    ['a relay without an address', undefined, { relays: [{ nodeName: 'cloud-1', addresses: [] }] }, 'needs addresses'],
    ['a relay that is no node', undefined, { relays: [{ nodeName: 'A B', addresses: ['1.2.3.4'] }] }, 'name of a node'],
  ] as const)('%s', (_, runtime, props, message) => {
    const edgeMesh = { image: AGENT, key: KEY, ...props } as EdgeMeshProps;
    expect(() => edgePlatform(Testing.app(), runtime, { edgeMesh })).toThrow(message);
  });

  test('a key of a store of another namespace, or one without a name', () => {
    expect(() => EdgeMeshKey.external(SecretStore.namespaced('vault'), 'a#b')).toThrow(
      'store vault belongs to one namespace; namespace kubeedge reads SecretStore.cluster(...)',
    );
    expect(() => EdgeMeshKey.existing('No Name')).toThrow('must be the name of a Secret');
  });
});

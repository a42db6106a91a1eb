import { App, Duration, Size, YamlOutputType } from 'cdk8s';
import {
  ArgoDelivery,
  Cpu,
  EdgePlatform,
  EdgeRoute,
  EdgeRouteSource,
  EdgeRouteTarget,
  EdgeRuntime,
  EdgeSite,
  Footprint,
  Image,
  NodePoolProps,
  Survive,
  Taint,
} from 'cdk8s-autonomous';
import { cluster, documents, find } from '../support/apps';
import { BOX, codesOf, edgePlatform, edgeService, KUBE_EDGE, planOf, site, tenant } from '../support/edge';

interface Given {
  readonly runtime?: EdgeRuntime;
  readonly survive?: Survive;
  readonly pool?: Partial<NodePoolProps>;
}

/** A cluster of three zones with a delivered edge of one site. */
function delivered({ runtime = KUBE_EDGE, survive = Survive.none(), pool = {} }: Given = {}) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/m.git',
    revision: 'main',
    path: 'dist',
  });
  const east = cluster(app, { survive }, pool);
  const edge = new EdgePlatform(app, 'edge', { cluster: east, runtime, delivery });
  return { app, east, edge, made: site(edge) };
}

/** Sends topics of a site to the cloud: that needs a broker on every node. */
function route(edge: EdgePlatform): void {
  new EdgeRoute(tenant(edge), 'open', {
    source: EdgeRouteSource.rest('gates/open'),
    target: EdgeRouteTarget.eventBus('gate/open'),
  });
}

const workload = (plan: any, id: string) => plan.workloads.find((one: any) => one.id === id);
const pool = (plan: any, id: string) => plan.pools.find((one: any) => one.id === id);
const daemons = (plan: any, id: string) => Object.keys(pool(plan, id).daemonsets);
const values = (app: App) => find(documents(app), 'Application', 'east-cloudcore').spec.source.helm.valuesObject;

describe('what the cloudcore chart runs is planned', () => {
  test('CloudCore as large as it is delivered, one on a node, and one may be lost', () => {
    const plan = planOf(delivered().edge);
    expect(workload(plan, 'kubeedge/Deployment/cloudcore')).toMatchObject({
      path: 'edge',
      requests: { cpu: 100, memory: 512 * 2 ** 20, pods: 1 },
      replicas: { needed: 2, planned: 2, degraded: 1 },
      maxPerNode: 1,
      eligible: ['general/a', 'general/b', 'general/c'],
      reason: '2 edge nodes, and room for them when one CloudCore is lost',
    });
    expect(workload(plan, 'kubeedge/Deployment/kubeedge-controller-manager').requests.cpu).toBe(100);
    expect(daemons(plan, 'general/a')).toContain('kubeedge/DaemonSet/cloud-iptables-manager');
    expect(daemons(plan, 'gz-1/box')).not.toContain('kubeedge/DaemonSet/cloud-iptables-manager');
  });

  test('a new one starts where an old one has stopped: the values say so, and the plan needs no third node', () => {
    const { app, edge } = delivered({ pool: { maxNodesPerZone: 1 } });
    expect(values(app).cloudCore.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
    });
    expect(codesOf(planOf(edge))).toEqual([]);
  });

  test('the admission webhook and nothing else where it is on', () => {
    const runtime = EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['e'], admissionSecret: 'webhook-certs' });
    const plan = planOf(delivered({ runtime }).edge);
    expect(workload(plan, 'kubeedge/Deployment/kubeedge-admission').requests.memory).toBe(64 * 2 ** 20);
    expect(workload(planOf(delivered().edge), 'kubeedge/Deployment/kubeedge-admission')).toBeUndefined();
  });

  test.each<[string, Given, string]>([
    ['no node', { pool: null as any }, 'NO_POOL_ADMITS'],
    ['only tainted nodes', { pool: { taints: [Taint.noSchedule('gpu')] } }, 'NO_POOL_ADMITS'],
    [
      'more CloudCores than nodes',
      {
        runtime: EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['e'], cloudCores: 5 }),
        pool: { maxNodesPerZone: 1 },
      },
      'POOL_TOO_SMALL',
    ],
  ])('a cluster where it does not fit is refused: %s', (_, given, code) => {
    const { app, edge } = delivered(given);
    expect(codesOf(planOf(edge))).toContain(code);
    expect(() => app.synthYaml()).toThrow('kubeedge/Deployment/cloudcore');
  });

  test('a footprint of the name of its Application stands in its place', () => {
    const { east, edge } = delivered({ pool: null as any });
    const agent = { name: 'core', cpu: Cpu.millis(1), memory: Size.mebibytes(1), toleratesEverything: true };
    east.addFootprint('east-cloudcore', Footprint.of({ daemons: [agent] }));
    expect(codesOf(planOf(edge))).toEqual(['DAEMONSET_ON_EDGE']);
  });
});

describe('the broker of topics', () => {
  test('is an image of the registry, where one is given, and none where the nodes have one', () => {
    const mosquitto = (more: object) => {
      const runtime = EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['e'], ...more });
      const { app, edge } = delivered({ runtime });
      route(edge);
      return values(app).mosquitto;
    };
    const digest = `sha256:${'c'.repeat(64)}`;
    const brokerImage = Image.of('harbor.example.com/hub/eclipse-mosquitto', { tag: '2.0.22', digest });
    expect(mosquitto({ brokerImage }).image).toEqual({
      repository: 'harbor.example.com/hub/eclipse-mosquitto',
      tag: `2.0.22@${digest}`,
    });
    expect(mosquitto({ brokerOnNodes: true })).toEqual({ enable: false });
    const old = Image.of('harbor.example.com/hub/eclipse-mosquitto', { tag: '1.6.15' });
    expect(() => mosquitto({ brokerImage: old })).toThrow(
      'must be Mosquitto 2 or newer, with a tag: older ones let anybody in',
    );
  });

  test('routes to topics without one are refused', () => {
    const [without, with_] = [false, true].map((brokerOnNodes) => {
      const edge = edgePlatform(undefined, EdgeRuntime.kubeEdge({ version: '1.23.1', brokerOnNodes }));
      site(edge);
      route(edge);
      return edge;
    });
    expect(codesOf(planOf(without))).toEqual(['EVENT_BUS_WITHOUT_BROKER']);
    expect(() => (without.node.root as App).synthYaml()).toThrow('no node has an MQTT broker on 127.0.0.1:1883');
    expect(codesOf(planOf(with_))).toEqual([]);
  });

  test('runs on every edge node, whatever it is tainted with', () => {
    const { app, edge } = delivered();
    const taints = [Taint.noExecute('line', 'press')];
    const nodes = [{ name: 'plant-box', nodeType: BOX, taints }];
    new EdgeSite(edge, 'plant', { nodes, offline: Duration.hours(1) });
    route(edge);
    expect(values(app).mosquitto).toEqual({
      enable: true,
      // The 1.6.15 of the chart would let in whoever reaches the node.
      image: { repository: 'eclipse-mosquitto', tag: '2.0.22' },
      tolerations: [
        { key: 'line', operator: 'Equal', value: 'press', effect: 'NoExecute' },
        { key: 'node-role.kubernetes.io/edge', operator: 'Exists', effect: 'NoSchedule' },
      ],
    });
    const plan = planOf(edge);
    for (const id of ['gz-1/box', 'gz-1/gpu-box', 'plant/box']) {
      expect(pool(plan, id).daemonsets['kubeedge/DaemonSet/edge-eclipse-mosquitto']).toEqual({
        cpu: 100,
        memory: 50 * 2 ** 20,
        pods: 1,
      });
    }
    expect(daemons(plan, 'general/a')).not.toContain('kubeedge/DaemonSet/edge-eclipse-mosquitto');
  });

  test('is off, and not counted, where nothing needs it', () => {
    const { app, edge } = delivered();
    expect(values(app).mosquitto).toEqual({ enable: false });
    expect(daemons(planOf(edge), 'gz-1/box')).toEqual([]);
  });
});

describe('the agent of EdgeMesh', () => {
  test('takes its part of every node once a service at a site has ports', () => {
    const { edge, made } = delivered();
    expect(daemons(planOf(edge), 'gz-1/box')).toEqual([]);
    made.deploy(edgeService(tenant(edge)));
    const plan = planOf(edge);
    expect(pool(plan, 'gz-1/box').allocatable.cpu).toBe(3500);
    expect(daemons(plan, 'general/a')).toContain('kubeedge/DaemonSet/edgemesh-agent');
  });

  test('is as large as a footprint of its name says', () => {
    const { east, edge, made } = delivered();
    made.deploy(edgeService(tenant(edge)));
    const agent = { name: 'agent', cpu: Cpu.millis(200), memory: Size.mebibytes(64), toleratesEverything: true };
    east.addFootprint('edgemesh', Footprint.of({ daemons: [agent] }));
    expect(daemons(planOf(edge), 'gz-1/box')).toEqual(['edgemesh/Footprint/edgemesh']);
    expect(pool(planOf(edge), 'gz-1/box').allocatable.cpu).toBe(3800);
  });

  test('other runtimes have none', () => {
    const { edge, made } = delivered({ runtime: EdgeRuntime.openYurt() });
    made.deploy(edgeService(tenant(edge)));
    expect(daemons(planOf(edge), 'gz-1/box')).toEqual([]);
  });
});

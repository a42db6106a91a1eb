import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { ArgoDelivery, Cluster, EdgePlatform, EdgeRuntime, KubernetesVersion, NodePoolProps } from 'cdk8s-autonomous';
import { ORDERED } from '../../src/delivery/application-health';
import { healthCustomisations } from '../../src/edge/platform/health';
import { documents, find, nodeType } from '../support/apps';
import { edgeService, KUBE_EDGE, planOf, RUNTIMES, site, tenant } from '../support/edge';

// A Lua machine in JavaScript; it has no types.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { lauxlib, lua, lualib, to_jsstring, to_luastring } = require('fengari');

function delivered(runtime = KUBE_EDGE, pool: Partial<NodePoolProps> = {}) {
  const app = new App({ yamlOutputType: YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE });
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.example.com/m.git',
    revision: 'main',
    path: 'dist',
  });
  const cluster = new Cluster(app, 'east', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32, delivery });
  cluster.addNodePool('cloud', { nodeType: nodeType(), ...pool });
  const edge = new EdgePlatform(app, 'edge', { cluster, runtime, delivery });
  site(edge).deploy(edgeService(tenant(edge, 'shop', { delivery })));
  return { app, edge };
}

describe('delivery', () => {
  const { app } = delivered();
  const objects = documents(app);

  test('CloudCore comes with everything switched on that is in use, and nothing else', () => {
    const { source, destination } = find(objects, 'Application', 'east-cloudcore').spec;
    expect(destination).toEqual({ name: 'east', namespace: 'kubeedge' });
    expect(source).toMatchObject({ path: 'manifests/charts/cloudcore', targetRevision: 'v1.23.1' });
    expect(source.helm.valuesObject).toEqual({
      appVersion: '1.23.1',
      cloudCore: {
        replicaCount: 2,
        image: { tag: 'v1.23.1' },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { cpu: '400m', memory: '512Mi' } },
        modules: {
          cloudHub: { advertiseAddress: ['edge.example.com'], nodeLimit: '1000' },
          dynamicController: { enable: true },
          router: { enable: false },
          taskManager: { enable: false },
        },
      },
      controllerManager: { enable: true, image: { tag: 'v1.23.1' } },
      iptablesManager: { image: { tag: 'v1.23.1' } },
      mosquitto: { enable: false },
      admission: { enable: false },
    });
  });

  test('every Application applies on the server side', () => {
    const applications = objects.filter(({ kind }) => kind === 'Application');
    expect(applications.map(({ metadata }) => metadata.name).sort()).toEqual([
      'east-cloudcore',
      'east-edge',
      'east-shop',
    ]);
    for (const { spec } of applications) {
      expect(spec.syncPolicy.syncOptions).toContain('ServerSideApply=true');
    }
  });

  test('projects admit the kinds of the edge', () => {
    expect(find(objects, 'AppProject', 'east-edge').spec.clusterResourceWhitelist).toEqual([
      { group: 'apps.kubeedge.io', kind: 'NodeGroup' },
    ]);
    expect(find(objects, 'AppProject', 'east-shop').spec.namespaceResourceWhitelist).toContainEqual({
      group: 'apps.kubeedge.io',
      kind: 'EdgeApplication',
    });
  });

  test('the project of the cloudcore chart admits what the chart renders, by name', () => {
    const { clusterResourceWhitelist, namespaceResourceWhitelist } = find(objects, 'AppProject', 'east-cloudcore').spec;
    const kinds = (list: any[]) => list.map(({ group, kind }) => `${group}/${kind}`);
    expect(kinds(clusterResourceWhitelist)).toEqual([
      '/Namespace',
      'apiextensions.k8s.io/CustomResourceDefinition',
      'rbac.authorization.k8s.io/ClusterRole',
      'rbac.authorization.k8s.io/ClusterRoleBinding',
    ]);
    expect(kinds(namespaceResourceWhitelist)).toEqual([
      '/ConfigMap',
      '/Secret',
      '/Service',
      '/ServiceAccount',
      'apps/DaemonSet',
      'apps/Deployment',
    ]);
  });

  test('the admission webhook comes with the secret of its certificate', () => {
    const runtime = EdgeRuntime.kubeEdge({ version: '1.23.1', addresses: ['e'], admissionSecret: 'webhook-certs' });
    const { valuesObject } = find(documents(delivered(runtime).app), 'Application', 'east-cloudcore').spec.source.helm;
    expect(valuesObject.admission).toEqual({
      enable: true,
      certsSecretName: 'webhook-certs',
      image: { tag: 'v1.23.1' },
    });
  });

  test('without addresses nobody can reach CloudCore: it is not delivered', () => {
    const objectsOf = documents(delivered(EdgeRuntime.kubeEdge({ version: '1.23.1' })).app);
    expect(objectsOf.filter(({ metadata }) => metadata.name === 'east-cloudcore')).toEqual([]);
  });

  test.each(RUNTIMES)('health checks for the kinds of %s are a part of the settings of Argo CD', (name, runtime) => {
    const settings = find(documents(delivered(runtime).app), 'ConfigMap', 'argocd-cm');
    expect(settings.metadata).toMatchObject({ namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } });
    expect(settings.data).toEqual({ ...healthCustomisations(name), ...ORDERED });
    expect(
      Object.keys(settings.data).every((key) => /^resource\.customizations\.health\.[a-z.]+_[A-Z]\w+$/.test(key)),
    ).toBe(true);
  });
});

describe('the health checks, run', () => {
  const SCRIPTS = Object.assign({}, ORDERED, ...RUNTIMES.map(([name]) => healthCustomisations(name)));

  /** What Argo CD would make of an object. */
  function health(kind: string, status: object | undefined): [string, string] {
    const script = SCRIPTS[`resource.customizations.health.${kind}`];
    const state = lauxlib.luaL_newstate();
    lualib.luaL_openlibs(state);
    push(state, { status });
    lua.lua_setglobal(state, to_luastring('obj'));
    expect(lauxlib.luaL_dostring(state, to_luastring(script))).toBe(0);
    const field = (name: string) => {
      lua.lua_getfield(state, -1, to_luastring(name));
      const text = to_jsstring(lua.lua_tostring(state, -1));
      lua.lua_pop(state, 1);
      return text;
    };
    return [field('status'), field('message')];
  }

  function push(state: any, value: any): void {
    if (value === undefined) {
      lua.lua_pushnil(state);
    } else if (typeof value === 'string') {
      lua.lua_pushstring(state, to_luastring(value));
    } else {
      lua.lua_newtable(state);
      Object.entries(value).forEach(([key, inner], i) => {
        push(state, inner);
        if (Array.isArray(value)) {
          lua.lua_rawseti(state, -2, i + 1);
        } else {
          lua.lua_setfield(state, -2, to_luastring(key));
        }
      });
    }
  }

  const APPLICATION = 'apps.kubeedge.io_EdgeApplication';
  const GROUP = 'apps.kubeedge.io_NodeGroup';
  const JOB = 'operations.kubeedge.io_ImagePrePullJob';
  test.each<[string, string, object | undefined, [string, string]]>([
    ['an application that nobody looked at', APPLICATION, undefined, ['Progressing', 'not applied yet']],
    [
      'an application at sites that are away',
      APPLICATION,
      { workloadStatus: [{ conditions: 'Available' }, { conditions: 'Processing' }] },
      ['Healthy', '1 of 2 copies are not ready'],
    ],
    [
      'a group',
      GROUP,
      { nodeStatuses: [{ nodeName: 'a', selectionStatus: 'Succeeded', readyStatus: 'NotReady' }] },
      ['Healthy', ''],
    ],
    [
      'a group whose node another one has',
      GROUP,
      { nodeStatuses: [{ nodeName: 'a', selectionStatus: 'Failed', selectionStatusReason: 'taken' }] },
      ['Degraded', 'a: taken'],
    ],
    [
      // nodegroupcontroller.go of KubeEdge 1.23 says the same of a node that is not there and of one that another group has.
      'a group whose node has not joined',
      GROUP,
      {
        nodeStatuses: [
          { nodeName: 'a', selectionStatus: 'Succeeded', readyStatus: 'Ready' },
          {
            nodeName: 'b',
            selectionStatus: 'Failed',
            selectionStatusReason: 'node does not exist',
            readyStatus: 'Unknown',
          },
        ],
      },
      ['Healthy', '1 of 2 nodes have not joined'],
    ],
    [
      'a group with both',
      GROUP,
      {
        nodeStatuses: [
          { nodeName: 'a', selectionStatus: 'Failed', selectionStatusReason: 'taken' },
          { nodeName: 'b', selectionStatus: 'Failed', selectionStatusReason: 'node does not exist' },
        ],
      },
      ['Degraded', 'a: taken'],
    ],
    ['an Application before its sync', 'argoproj.io_Application', {}, ['Progressing', 'not synced yet']],
    [
      'an Application that has another state than Git',
      'argoproj.io_Application',
      { sync: { status: 'OutOfSync' }, health: { status: 'Healthy' } },
      ['Progressing', 'not synced yet'],
    ],
    [
      'an Application of which something does not run: others go on',
      'argoproj.io_Application',
      { sync: { status: 'Synced' }, health: { status: 'Degraded' } },
      ['Healthy', 'synced; Degraded'],
    ],
    ['a job that waits', JOB, undefined, ['Progressing', 'waiting']],
    ['a job that runs', JOB, { phase: 'InProgress' }, ['Progressing', 'InProgress']],
    ['a job that is done', JOB, { phase: 'Completed' }, ['Healthy', '']],
    ['a job that failed', JOB, { phase: 'Failure', reason: 'disk' }, ['Degraded', 'disk']],
    [
      'an upgrade that waits for somebody',
      'operations.kubeedge.io_NodeUpgradeJob',
      {
        phase: 'InProgress',
        nodeStatus: [{ nodeName: 'a', actionFlow: [{ action: 'Check' }, { action: 'WaitingConfirmation' }] }],
      },
      ['Suspended', 'a waits for confirmation'],
    ],
    ['a set', 'apps.openyurt.io_YurtAppSet', { totalWorkloads: '2' }, ['Healthy', '']],
    ['a grid', 'superedge.io_DeploymentGrid', undefined, ['Progressing', 'not applied yet']],
  ])('%s', (_, kind, status, expected) => {
    expect(health(kind, status)).toEqual(expected);
  });
});

test('switches in the plan follow from what is used', () => {
  const { edge } = delivered();
  const { message } = planOf(edge).findings.find(({ code }: any) => code === 'EDGE_SWITCHES');
  expect(message).toBe(
    'KubeEdge needs controllerManager, dynamicController at the cloud (values of the cloudcore chart), and modules.metaManager.metaServer.enable in the configuration of every EdgeCore; edge nodes join with the taint node-role.kubernetes.io/edge:NoSchedule',
  );
});

test("somebody else's objects switch things on too", () => {
  const { edge, app } = delivered();
  const chart = new Chart(app, 'theirs');
  new ApiObject(chart, 'rule', {
    apiVersion: 'rules.kubeedge.io/v1',
    kind: 'Rule',
    metadata: { name: 'r', namespace: 'n' },
  });
  edge.cluster.include(chart);
  const { message } = planOf(edge).findings.find(({ code }: any) => code === 'EDGE_SWITCHES');
  expect(message).toContain('dynamicController, router at the cloud');
});

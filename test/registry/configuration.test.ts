import { Duration, Size, Testing } from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import { configuration, LOGIN, NODE, ON_PUSH, registry } from './configurations';
import { installed } from './support';
import { documents, find, ISTIO, stack } from '../support/apps';

function stateOf(objects: any[]): any {
  return JSON.parse(find(objects, 'ConfigMap', find(objects, 'Job').metadata.name).data['state.json']);
}

describe('the Job', () => {
  const app = Testing.app();
  const shop = stack(app);
  const config = configuration(shop, {
    garbageCollection: { schedule: '0 0 3 * * 6', deleteUntagged: true },
    scanAll: '0 0 4 * * 0',
  });
  const telemetry = config.addProject('telemetry', {
    quota: Size.gibibytes(200),
    scanOnPush: true,
    blockSeverity: auto.HarborSeverity.HIGH,
    sbom: true,
    retention: auto.HarborRetention.latestPushed(10),
    immutableTags: ['v*'],
    members: [auto.HarborMember.oidcGroup('platform', auto.HarborRole.MAINTAINER)],
    images: { repositories: 10, size: auto.DataSize.gigabytes(2), tags: 10 },
  });
  config.addProxyCache('dockerhub', {
    upstream: auto.HarborUpstream.dockerHub(),
    speed: auto.Bandwidth.megabitsPerSecond(100),
  });
  config.replicateTo(registry(shop, 'eu'), { projects: [telemetry], trigger: ON_PUSH, login: LOGIN, tags: 'v*' });
  const robot = config.addRobot('pipeline', {
    projects: [telemetry],
    push: true,
    duration: Duration.days(90),
    pushTo: { store: auto.SecretStore.cluster('vault'), path: 'harbor/pipeline' },
  });
  const objects = documents(app);

  test('has the program and what is wanted in a ConfigMap, and a name with a hash of both', () => {
    const job = find(objects, 'Job');
    const map = find(objects, 'ConfigMap', job.metadata.name);
    expect(job.metadata.name).toMatch(/^config-[0-9a-f]{10}$/);
    expect(job.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    });
    expect(Object.keys(map.data)).toEqual(['harbor.js', 'state.json']);
    expect(job.spec.template.spec.volumes).toContainEqual({
      name: 'program',
      configMap: { name: job.metadata.name },
    });
    expect(job.spec.template.spec.containers[0].command).toEqual([
      'node',
      '/etc/harbor/harbor.js',
      '/etc/harbor/state.json',
    ]);
  });

  test('wants what was said, and secrets are files', () => {
    expect(stateOf(objects)).toEqual({
      owner: 'shop/config',
      url: 'https://harbor.cn.example.com',
      login: {
        username: '/var/run/secrets/harbor/harbor-admin/username',
        password: '/var/run/secrets/harbor/harbor-admin/password',
      },
      endpoints: [
        {
          name: 'harbor.eu.example.com',
          type: 'harbor',
          url: 'https://harbor.eu.example.com',
          login: expect.anything(),
        },
        { name: 'hub.docker.com', type: 'docker-hub', url: 'https://hub.docker.com' },
      ],
      projects: [
        {
          name: 'dockerhub',
          metadata: { public: 'false', auto_scan: 'false', prevent_vul: 'false', proxy_speed_kb: '97656' },
          proxyOf: 'hub.docker.com',
          immutable: [],
          members: [],
        },
        {
          name: 'telemetry',
          metadata: {
            public: 'false',
            auto_scan: 'true',
            prevent_vul: 'true',
            severity: 'high',
            auto_sbom_generation: 'true',
            enable_content_trust_cosign: 'false',
          },
          quota: 200 * 2 ** 30,
          retention: {
            cron: '0 0 0 * * *',
            rules: [{ template: 'latestPushedK', count: 10, tags: '**', repositories: '**' }],
          },
          immutable: [{ tags: 'v*', repositories: '**' }],
          members: [{ name: 'platform', kind: 'oidc', role: 4 }],
        },
      ],
      replications: [
        {
          name: 'telemetry-to-harbor.eu.example.com',
          endpoint: 'harbor.eu.example.com',
          direction: 'push',
          filters: [
            { type: 'name', value: 'telemetry/**' },
            { type: 'tag', value: '{v*,sha256-*}' },
          ],
          trigger: { type: 'event_based' },
          speed: -1,
          replicateDeletion: false,
        },
      ],
      robots: [{ name: 'pipeline', duration: 90, projects: ['telemetry'], actions: ['pull', 'push'] }],
      robotSecret: { namespace: 'shop', name: 'config-robots' },
      garbageCollection: { cron: '0 0 3 * * 6', deleteUntagged: true, workers: 1 },
      scanAll: { cron: '0 0 4 * * 0' },
    });
    const { volumes, containers } = find(objects, 'Job').spec.template.spec;
    expect(volumes.flatMap(({ secret }: any) => secret?.secretName ?? [])).toEqual(['eu-robot', 'harbor-admin']);
    expect(containers[0].volumeMounts).toContainEqual({
      name: 'secret-eu-robot',
      mountPath: '/var/run/secrets/harbor/eu-robot',
      readOnly: true,
    });
  });

  test('has a right to one Secret by its name, and to nothing else', () => {
    expect(find(objects, 'Role').rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['config-robots'], verbs: ['create', 'get', 'patch'] },
    ]);
    expect(find(objects, 'Job').spec.template.spec.automountServiceAccountToken).toBe(true);
  });

  test('reaches Harbor and the API server alone', () => {
    const { egress } = find(objects, 'NetworkPolicy', 'config').spec;
    expect(egress).toHaveLength(2);
    expect(egress[0].ports).toEqual([{ port: 443, protocol: 'TCP' }]);
    expect(egress[0].to[0].ipBlock.cidr).toBe('0.0.0.0/0');
    expect(egress[1].to).toEqual([{ ipBlock: { cidr: '10.0.0.1/32' } }]);
  });

  test('is in the plan, in pods that "restricted" admits', () => {
    const { securityContext, containers } = find(objects, 'Job').spec.template.spec;
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(containers[0].securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const [{ workloads }] = JSON.parse(auto.Plan.of(app).toJson()).clusters;
    expect(workloads.map(({ id }: any) => id)).toContainEqual(expect.stringMatching(/^shop\/Job\/config-/));
  });

  test('gives the login of a robot to a store, from where other clusters have it', () => {
    expect(robot.login).toMatchObject({ username: 'harbor/pipeline#username', password: 'harbor/pipeline#password' });
    const push = find(objects, 'PushSecret');
    expect(push.spec.secretStoreRefs).toEqual([{ name: 'vault', kind: 'ClusterSecretStore' }]);
    expect(push.spec.data[0].match).toEqual({
      secretKey: 'pipeline.username',
      remoteRef: { remoteKey: 'harbor/pipeline', property: 'username' },
    });
  });
});

test('in a mesh it has no sidecar, which would not let it end', () => {
  const app = Testing.app();
  configuration(stack(app, ISTIO));
  const { metadata } = find(documents(app), 'Job').spec.template;
  expect(metadata.labels['sidecar.istio.io/inject']).toBe('false');
  const [{ findings }] = JSON.parse(auto.Plan.of(app).toJson()).clusters;
  expect(findings.map(({ code }: any) => code)).not.toContain('JOB_NEVER_ENDS');
});

test('an installation lets it in at its gateway, with its own keys, and may itself reach the registries that are named', () => {
  const app = Testing.app();
  const { made, harbor } = installed({}, {}, {}, app);
  const config = new auto.HarborConfiguration(made, 'config', { registry: harbor, image: NODE });
  config.addProxyCache('dockerhub', { upstream: auto.HarborUpstream.dockerHub() });
  const objects = documents(app);
  const state = stateOf(objects);
  expect(state.login).toEqual({
    username: '/etc/harbor/admin',
    password: '/var/run/secrets/harbor/harbor-keys/HARBOR_ADMIN_PASSWORD',
  });
  expect(find(objects, 'ConfigMap', find(objects, 'Job').metadata.name).data.admin).toBe('admin');
  const { egress } = find(objects, 'NetworkPolicy', 'config').spec;
  expect(JSON.stringify(egress)).toContain('istio-ingress');
});

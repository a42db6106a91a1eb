import { Size, Testing } from 'cdk8s';
import {
  AccessRule,
  AutonomousStackProps,
  Capability,
  Cpu,
  IdentityOptions,
  KubernetesVersion,
  MicroserviceProps,
  Plan,
  PodSecurity,
  SecurityOptions,
  ServerlessFunction,
  SimulationBatch,
} from 'cdk8s-autonomous';
import { documents, find, IMAGE, messageOf, microservice, stack, statefulService } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

function cart(
  props: Partial<MicroserviceProps>,
  stackProps: Partial<AutonomousStackProps> = {},
  version = KubernetesVersion.V1_32,
) {
  const app = Testing.app();
  microservice(stack(app, stackProps, { kubernetesVersion: version }), 'cart', props);
  const objects = documents(app);
  const { spec, metadata } = find(objects, 'Deployment', 'cart').spec.template;
  return { app, objects, pod: spec, metadata, container: spec.containers[0] };
}

const secured = (security: SecurityOptions, podSecurity?: PodSecurity) => cart({ security }, { podSecurity });
const known = (identity: IdentityOptions) => cart({ identity });

describe('security', () => {
  test('user, group and group of files are those of pod and container', () => {
    const { pod, container } = secured({ user: 1000, group: 0, fileGroup: 2000 });
    expect(pod.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 0, fsGroup: 2000, runAsNonRoot: true });
    expect(container.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 0, readOnlyRootFilesystem: true });
    expect(secured({ user: 1000 }).pod.securityContext).toMatchObject({ runAsGroup: 1000, fsGroup: 10001 });
  });

  test('a writable root has a reason, which the plan shows as accepted', () => {
    const { app, metadata, container } = secured({ writableRoot: 'the vendor image writes to /opt' });
    expect(container.securityContext.readOnlyRootFilesystem).toBe(false);
    expect(metadata.annotations['cdk8s-autonomous.dev/writable-root-reason']).toBe('the vendor image writes to /opt');
    const [{ findings }] = JSON.parse(Plan.of(app).toJson()).clusters;
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'WRITABLE_ROOT',
        severity: 'info',
        path: 'shop/cart',
        accepted: { severity: 'warning', reason: 'the vendor image writes to /opt' },
      }),
    );
    expect(Plan.of(app).toTable()).toContain('accepted, was a warning: the vendor image writes to /opt');
  });

  test('capabilities are those that the namespace admits', () => {
    const { container } = secured({ capabilities: [Capability.NET_BIND_SERVICE] });
    expect(container.securityContext.capabilities).toEqual({ drop: ['ALL'], add: ['NET_BIND_SERVICE'] });
    expect(messageOf(() => secured({ capabilities: [Capability.NET_ADMIN] }))).toMatch(
      /security\.capabilities 'NET_ADMIN': Pod Security "restricted" admits NET_BIND_SERVICE alone; podSecurity: PodSecurity\.PRIVILEGED/,
    );
    expect(messageOf(() => secured({ capabilities: [Capability.SYS_TIME] }, PodSecurity.BASELINE))).toContain(
      '"baseline" admits CHOWN',
    );
    const privileged = secured({ capabilities: [Capability.SYS_TIME] }, PodSecurity.PRIVILEGED);
    expect(privileged.container.securityContext.capabilities.add).toEqual(['SYS_TIME']);
    expect(
      secured({ capabilities: [Capability.KILL] }, PodSecurity.BASELINE).container.securityContext.capabilities.add,
    ).toEqual(['KILL']);
  });

  test.each<[SecurityOptions, string]>([
    [{ user: 0 }, 'security.user 0: must be a whole number above 0: 0 is root'],
    [{ group: -1 }, 'security.group -1'],
    [{ fileGroup: 0.5 }, 'security.fileGroup 0.5'],
    [{ writableRoot: ' ' }, "security.writableRoot ' ': must say why"],
    [{ capabilities: [Capability.NET_BIND_SERVICE, Capability.NET_BIND_SERVICE] }, 'must name each once'],
    [{ capabilities: ['ALL' as Capability] }, 'security.capabilities'],
  ])('refuses %p', (security, message) => {
    expect(messageOf(() => secured(security))).toContain(message);
  });

  test('every kind has it', () => {
    const app = Testing.app();
    const shop = stack(app);
    const security = { user: 1234 };
    const common = { image: IMAGE, resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) }, security };
    statefulService(shop, 'store', { security });
    new SimulationBatch(shop, 'carla', { ...common, scenarios: ['a'], parallelism: 1 });
    new ServerlessFunction(shop, 'fn', { ...common, maxScale: 2 });
    const objects = documents(app).filter(
      ({ kind, apiVersion }) => ['StatefulSet', 'Job'].includes(kind) || apiVersion.startsWith('serving.'),
    );
    expect(objects.map(({ spec }) => spec.template.spec.containers[0].securityContext.runAsUser)).toEqual([
      1234, 1234, 1234,
    ]);
    const fn = (more: SecurityOptions) =>
      messageOf(() => new ServerlessFunction(shop, 'other', { ...common, maxScale: 2, security: more }));
    expect(fn({ fileGroup: 5 })).toContain('security.fileGroup 5: Knative sets no group');
    expect(fn({ capabilities: [Capability.NET_BIND_SERVICE] })).toContain('Knative adds none');
  });
});

describe('identity', () => {
  test('annotations are those of the ServiceAccount; no token is mounted for them', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/cart' };
    const { objects, pod } = known({ annotations });
    const { metadata, automountServiceAccountToken } = find(objects, 'ServiceAccount', 'cart');
    expect(metadata.annotations).toMatchObject(annotations);
    expect([automountServiceAccountToken, pod.automountServiceAccountToken]).toEqual([false, false]);
    expect(objects.map(({ kind }) => kind)).not.toContain('Role');
  });

  test('rules are a Role of the namespace, and mount a token', () => {
    const rules = [
      AccessRule.to('list', 'get').on('deployments.apps', 'configmaps', 'pods/log'),
      AccessRule.to('get').on('secrets').named('tls'),
    ];
    const { objects, pod } = known({ rules });
    expect(pod.automountServiceAccountToken).toBe(true);
    const role = find(objects, 'Role', 'cart');
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['configmaps', 'pods/log'], verbs: ['get', 'list'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: ['tls'], verbs: ['get'] },
    ]);
    expect(find(objects, 'RoleBinding', 'cart')).toMatchObject({
      metadata: { namespace: 'shop' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'cart' },
      subjects: [{ kind: 'ServiceAccount', name: 'cart', namespace: 'shop' }],
    });
    expect(objects.map(({ kind }) => kind)).not.toContain('ClusterRole');
    expect(known({ rules, mountsToken: false }).pod.automountServiceAccountToken).toBe(false);
    expect(known({ mountsToken: true }).pod.automountServiceAccountToken).toBe(true);
  });

  test('what has no namespace is in a ClusterRole, and nothing else', () => {
    const rules = [
      AccessRule.to('get').on('nodes', 'storageclasses.storage.k8s.io', 'ingressclasses.networking.k8s.io'),
      AccessRule.to('get').onClusterScoped('widgets.example.com'),
      AccessRule.to('watch').on('pods'),
    ];
    const { objects } = known({ rules });
    const wide = find(objects, 'ClusterRole', 'shop-cart');
    expect(wide.metadata.namespace).toBeUndefined();
    expect(wide.rules.map(({ resources }: any) => resources)).toEqual([
      ['nodes'],
      ['ingressclasses'],
      ['storageclasses'],
      ['widgets'],
    ]);
    expect(find(objects, 'ClusterRoleBinding', 'shop-cart').roleRef).toMatchObject({
      kind: 'ClusterRole',
      name: 'shop-cart',
    });
    expect(find(objects, 'Role', 'cart').rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['watch'] }]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a verb that is all', () => AccessRule.to('*'), /verbs '\*': must be one of get, list/],
    ['rights of others', () => AccessRule.to('impersonate'), /verbs 'impersonate'/],
    [
      'a resource that is all',
      () => AccessRule.to('get').on('*'),
      /resources '\*': must be a resource in the plural, without wildcards/,
    ],
    ['a group that is all', () => AccessRule.to('get').on('deployments.*'), /without wildcards/],
    [
      'a group left out',
      () => AccessRule.to('get').on('deployments'),
      /'deployments': is no resource of the core; 'deployments\.apps'/,
    ],
    ['a typo', () => AccessRule.to('get').on('configmap'), /'configmap': is no resource of the core; 'configmaps'/],
    [
      'both scopes',
      () => AccessRule.to('get').on('nodes', 'pods'),
      /nodes have no namespace, the others have; a rule for each kind/,
    ],
    ['a name of what is not there yet', () => AccessRule.to('create').on('pods').named('x'), /create names no object/],
    ['nothing', () => AccessRule.to(), /must name at least one verb/],
    ['no resource', () => AccessRule.to('get').on(), /must name at least one resource/],
    [
      'all secrets',
      () => known({ rules: [AccessRule.to('list').on('secrets')] }),
      /read all secrets of the namespace; named/,
    ],
    ['what is no rule', () => known({ rules: ['get pods' as any] }), /identity\.rules.*AccessRule/],
    ['a strange annotation', () => known({ annotations: { 'a b': 'c' } }), /identity\.annotations 'a b'/],
  ])('refuses %s', (_, make, message) => {
    expect(messageOf(make)).toMatch(message);
  });
});

describeWith('crds', 'official schemas', () => {
  test.each([
    ['1.27', KubernetesVersion.V1_27],
    ['1.36', KubernetesVersion.V1_36],
  ])('take all of it on %s', (version, kubernetesVersion) => {
    const schemas = new Schemas(version);
    const props = {
      security: { user: 1, group: 2, fileGroup: 3, capabilities: [Capability.NET_BIND_SERVICE], writableRoot: 'why' },
      identity: {
        rules: [AccessRule.to('get').on('nodes'), AccessRule.to('get').on('pods')],
        annotations: { 'a.b/c': 'd' },
      },
    };
    const { objects } = cart(props, {}, kubernetesVersion);
    const faults = objects.flatMap((object) => schemas.check(object));
    expect(faults).toEqual([]);
  });
});

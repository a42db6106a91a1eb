import { ApiObject, Testing } from 'cdk8s';
import { Access, AutonomousStack, PodSecurity, Replicas, Tenant } from 'cdk8s-autonomous';
import { cluster, documents, find, messageOf, microservice, statefulService } from '../../support/apps';
import { allows, Attempt } from '../../support/rbac';

const PEOPLE = [Access.view('readers'), Access.operate('oncall'), Access.debug('developers')];

function world(podSecurity = PodSecurity.RESTRICTED) {
  const app = Testing.app();
  const east = cluster(app);
  const tenant = new Tenant(app, 'charging', { clusters: [east], people: PEOPLE });
  const api = new AutonomousStack(app, 'api', { cluster: east, tenant, podSecurity });
  microservice(api, 'fixed');
  microservice(api, 'scaled', { replicas: Replicas.autoscaled({ min: 2, max: 4 }) });
  statefulService(api, 'store');
  const scaledObject = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'sleeper' } };
  new ApiObject(api, 'Scaled', { ...scaledObject, spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'store' } } });
  microservice(new AutonomousStack(app, 'other', { cluster: east }), 'cart');
  return documents(app);
}

/** `verb group/resource/subresource name`, in the namespace of the tenant where no other is said. */
function attempt(group: string, text: string, namespace = 'api'): Attempt {
  const [verb, target, name] = text.split(' ');
  const [apiGroup, resource, subresource] = target.split('/');
  return { group, verb, apiGroup: apiGroup === 'core' ? '' : apiGroup, resource, subresource, namespace, name };
}

const VIEW = [
  ...['get core/pods', 'list core/pods', 'watch core/events', 'get core/configmaps', 'list apps/deployments'],
  ...['get batch/jobs', 'list autoscaling/horizontalpodautoscalers', 'get policy/poddisruptionbudgets'],
  ...['list metrics.k8s.io/pods', 'get networking.k8s.io/networkpolicies', 'list keda.sh/scaledobjects'],
];
const OPERATE = [
  ...['delete core/pods cart-1', 'create core/pods/eviction cart-1', 'patch apps/deployments/scale scaled'],
  ...[
    'update apps/deployments/scale scaled',
    'get apps/statefulsets/scale store',
    'patch apps/statefulsets/scale store',
  ],
];
const DEBUG = [
  ...['get core/pods/log', 'create core/pods/exec', 'get core/pods/exec', 'create core/pods/portforward'],
  ...['create core/pods/attach', 'patch core/pods/ephemeralcontainers'],
];
/** What would let people out of what they may: whoever may patch a Deployment runs anything with every Secret of the namespace. */
const NOBODY = [
  ...['get core/secrets', 'list core/secrets', 'watch core/secrets', 'create core/secrets', 'create core/pods'],
  ...['patch core/pods', 'update core/pods', 'deletecollection core/pods', 'patch apps/deployments scaled'],
  ...['patch apps/deployments/scale fixed', 'patch apps/deployments/scale', 'update apps/statefulsets store'],
  ...['create apps/deployments', 'delete apps/deployments scaled', 'patch autoscaling/horizontalpodautoscalers scaled'],
  ...[
    'create core/serviceaccounts/token fixed',
    'impersonate core/serviceaccounts fixed',
    'patch core/resourcequotas plan',
  ],
  ...['update core/limitranges defaults', 'patch networking.k8s.io/networkpolicies default-deny', 'create batch/jobs'],
  ...['get rbac.authorization.k8s.io/roles', 'create rbac.authorization.k8s.io/rolebindings'],
  ...['escalate rbac.authorization.k8s.io/roles', 'bind rbac.authorization.k8s.io/roles', 'delete core/namespaces api'],
  ...['patch core/configmaps', 'get core/nodes', 'list core/nodes', 'create core/services', 'create core/pods/proxy'],
];

describe('people of a tenant', () => {
  const restricted = world();
  const cases = [
    ['readers', VIEW, [...OPERATE, ...DEBUG]],
    ['oncall', [...VIEW, ...OPERATE], DEBUG],
    ['developers', [...VIEW, ...DEBUG], OPERATE],
    ['strangers', [], [...VIEW, ...OPERATE, ...DEBUG]],
  ] as const;

  test.each(cases)('%s may do what they are for', (group, may, mayNot) => {
    const refused = (all: readonly string[]) => all.filter((text) => !allows(restricted, attempt(group, text)));
    expect(refused(may)).toEqual([]);
    expect(refused(mayNot)).toEqual(mayNot);
    expect(refused(NOBODY)).toEqual(NOBODY);
  });

  test.each(cases)('%s may do nothing elsewhere', (group, may) => {
    for (const namespace of ['other', 'kube-system', undefined]) {
      const elsewhere = may.filter((text) => allows(restricted, { ...attempt(group, text), namespace }));
      expect(elsewhere).toEqual([]);
    }
  });

  test('put containers into pods where Pod Security holds these, and not where they may be root on the node', () => {
    const put = attempt('developers', 'patch core/pods/ephemeralcontainers');
    expect(allows(world(PodSecurity.BASELINE), put)).toBe(true);
    const privileged = world(PodSecurity.PRIVILEGED);
    expect(allows(privileged, put)).toBe(false);
    expect(allows(privileged, attempt('developers', 'get core/pods/log'))).toBe(true);
  });

  test('scale nothing where there is no autoscaler: a rule without names would be about everything', () => {
    const app = Testing.app();
    const east = cluster(app);
    const tenant = new Tenant(app, 'charging', { clusters: [east], people: PEOPLE });
    microservice(new AutonomousStack(app, 'api', { cluster: east, tenant }));
    const objects = documents(app);
    expect(allows(objects, attempt('oncall', 'patch apps/deployments/scale cart'))).toBe(false);
    expect(JSON.stringify(find(objects, 'Role', 'charging-operate'))).not.toContain('/scale');
  });

  test('no rule has a wildcard', () => {
    const roles = restricted.filter(({ kind }) => kind === 'Role');
    expect(roles.map(({ metadata }) => metadata.name).sort()).toEqual([
      'charging-debug',
      'charging-operate',
      'charging-view',
    ]);
    for (const { rules } of roles) {
      for (const { apiGroups, resources, verbs, resourceNames = ['one'] } of rules) {
        expect([...apiGroups, ...resources, ...verbs].join()).not.toContain('*');
        expect(resourceNames).not.toEqual([]);
      }
    }
  });

  test('see nodes and volumes of a cluster that is their tenant’s alone, and change nothing there', () => {
    const app = Testing.app();
    const own = cluster(app);
    new Tenant(app, 'branch', { ownClusters: [own], people: PEOPLE });
    const objects = documents(app);
    const may = (text: string) => allows(objects, { ...attempt('readers', text), namespace: undefined });
    expect(
      ['list core/nodes', 'get core/persistentvolumes', 'list storage.k8s.io/storageclasses'].filter(may),
    ).toHaveLength(3);
    const not = [
      'list core/pods',
      'list core/secrets',
      'patch core/nodes',
      'delete core/namespaces',
      'get core/nodes/proxy',
    ];
    expect(not.filter(may)).toEqual([]);
  });

  test.each([
    ['', /must be a group of people/],
    ['system:masters', /must be a group of people.*not system:/],
    ['*', /without \*/],
    ['a,b', /commas/],
    [' a', /must be a group/],
  ])('group %p is refused', (group, message) => {
    expect(messageOf(() => Access.view(group))).toMatch(message);
  });
});

import { App, Duration, Testing } from 'cdk8s';
import { AutonomousStack, HarborRegistry, Image, SecretRef, SecretStore } from 'cdk8s-autonomous';
import { cluster, find, messageOf, microservice, stack } from '../../support/apps';
import { Schemas } from '../../support/schemas';
import { describeWith } from '../../support/shared';

const VAULT = SecretStore.cluster('vault');
const KEYS = { username: 'apps/orders/db#username', password: 'apps/orders/db#password', 'ca.crt': 'ca' };

describe('a secret of a store', () => {
  test('is an ExternalSecret in the namespace of the stack, before its workloads', () => {
    const made = stack();
    const secret = SecretRef.external(made, 'db', { store: VAULT, keys: KEYS });
    expect(secret.keys).toEqual(['username', 'password', 'ca.crt']);
    expect(find(Testing.synth(made), 'ExternalSecret')).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: {
        name: 'db',
        namespace: 'shop',
        labels: expect.objectContaining({ 'app.kubernetes.io/part-of': 'shop' }),
        annotations: { 'argocd.argoproj.io/sync-wave': '-20' },
      },
      spec: {
        refreshInterval: '3600s',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: { name: 'db', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        data: [
          { secretKey: 'ca.crt', remoteRef: { key: 'ca' } },
          { secretKey: 'password', remoteRef: { key: 'apps/orders/db', property: 'password' } },
          { secretKey: 'username', remoteRef: { key: 'apps/orders/db', property: 'username' } },
        ],
      },
    });
  });

  test('may have the name of a workload beside it, and another store, name and interval', () => {
    const made = stack();
    microservice(made, 'db');
    const store = SecretStore.namespaced('local');
    const refreshInterval = Duration.minutes(5);
    SecretRef.external(made, 'db', { store, keys: KEYS, name: 'orders-db', refreshInterval });
    const { metadata, spec } = find(Testing.synth(made), 'ExternalSecret');
    expect([metadata.name, spec.target.name, spec.refreshInterval]).toEqual(['orders-db', 'orders-db', '300s']);
    expect(spec.secretStoreRef).toEqual({ kind: 'SecretStore', name: 'local' });
  });

  test.each([
    ['kubernetes.io/tls', { 'tls.crt': 'a#crt', 'tls.key': 'a#key' }],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'a' }],
    [undefined, { 'tls.crt': 'a#crt' }],
  ])('is of type %s by its keys', (type, keys) => {
    const made = stack();
    SecretRef.external(made, 'db', { store: VAULT, keys: keys as Record<string, string> });
    expect(find(Testing.synth(made), 'ExternalSecret').spec.target.template?.type).toBe(type);
  });
});

describe('the login of a registry', () => {
  const login = (made: AutonomousStack) =>
    SecretRef.registryLogin(made, 'pull', {
      store: VAULT,
      host: 'harbor.example.com:8443',
      username: 'harbor#user',
      password: 'harbor#password',
    });

  test('is one Secret in the shape of kubelet and in that of KubeEdge', () => {
    const made = stack();
    expect(login(made).keys).toEqual(['username', 'password', '.dockerconfigjson']);
    const { template } = find(Testing.synth(made), 'ExternalSecret').spec.target;
    expect(template.type).toBe('kubernetes.io/dockerconfigjson');
    expect(template.data.username).toBe('{{ .username }}');
    // What the template makes of a user and a password with quotes in it, as External Secrets Operator does.
    const [user, password] = ['robot$a', 'p"w'];
    const made64 = JSON.stringify(Buffer.from(`${user}:${password}`).toString('base64'));
    const config = (template.data['.dockerconfigjson'] as string)
      .replace('{{ .username | toJson }}', JSON.stringify(user).replace('$', '$$$$'))
      .replace('{{ .password | toJson }}', JSON.stringify(password))
      .replace('{{ printf "%s:%s" .username .password | b64enc | toJson }}', made64);
    expect(JSON.parse(config).auths['harbor.example.com:8443']).toEqual({
      username: user,
      password,
      auth: JSON.parse(made64),
    });
  });

  test('pulls an image; a secret without the key for it does not', () => {
    const made = stack();
    const image = Image.of('harbor.example.com:8443/shop/cart', { tag: '1' }).pulledWith(login(made));
    microservice(made, 'cart', { image });
    const { spec } = find(Testing.synth(made), 'Deployment').spec.template;
    expect(spec.imagePullSecrets).toEqual([{ name: 'pull' }]);
    expect(messageOf(() => image.pulledWith(SecretRef.existing('db', ['password'])))).toContain(
      "Secret db has no key '.dockerconfigjson'",
    );
  });

  test('is refused for an image of another namespace', () => {
    const app = Testing.app();
    const made = stack(app);
    const other = new AutonomousStack(app, 'other', { cluster: made.cluster });
    const image = Image.of('harbor.example.com:8443/shop/cart', { tag: '1' }).pulledWith(login(made));
    expect(messageOf(() => microservice(other, 'cart', { image }))).toContain(
      'its pull secret pull is in namespace shop; a SecretRef in other',
    );
  });
});

describe('a registry with a login', () => {
  const registryOf = (app: App) =>
    new HarborRegistry(app, 'harbor', {
      host: 'harbor.example.com',
      login: { store: VAULT, username: 'harbor#user', password: 'harbor#password' },
    });

  test('has a pull secret in every stack that it is the registry of', () => {
    const app = Testing.app();
    const registry = registryOf(app);
    const made = stack(app, { registry });
    const other = new AutonomousStack(app, 'other', { cluster: made.cluster, registry });
    microservice(made, 'cart', { image: registry.image('shop/cart', { tag: '1' }) });
    const objects = Testing.synth(made);
    expect(find(objects, 'ExternalSecret').spec.target.name).toBe('harbor-login');
    expect(find(objects, 'Deployment').spec.template.spec.imagePullSecrets).toEqual([{ name: 'harbor-login' }]);
    expect(find(Testing.synth(other), 'ExternalSecret').metadata.namespace).toBe('other');
  });

  test('is refused where its pull secret is not', () => {
    const app = Testing.app();
    const image = registryOf(app).image('shop/cart', { tag: '1' });
    expect(messageOf(() => microservice(stack(app), 'cart', { image }))).toContain(
      'its pull secret harbor-login is made in stacks of its registry, and shop is none; registry: ... on the stack',
    );
  });
});

describe('refused', () => {
  const external = (props: object) => () =>
    SecretRef.external(stack(), 'db', { store: VAULT, keys: KEYS, ...props } as any);

  test.each<[string, () => unknown, string]>([
    ['no keys', external({ keys: {} }), "[shop/db] keys '[]': must name at least one"],
    ['a key that is none', external({ keys: { 'a/b': 'x' } }), "[shop/db] keys 'a/b': must be 1 to 253 letters"],
    ['no place', external({ keys: { a: '' } }), "keys['a'] '': must say where the store has it: <path>[#<property>]"],
    ['two properties', external({ keys: { a: 'x#y#z' } }), "keys['a'] 'x#y#z': must say where"],
    ['a store by its name', external({ store: 'vault' }), "store 'vault': must be a SecretStore"],
    ['a name that is none', external({ name: 'My DB' }), "name 'My DB': must be the name of a Secret"],
    ['no interval', external({ refreshInterval: Duration.seconds(0) }), 'refreshInterval'],
    ['a store that is none', () => SecretStore.cluster('My Vault'), "ClusterSecretStore 'My Vault'"],
    ['outside of a stack', () => SecretRef.external(Testing.app(), 'db', { store: VAULT, keys: KEYS }), 'must be in'],
    [
      'a host that is none',
      () => SecretRef.registryLogin(stack(), 'a', { store: VAULT, host: 'https://h', username: 'a', password: 'b' }),
      "host 'https://h': must be a host name",
    ],
  ])('%s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });

  test('a value for a version, which the message does not show', () => {
    const message = messageOf(external({ version: 'hunter2 hunter2!' }));
    expect(message).toContain("version 'given': must be 1 to 40 letters");
    expect(message).not.toContain('hunter2');
  });

  test('and nothing half-made stays', () => {
    const made = stack();
    messageOf(() => SecretRef.external(made, 'db', { store: VAULT, keys: {} }));
    SecretRef.external(made, 'db', { store: VAULT, keys: KEYS });
    expect(find(Testing.synth(made), 'ExternalSecret').metadata.name).toBe('db');
  });
});

describeWith('crds/external-secrets', 'the official schema', () => {
  test('takes all shapes', () => {
    const app = Testing.app();
    const registry = new HarborRegistry(app, 'harbor', {
      host: 'harbor.example.com',
      login: { store: VAULT, username: 'a', password: 'b' },
    });
    const made = stack(app, { cluster: cluster(app), registry });
    SecretRef.external(made, 'db', { store: VAULT, keys: KEYS });
    SecretRef.external(made, 'tls', { store: VAULT, keys: { 'tls.crt': 'a', 'tls.key': 'b' } });
    const secrets = Testing.synth(made).filter(({ kind }: { kind: string }) => kind === 'ExternalSecret');
    expect(secrets).toHaveLength(3);
    const schemas = new Schemas('1.32');
    expect(secrets.flatMap((one) => schemas.check(one))).toEqual([]);
  });
});

import { App, Testing } from 'cdk8s';
import { MicroserviceProps, Mount, SecretKey, SecretRef } from 'cdk8s-autonomous';
import { find, messageOf, microservice, stack, statefulService } from '../support/apps';
import { edgePlatform, edgeService, site, tenant } from '../support/edge';

const LOGIN = SecretRef.existing('login', ['user', 'password']);
const VARIABLE = {
  name: 'DB_PASSWORD',
  valueFrom: { secretKeyRef: { name: 'login', key: 'password' } },
};

function envOf(props: Partial<MicroserviceProps>): any[] {
  const made = stack(Testing.app());
  microservice(made, 'cart', props);
  return find(Testing.synth(made), 'Deployment', 'cart').spec.template.spec.containers[0].env;
}

describe('a variable of which the value is in a secret', () => {
  test('names the secret and the key, among the others by name', () => {
    expect(envOf({ env: { Z: '1', A: '2' }, variables: { DB_PASSWORD: LOGIN.key('password') } })).toEqual([
      { name: 'A', value: '2' },
      VARIABLE,
      { name: 'HOME', value: '/tmp' },
      { name: 'USER', value: 'app' },
      { name: 'Z', value: '1' },
    ]);
  });

  test('goes into stateful services, and into the copies at sites', () => {
    const variables = { DB_PASSWORD: LOGIN.key('password') };
    const made = stack(new App());
    statefulService(made, 'store', { variables });
    const store = find(Testing.synth(made), 'StatefulSet', 'store');
    expect(store.spec.template.spec.containers[0].env).toContainEqual(VARIABLE);
    const edge = edgePlatform();
    const shop = tenant(edge);
    const vision = edgeService(shop, 'vision', { variables });
    site(edge).deploy(vision);
    const [deployment] = find(Testing.synth(shop), 'EdgeApplication', 'vision').spec.workloadTemplate.manifests;
    expect(deployment.spec.template.spec.containers[0].env).toContainEqual(VARIABLE);
  });
});

describe('refused', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a key that the secret does not have',
      () => LOGIN.key('pasword'),
      "Secret login has no key 'pasword': it has user, password; did you mean 'password'?",
    ],
    ['a name that is none', () => SecretRef.existing('My Secret', ['a']), 'must be the name of a Secret'],
    ['no keys', () => SecretRef.existing('login', []), 'must name at least one'],
    ['a key twice', () => SecretRef.existing('login', ['a', 'a']), 'must name each key once'],
    ['a key that is none', () => SecretRef.existing('login', ['a b']), 'must be 1 to 253 letters, digits, -, _ and .'],
    [
      'a name with two values',
      () => envOf({ env: { A: '1' }, variables: { A: LOGIN.key('user') } }),
      "[shop/cart] variables 'A': is in env too; one of the two",
    ],
    [
      'a name that is none of a variable',
      () => envOf({ variables: { '1A': LOGIN.key('user') } }),
      "env '1A': must be letters, digits and _",
    ],
    ['a mount that is none', () => envOf({ mounts: [{ path: 3 } as unknown as Mount] }), 'must be a Mount: Mount.'],
    [
      'something else than a key',
      () => envOf({ variables: { A: 'hunter2' as unknown as SecretKey } }),
      'must be a Variable: ',
    ],
  ])('%s', (_, action, message) => {
    expect(messageOf(action)).toContain(message);
  });
});

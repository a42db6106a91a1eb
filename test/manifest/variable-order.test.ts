import { Testing } from 'cdk8s';
import { Variable } from 'cdk8s-autonomous';
import { inOrderOfUse } from '../../src/manifest/variable-order';
import { find, microservice, stack } from '../support/apps';

const order = (values: Record<string, string | undefined>) =>
  inOrderOfUse(Object.entries(values).map(([name, value]) => ({ name, value }))).map(({ name }) => name);

test('by name where no value refers to another', () => {
  expect(order({ ZONE: 'a', HOST: 'b', PORT: undefined })).toEqual(['HOST', 'PORT', 'ZONE']);
});

test('what others refer to stands before them, through any number of steps', () => {
  const values = { ADDRESS: 'tcp://$(HOST):$(PORT)', BROKER: '$(ADDRESS)/$(TOPIC)', HOST: 'h-$(ZONE)', PORT: '1883' };
  expect(order({ ...values, TOPIC: 'odometry', ZONE: 'a' })).toEqual([
    ...['ZONE', 'HOST', 'PORT', 'ADDRESS', 'TOPIC', 'BROKER'],
  ]);
});

test('an escaped reference, a name that is not there and a ring change nothing', () => {
  expect(order({ A: '$$(Z)', B: '$(NOWHERE)', C: '$()', Z: '' })).toEqual(['A', 'B', 'C', 'Z']);
  expect(order({ A: '$$$(Z)', Z: '' })).toEqual(['Z', 'A']);
  expect(order({ A: '$(B)', B: '$(A)', C: '$(C)' })).toEqual(['B', 'A', 'C']);
});

test('values of env may refer to variables, in either order of their names', () => {
  const made = stack(Testing.app());
  microservice(made, 'cart', {
    env: { DATABASE_URL: 'postgres://$(NODE)/maps', USER_AGENT: 'cart/$(DATABASE_URL)' },
    variables: { NODE: Variable.nodeName() },
  });
  const names = find(Testing.synth(made), 'Deployment', 'cart').spec.template.spec.containers[0].env.map(
    ({ name }: { name: string }) => name,
  );
  expect(names.indexOf('NODE')).toBeLessThan(names.indexOf('DATABASE_URL'));
  expect(names.indexOf('DATABASE_URL')).toBeLessThan(names.indexOf('USER_AGENT'));
});

import { Size, Testing } from 'cdk8s';
import { Cpu, Replicas } from 'cdk8s-autonomous';
import * as plus from 'cdk8s-plus-33';
import { find, messageOf, microservice, stack } from '../support/apps';

/** What a container asks for whose amount this is. */
function requested(cpu: Cpu): unknown {
  const made = stack(Testing.app());
  microservice(made, 'cart', { replicas: Replicas.fixed(1), resources: { cpu, memory: Size.gibibytes(1) } });
  return find(Testing.synth(made), 'Deployment').spec.template.spec.containers[0].resources.requests.cpu;
}

test.each([
  [Cpu.millis(250), '250m'],
  [Cpu.units(2), '2'],
  [Cpu.units(0.5), '500m'],
  [plus.Cpu.millis(250), '250m'],
  [plus.Cpu.units(2), '2'],
])('%p is %s, whoever made it', (cpu, amount) => {
  expect(requested(cpu)).toBe(amount);
});

test('constructs of cdk8s-plus take it too', () => {
  const chart = Testing.chart();
  new plus.Deployment(chart, 'web', {
    containers: [{ image: 'registry.example.com/a:1', resources: { cpu: { request: Cpu.millis(100) } } }],
  });
  const [{ resources }] = find(Testing.synth(chart), 'Deployment').spec.template.spec.containers;
  expect(resources.requests.cpu).toBe('100m');
});

test.each([
  [Cpu.millis(-1), '-1m'],
  [Cpu.units(NaN), 'NaN'],
])('%p is refused where it is given', (cpu, amount) => {
  expect(messageOf(() => requested(cpu))).toContain(amount);
});

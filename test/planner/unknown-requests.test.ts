import { asking, podTemplate, readForeign } from '../support/foreign';

const silent = { name: 'c', image: 'r/c:1' };
const owner = (kind: string, name: string, template: object, spec: object = {}, namespace = 'n') => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace },
  spec: { ...spec, template },
});
const about = (...objects: object[]) => readForeign(objects).findings.filter(({ code }) => code === 'REQUESTS_UNKNOWN');

test('containers, pods and workloads that ask for nothing are summed up in one finding', () => {
  const native = { ...silent, name: 's', restartPolicy: 'Always' };
  const findings = about(
    owner('Deployment', 'a', podTemplate([silent, silent, asking()]), { replicas: 3 }),
    owner('Deployment', 'b', podTemplate([silent], { initContainers: [native, silent] }), { replicas: 2 }),
    owner('DaemonSet', 'c', podTemplate([silent])),
    owner('Deployment', 'asks', podTemplate([asking()])),
    owner('Deployment', 'stopped', podTemplate([silent]), { replicas: 0 }),
  );
  expect(findings).toMatchObject([
    {
      severity: 'warning',
      uncovered: true,
      path: 'east',
      count: 3,
      paths: ['theirs/2', 'theirs/0', 'theirs/1'],
      message: expect.stringContaining(
        '10 containers in 5 pods of 2 workloads and 1 container of 1 daemonset on every node',
      ),
    },
  ]);
});

test.each<[string, object[]]>([
  [
    'a LimitRange with defaults',
    [
      {
        kind: 'LimitRange',
        metadata: { name: 'r', namespace: 'n' },
        spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '50m' } }] },
      },
    ],
  ],
  [
    'another namespace of it is not theirs',
    [
      {
        kind: 'LimitRange',
        metadata: { name: 'r', namespace: 'm' },
        spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '50m' } }] },
      },
    ],
  ],
])('%s', (name, others) => {
  expect(about(owner('Deployment', 'a', podTemplate([silent])), ...others)).toHaveLength(
    name.startsWith('another') ? 1 : 0,
  );
});

test('limits, one of the two resources, or requests of the whole pod are enough; zero is nothing', () => {
  const limited = { ...silent, resources: { limits: { memory: '64Mi' } } };
  const zero = { ...silent, resources: { requests: { cpu: 0, memory: '0' } } };
  expect(about(owner('Deployment', 'a', podTemplate([limited])))).toEqual([]);
  expect(about(owner('Deployment', 'a', podTemplate([silent], { resources: { requests: { cpu: '1' } } })))).toEqual([]);
  expect(about(owner('Deployment', 'a', podTemplate([zero])))).toHaveLength(1);
});

import { readCluster } from '../../src/planner/reading/read-cluster';
import { EAST } from '../support/descriptions';

/** A Deployment of somebody else: what a rollout of it is told. */
function told(spec: object, grace?: number) {
  const pod = {
    terminationGracePeriodSeconds: grace,
    containers: [{ name: 'c', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
  };
  const json = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'w', namespace: 'n' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'w' } },
      template: { metadata: { labels: { app: 'w' } }, spec: pod },
      ...spec,
    },
  };
  const { findings } = readCluster({ ...EAST, pools: [] }, [{ path: 'test/w', json }], []);
  return findings.filter(({ code }) => code === 'ROLLOUT_DEADLINE_SHORT');
}

const GONE_FIRST = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };

test('a rollout that ends pods first has longer than one of them may take to end', () => {
  expect(told(GONE_FIRST, 900)).toMatchObject([
    { severity: 'warning', actual: '600', cure: ['progressDeadlineSeconds: 1200'] },
  ]);
  expect(told({ ...GONE_FIRST, progressDeadlineSeconds: 30 })).toHaveLength(1);
  expect(told({ ...GONE_FIRST, progressDeadlineSeconds: 1200 }, 900)).toEqual([]);
  expect(told(GONE_FIRST)).toEqual([]);
});

test('one that starts pods first has its place before', () => {
  expect(told({ strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }, 900)).toEqual([]);
  expect(told({ strategy: { type: 'Recreate' } }, 900)).toEqual([]);
});

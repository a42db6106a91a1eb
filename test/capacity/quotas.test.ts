import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { model, pool, workload } from '../support/models';

/** Nodes of eight GPUs, of which queues promise 20; one job of eight. */
const fleet = (maxNodes?: number) => {
  const allocatable = { cpu: 64_000, memory: 2 ** 39, pods: 110, 'nvidia.com/gpu': 8 };
  const gpus = pool('gpu', 64, 512, {
    allocatable,
    capacity: allocatable,
    ...(maxNodes !== undefined && { maxNodes }),
  });
  const job = workload('job', 1, 8, 8, { requests: { cpu: 8000, memory: 2 ** 33, pods: 1, 'nvidia.com/gpu': 8 } });
  const quota = (nominal: number) => [{ pools: ['gpu'], resource: 'nvidia.com/gpu', nominal }];
  return model([gpus], [job], {
    queues: [
      { name: 'a', quotas: quota(16), workloads: [job.id] },
      { name: 'b', quotas: quota(4), workloads: [] },
    ],
  });
};
const codes = (maxNodes?: number) => planCluster(fleet(maxNodes)).findings.map(({ code }) => code);

test('quotas above the nodes that a pool may have are an error; a pool without a limit grows with its jobs', () => {
  expect(codes(2)).toContain('QUOTA_EXCEEDS_FLEET');
  expect(codes(3)).not.toContain('QUOTA_EXCEEDS_FLEET');
  expect(codes()).not.toContain('QUOTA_EXCEEDS_FLEET');
});

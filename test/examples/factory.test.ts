import { Testing } from 'cdk8s';
import { Plan, Queueing } from 'cdk8s-autonomous';
import { factory } from '../../examples/factory/factory';
import { Variation } from '../../examples/factory/variation';
import { find } from '../support/apps';

function made(variation?: Variation) {
  const app = Testing.app();
  const stack = factory(app, variation);
  const plan = JSON.parse(Plan.of(app).toJson()).clusters[0];
  const workload = (name: string) => plan.workloads.find(({ id }: any) => id.endsWith(`/${name}`));
  return { stack, plan, workload };
}

describe('story 4, the services', () => {
  const { stack, plan, workload } = made();

  test('frames that are split need four workers, 863 ms at p99; eight outlive either GPU node', () => {
    expect(workload('vin-reader').replicas).toEqual({ needed: 4, planned: 8, degraded: 4 });
    expect(workload('vin-reader').reason).toContain('4 (p99 863 ms) at steady');
    expect(workload('vin-reader').reason).toContain('8 so that any node of the 2 that admit it may be lost');
  });

  test('all slices are in use: no extra pod during a rollout, seven of eight stay', () => {
    expect(workload('vin-reader').rollout).toMatchObject({ asked: 2, maxUnavailable: 1 });
    expect(workload('vin-reader').surge).toBeUndefined();
    const { strategy } = find(Testing.synth(stack), 'Deployment', 'vin-reader').spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });

  test('the budget lets a GPU node drain: four leave it at once, four stay', () => {
    expect(find(Testing.synth(stack), 'PodDisruptionBudget', 'vin-reader').spec.maxUnavailable).toBe(4);
    expect(plan.findings).toEqual([]);
  });

  test('mes-api has two pods, Nacos three of which two must stay', () => {
    expect(workload('mes-api').replicas.planned).toBe(2);
    expect(workload('nacos').replicas).toEqual({ needed: 3, planned: 3, degraded: 2 });
    expect(find(Testing.synth(stack), 'PodDisruptionBudget', 'nacos').spec.maxUnavailable).toBe(1);
  });

  test('the machines of the plant are enough, in any sampled order too', () => {
    expect(plan).toMatchObject({ status: 'feasible', objective: { kind: 'nodes', value: 5, gap: 0 } });
    expect(plan.robustness).toMatchObject({ stranded: 0, nodesAdded: 0 });
  });
});

describe('variations', () => {
  test('pooled, three workers are enough at 590 ms, and six outlive a node', () => {
    const { workload } = made({ vinQueueing: Queueing.POOLED });
    expect(workload('vin-reader').replicas).toEqual({ needed: 3, planned: 6, degraded: 3 });
    expect(workload('vin-reader').reason).toContain('3 (p99 590 ms) at steady');
  });

  test('with one GPU node nothing survives its loss', () => {
    const { plan } = made({ gpuNodes: 1 });
    expect(plan.status).toBe('infeasible');
    expect(plan.findings[0]).toMatchObject({ code: 'SURVIVE_NEEDS_NODES', path: 'mes/vin-reader' });
  });
});

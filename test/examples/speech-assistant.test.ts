import { Testing } from 'cdk8s';
import { Plan, Queueing, ServiceTime } from 'cdk8s-autonomous';
import { speechAssistant } from '../../examples/speech-assistant/speech-assistant';
import { Variation } from '../../examples/speech-assistant/variation';

function planOf(variation?: Variation) {
  const app = Testing.app();
  speechAssistant(app, variation);
  return JSON.parse(Plan.of(app).toJson()).clusters[0];
}

describe('story 5', () => {
  const plan = planOf();
  const workload = (name: string) => plan.workloads.find(({ id }: any) => id.endsWith(`/${name}`));

  test.each([
    ['gateway', 2, 1, 3],
    ['asr', 8, 6, 9],
    ['nlu', 5, 4, 6],
    ['dialog', 3, 3, 6],
    ['tts', 6, 5, 9],
  ])('%s', (name, needed, degraded, planned) => {
    expect(workload(name).replicas).toMatchObject({ needed, degraded, planned });
  });

  test('6 nodes with 24 GPUs, 18 of them in use, no plan needs fewer; robustness costs nothing', () => {
    const nodes = plan.pools.map((pool: any) => pool.nodes);
    expect(nodes).toEqual([2, 2, 2]);
    expect(plan.objective).toMatchObject({ value: 58.8, bound: 58.8, gap: 0 });
    expect(workload('asr').replicas.planned + workload('tts').replicas.planned).toBe(18);
    expect(plan.robustness).toMatchObject({ stranded: 0, nodesAdded: 0 });
  });

  test('a canary of the recognition starts at most half of its pods beside the others, and they have places', () => {
    expect(workload('asr')).toMatchObject({ id: 'speech-assistant/Rollout/asr', canary: 5 });
    const { added } = plan.transitions.find(({ name }: any) => name === 'canary:speech-assistant/Rollout/asr');
    expect(added.reduce((sum: number, { count, pods }: any) => sum + count * pods[workload('asr').id], 0)).toBe(5);
  });

  test('without it pods are replaced in place: more of them run than are needed', () => {
    const { workloads } = planOf({ recognitionCanary: false });
    const asr = workloads.find(({ id }: any) => id === 'speech-assistant/Deployment/asr');
    expect(asr.rollout).toMatchObject({ asked: 0, maxUnavailable: 1 });
    expect(asr).not.toHaveProperty('surge');
  });

  test('the loss of any zone leaves what each stage needs', () => {
    expect(plan.scenarios.filter(({ name }: any) => name.startsWith('zone-lost:'))).toHaveLength(3);
    expect(plan.status).toBe('feasible');
  });

  test('the sidecar of the mesh is counted', () => {
    // 0.35 for 1000 of the 1,500 requests per second, of which one replica may get all after a loss.
    expect(workload('gateway').injected).toEqual({ cpu: 525, memory: 134217728 });
  });
});

describe('variations', () => {
  test('pooled, the dialog needs three', () => {
    const { workloads } = planOf({ dialogQueueing: Queueing.POOLED });
    const dialog = workloads.find(({ id }: any) => id.endsWith('/dialog'));
    expect(dialog.replicas).toMatchObject({ needed: 3, degraded: 2, planned: 3 });
    expect(dialog.reason).toContain('one shared queue');
  });

  test('a recognition of 120 ms is slower than its budget at any count', () => {
    const [finding] = planOf({ recognition: ServiceTime.millis(120) }).findings;
    expect(finding).toMatchObject({
      code: 'NO_REPLICA_COUNT_HELPS',
      path: 'speech-assistant/asr',
      cure: ['a budget above 746 ms for the stage', 'a mean service time below 77.2 ms'],
    });
  });

  test('one node in each zone is too few: recognition and speech are named', () => {
    const { status, findings } = planOf({ maxNodesPerZone: 1 });
    expect(status).toBe('infeasible');
    expect(findings[0]).toMatchObject({ code: 'POOL_TOO_SMALL', actual: 'maxNodesPerZone 1' });
    expect(findings[0].conflict).toEqual([
      'maxNodesPerZone 1 of pool gpu',
      expect.stringContaining('speech-assistant/'),
      expect.stringContaining('speech-assistant/'),
    ]);
    expect(findings[0].conflict.join()).toMatch(/asr.*tts|tts.*asr/);
  });
});

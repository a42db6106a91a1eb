import { Size, Testing } from 'cdk8s';
import { AutonomousStack, Cpu, Quota, StartedByHand, TeamAccess, TeamAccessProps } from 'cdk8s-autonomous';
import { Planner } from '../../src/planner/planner';
import { find, ISTIO, messageOf, microservice, stack } from '../support/apps';
import { planOf } from '../support/edge';
import { gpuPool, teamWithQueue } from '../support/training';

const trials = (props: Partial<StartedByHand> = {}): StartedByHand => ({
  name: 'trials',
  pods: 4,
  cpu: Cpu.units(2),
  memory: Size.gibibytes(4),
  memoryLimit: Size.gibibytes(6),
  ...props,
});
function access(made: AutonomousStack, props: Partial<TeamAccessProps> = {}) {
  return new TeamAccess(made, 'team', { groups: ['data'], ...props });
}
const found = (made: AutonomousStack, ...codes: string[]) =>
  planOf(made.cluster).findings.filter(({ code }: any) => codes.includes(code));

describe('what people start by hand', () => {
  test('is planned, never rolled out, and admitted by the quota on top of everything else', () => {
    const hard = (startedByHand?: StartedByHand[]) => {
      const made = stack();
      microservice(made, 'cart');
      access(made, { startedByHand });
      const { workloads, steady } = planOf(made.cluster);
      const quota = find(Testing.synth(made), 'ResourceQuota').spec.hard;
      return { quota, ids: workloads.map(({ id }: any) => id), steady };
    };
    // Three, one that a rollout starts, and all three that end at the same time.
    expect(hard([]).quota).toMatchObject({ 'requests.cpu': '7', pods: '7' });
    const { quota, ids, steady } = hard([trials()]);
    expect(quota).toMatchObject({ 'requests.cpu': '15', pods: '11' });
    expect(parseInt(quota['requests.memory'])).toBeGreaterThanOrEqual(5 + 4 * 4);
    expect(parseInt(quota['limits.memory'])).toBeGreaterThanOrEqual(5 + 4 * 6);
    expect(ids).toEqual(['shop/Deployment/cart', 'shop/TeamAccess/team-trials']);
    const running = steady.nodes.reduce(
      (sum: number, { count, pods }: any) => sum + count * (pods['shop/TeamAccess/team-trials'] ?? 0),
      0,
    );
    expect(running).toBe(4);
  });

  test('gets nodes, or an error where there are none for it', () => {
    const made = stack();
    access(made, { startedByHand: [trials({ cpu: Cpu.units(9) })] });
    const errors = planOf(made.cluster).findings.filter(({ severity }: any) => severity === 'error');
    expect(errors.map(({ path }: any) => path)).toEqual(['shop/team']);
  });

  test('two teams, and sidecars, add up', () => {
    const made = stack(Testing.app(), ISTIO);
    access(made, { startedByHand: [trials()] });
    new TeamAccess(made, 'others', { groups: ['ml'], startedByHand: [trials({ pods: 1 })] });
    // Five of two cores and a sidecar; a drain makes one of them again.
    expect(find(Testing.synth(made), 'ResourceQuota').spec.hard).toMatchObject({ pods: '6', 'requests.cpu': '12600m' });
  });

  test('STARTED_BY_HAND_UNKNOWN: nobody said', () => {
    const made = stack();
    access(made);
    expect(found(made, 'STARTED_BY_HAND_UNKNOWN')).toMatchObject([
      { severity: 'info', uncovered: true, path: 'shop/team', message: expect.stringContaining('what data may start') },
    ]);
    for (const startedByHand of [[], [trials()]]) {
      const told = stack();
      access(told, { startedByHand });
      expect(found(told, 'STARTED_BY_HAND_UNKNOWN')).toEqual([]);
    }
  });

  test.each<[StartedByHand[], string]>([
    [[trials({ pods: 0 })], 'must be a whole number above 0'],
    [[trials({ pods: 1.5 })], 'must be a whole number above 0'],
    [[trials(), trials()], 'is there twice'],
    [[trials({ name: 'No' })], 'startedByHand'],
    [[trials({ memoryLimit: Size.gibibytes(1) })], 'must be at least its memory'],
  ])('%# is refused', (startedByHand, message) => {
    expect(messageOf(() => access(stack(), { startedByHand }))).toContain(message);
  });
});

describe('where jobs wait in a queue', () => {
  const gpus = (count: number) => trials({ pods: count, extended: { 'nvidia.com/gpu': 1 }, toleratesEverything: true });

  test('what people start has its part of a planned quota', () => {
    const pool = gpuPool();
    const { stack: made } = teamWithQueue(pool, 'team', 0, { quotas: [Quota.planned(pool)] });
    access(made, { startedByHand: [gpus(3)] });
    const [{ model }] = Planner.of(made).plans();
    const [queue] = model.queues!;
    expect(queue.workloads).toEqual(['team/TeamAccess/team-trials']);
    expect(queue.quotas.find(({ resource }) => resource === 'nvidia.com/gpu')!.nominal).toBe(3);
  });

  test('where nobody starts anything by hand, nothing is said', () => {
    const { stack: made } = teamWithQueue(gpuPool());
    expect(found(made, 'STARTED_BY_HAND_UNKNOWN')).toEqual([]);
  });
});

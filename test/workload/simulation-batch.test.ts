import { Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  KubernetesVersion,
  Mount,
  Peer,
  SharedVolume,
  SimulationBatch,
  SimulationBatchProps,
} from 'cdk8s-autonomous';
import { find, messageOf } from '../support/apps';
import { PINNED, planOf } from '../support/edge';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';
import { gpuPool, H100, teamWithQueue, trainingHall } from '../support/training';

const SCENARIOS = Array.from({ length: 100 }, (_, i) => `cut-in-${i}`);

function batch(props: Partial<SimulationBatchProps> = {}, version = KubernetesVersion.V1_32) {
  const pool = gpuPool({ topology: undefined, nodes: [{ count: 2 }] }, trainingHall({ kubernetesVersion: version }));
  const team = teamWithQueue(pool, 'team', 16);
  const made = new SimulationBatch(team.stack, 'carla', {
    image: PINNED,
    scenarios: SCENARIOS,
    resources: { cpu: Cpu.units(4), memory: Size.gibibytes(16), accelerator: H100.devices(1) },
    parallelism: 10,
    ...props,
  });
  return { ...team, made, objects: () => Testing.synth(team.stack) };
}

describe('a batch of scenarios', () => {
  test('is an indexed Job with a pod for each, and a list of their names', () => {
    const { made, objects } = batch({ retries: 3, failuresAllowed: 5, deadline: Duration.hours(6) });
    const { spec } = find(objects(), 'Job', 'carla');
    expect(spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 100,
      parallelism: 10,
      backoffLimitPerIndex: 3,
      maxFailedIndexes: 5,
      activeDeadlineSeconds: 21600,
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
      template: { spec: { restartPolicy: 'Never' } },
    });
    expect(spec.ttlSecondsAfterFinished).toBeUndefined();
    const [container] = spec.template.spec.containers;
    expect(container.env).toContainEqual({ name: 'SCENARIO_FILE', value: '/etc/scenarios/scenarios.txt' });
    expect(container.volumeMounts).toContainEqual({ name: 'scenarios', mountPath: '/etc/scenarios', readOnly: true });
    const lines = find(objects(), 'ConfigMap', 'carla-scenarios').data['scenarios.txt'].split('\n');
    expect([lines[0], lines[99], lines.length]).toEqual(['cut-in-0', 'cut-in-99', 101]);
    expect(made.scenarioList.name).toBe('carla-scenarios');
  });

  test('before 1.29 counts failures over all of them', () => {
    const { spec } = find(batch({}, KubernetesVersion.V1_28).objects(), 'Job', 'carla');
    expect([spec.backoffLimit, spec.backoffLimitPerIndex]).toEqual([200, undefined]);
  });

  test('by default starts a failed scenario twice more, and goes on whatever fails', () => {
    expect(find(batch().objects(), 'Job', 'carla').spec).toMatchObject({
      backoffLimitPerIndex: 2,
      maxFailedIndexes: 100,
    });
  });

  test('runs as many at once as its pace needs, and the plan proves that they have places', () => {
    // Six rounds of ten minutes in an hour: 100 scenarios need 17 at once, on 16 GPUs.
    const pace = { perScenario: Duration.minutes(10), within: Duration.hours(1) };
    const { made, stack } = batch({ pace, parallelism: undefined });
    expect(made.parallelism).toBe(17);
    expect(planOf(stack).findings[0]).toMatchObject({ code: 'POOL_TOO_SMALL' });
    const slower = batch({ pace: { ...pace, within: Duration.minutes(75) }, parallelism: undefined });
    expect(slower.made.parallelism).toBe(15);
    const plan = planOf(slower.stack);
    expect([plan.status, plan.workloads[0].replicas]).toEqual(['feasible', { needed: 15, planned: 15, degraded: 0 }]);
    expect(batch({ scenarios: ['one'], parallelism: 10 }).made.parallelism).toBe(1);
  });

  test('waits in a queue, and writes to a shared volume', () => {
    const { stack, queue } = batch();
    const volume = new SharedVolume(stack, 'results', { size: Size.tebibytes(1) });
    const made = new SimulationBatch(stack, 'queued', {
      image: PINNED,
      scenarios: ['a'],
      parallelism: 1,
      resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1), accelerator: H100.devices(1) },
      queue,
      mounts: [Mount.shared(volume, '/results')],
    });
    made.calls(Peer.cidr('10.9.0.0/16', 443));
    const objects = Testing.synth(stack);
    const { metadata, spec } = find(objects, 'Job', 'queued');
    expect(metadata.labels['kueue.x-k8s.io/queue-name']).toBe('training');
    expect(spec.template.spec.containers[0].volumeMounts).toContainEqual({
      name: 'claim-results',
      mountPath: '/results',
    });
    expect(made.networkPolicy.name).toBe('queued');
    expect(find(objects, 'NetworkPolicy', 'queued').spec.ingress ?? []).toEqual([]);
  });

  describeWith('crds/index.json', 'official schemas', () => {
    test.each(['1.27', '1.36'])('of Kubernetes %s', (version) => {
      const objects = batch({}, KubernetesVersion.of(version)).objects();
      expect(objects.flatMap((object) => new Schemas(version).check(object))).toEqual([]);
    });
  });

  test.each<[string, Partial<SimulationBatchProps>, string]>([
    ['no scenarios', { scenarios: [] }, 'must name at least one'],
    ['one twice', { scenarios: ['a', 'a'] }, 'of them are there twice'],
    ['two lines', { scenarios: ['a\nb'] }, 'must be one line each'],
    ['too many', { scenarios: Array.from({ length: 100_001 }, (_, i) => String(i)) }, 'a Job has 100000 pods'],
    ['too long a list', { scenarios: ['x'.repeat(2 ** 20)] }, 'a ConfigMap holds 1 MiB'],
    ['neither parallelism nor pace', { parallelism: undefined }, 'one of them is needed'],
    [
      'both',
      { pace: { perScenario: Duration.minutes(1), within: Duration.hours(1) } },
      'one of them is needed, and not both',
    ],
    ['none at once', { parallelism: 0 }, 'must be above 0'],
    [
      'less time than one takes',
      { parallelism: undefined, pace: { perScenario: Duration.hours(2), within: Duration.hours(1) } },
      'must not be shorter than one scenario',
    ],
    ['half a retry', { retries: 0.5 }, 'must be a whole number of at least 0'],
    ['minus one failure', { failuresAllowed: -1 }, 'must be a whole number from 0 to the number of scenarios, 100'],
    [
      'more failures than scenarios',
      { failuresAllowed: 101 },
      'must be a whole number from 0 to the number of scenarios',
    ],
    ['no time', { deadline: Duration.seconds(0) }, 'must be above 0'],
    [
      'a passthrough device',
      { resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1), accelerator: H100.passthrough('nvidia.com/X') } },
      'is for virtual machines, which drive it themselves',
    ],
  ])('%s is refused', (_, props, message) => {
    expect(messageOf(() => batch(props))).toContain(message);
  });

  test('is in a stack', () => {
    expect(batch().made.stack).toBeInstanceOf(AutonomousStack);
  });
});

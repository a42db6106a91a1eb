import { Duration, Testing } from 'cdk8s';
import {
  DemandProfile,
  Latency,
  LatencyChain,
  NodePoolProps,
  Plan,
  Queueing,
  Rate,
  Replicas,
  ServiceTime,
  Survive,
  Variability,
} from 'cdk8s-autonomous';
import { cluster, find, messageOf, microservice, nodeType, stack } from '../support/apps';

const HOURS = Array.from({ length: 24 }, (_, hour) => 0.2 + 0.8 * Math.sin((Math.PI * hour) / 24) ** 2);

function planned(replicas: Replicas, survive = Survive.none(), pool: Partial<NodePoolProps> = {}) {
  const app = Testing.app();
  const made = stack(app, { cluster: cluster(app, { survive }, pool) });
  const service = microservice(made, 'cart', { replicas });
  return {
    app,
    made,
    service,
    objects: () => Testing.synth(made),
    plan: () => JSON.parse(Plan.of(app).toJson()).clusters[0],
  };
}

describe('a demand with a profile', () => {
  const replicas = Replicas.forProfile({
    profile: DemandProfile.ofPeak(Rate.perSecond(6000), HOURS),
    service: ServiceTime.millis(12),
    workers: 16,
    latency: Latency.p99(Duration.millis(150)),
  });

  test('the autoscaler runs from the quietest hour to the busiest', () => {
    const { objects, plan } = planned(replicas, Survive.zone());
    const { spec } = find(objects(), 'HorizontalPodAutoscaler', 'cart');
    const [entry] = plan().workloads;
    expect([spec.minReplicas, spec.maxReplicas]).toEqual([3, 9]);
    expect(entry.hours.arrivals).toHaveLength(24);
    expect(Math.max(...entry.hours.replicas)).toBe(9);
    expect(entry.reason).toMatch(
      /^24 hours of 1200 to 6000 per second: .*; 3 so that any of 3 zones may be lost; 9 in/,
    );
  });

  test('a profile that never changes has no autoscaler', () => {
    const flat = DemandProfile.daily(Array.from({ length: 24 }, () => Rate.perSecond(100)));
    const { objects } = planned(
      Replicas.forProfile({
        profile: flat,
        service: ServiceTime.millis(12),
        workers: 16,
        latency: Latency.p99(Duration.millis(150)),
      }),
    );
    expect(objects().some(({ kind }: any) => kind === 'HorizontalPodAutoscaler')).toBe(false);
  });

  test.each([
    [() => DemandProfile.daily([Rate.perSecond(1)]), 'needs 24 rates, 1 are given'],
    [() => DemandProfile.weekly([Rate.perSecond(1)]), 'needs 168 rates, 1 are given'],
    [() => DemandProfile.ofPeak(Rate.perSecond(1), [1, 2]), 'needs 24 or 168 shares, 2 are given'],
    [() => DemandProfile.ofPeak(Rate.perSecond(1), [...HOURS.slice(1), 2]), 'share 2 must be above 0 and at most 1'],
  ])('%p is refused', (make, message) => {
    expect(messageOf(make)).toContain(message);
  });
});

describe('a chain of stages', () => {
  const stages = {
    gateway: Duration.millis(60),
    asr: Duration.millis(480),
    nlu: Duration.millis(140),
    dialog: Duration.millis(90),
    tts: Duration.millis(350),
  };
  const whole = Latency.p99(Duration.millis(1200));

  test('every stage may miss its budget a fifth as often as the chain', () => {
    const chain = LatencyChain.of(whole, { network: Duration.millis(80), stages });
    expect(chain.stageNames).toEqual(['gateway', 'asr', 'nlu', 'dialog', 'tts']);
    expect(chain.stage('asr')).toMatchObject({ percent: 99.8 });
    expect(chain.stage('asr').objective.toMilliseconds()).toBe(480);
  });

  test('shared in proportion to the service times', () => {
    const chain = LatencyChain.proportional(whole, {
      network: Duration.millis(80),
      stages: { asr: ServiceTime.millis(70), tts: ServiceTime.millis(50), nlu: ServiceTime.millis(20) },
    });
    expect(chain.stageNames.map((name) => chain.stage(name).objective.toMilliseconds())).toEqual([560, 400, 160]);
  });

  test('a mean is the sum of the means', () => {
    const chain = LatencyChain.of(Latency.mean(Duration.millis(100)), { stages: { a: Duration.millis(60) } });
    expect(chain.stage('a').percent).toBeUndefined();
  });

  test('more than the objective, no stage, an unknown stage are refused', () => {
    expect(messageOf(() => LatencyChain.of(whole, { stages, network: Duration.millis(81) }))).toContain(
      "stages '1201 ms with the network': must not be above the objective of 1200 ms",
    );
    expect(messageOf(() => LatencyChain.of(whole, { stages: {} }))).toContain('must name at least one stage');
    expect(messageOf(() => LatencyChain.of(whole, { stages }).stage('vision'))).toContain('gateway, asr');
  });

  test('the plan names the stage, and below its floor the finding does', () => {
    const chain = LatencyChain.of(whole, { network: Duration.millis(80), stages });
    const asr = (millis: number) =>
      Replicas.forDemand({
        arrivals: Rate.perSecond(1200),
        service: ServiceTime.millis(millis),
        workers: 16,
        latency: chain.stage('asr'),
      });
    expect(planned(asr(70)).plan().workloads[0].reason).toContain('objective 480 ms (stage asr of p99 1200 ms)');
    const [finding] = planned(asr(120)).plan().findings;
    expect(finding.message).toBe(
      'no replica count meets p99.8 480 ms (stage asr of p99 1200 ms): the service alone takes 746 ms at p99.8, with a mean of 120 ms',
    );
    expect(finding.cure[0]).toBe('a budget above 746 ms for the stage');
  });
});

describe('measured throughput and connections', () => {
  test('the load of each replica stays below the caps', () => {
    const replicas = Replicas.forThroughput({
      arrivals: Rate.perSecond(1000),
      perReplica: Rate.perSecond(100),
      max: 30,
    });
    const { plan, objects } = planned(replicas, Survive.zone());
    // 1000 / 70 = 14.3 at steady, 1000 / 90 = 11.1 after a loss.
    expect(plan().workloads[0].replicas).toEqual({ needed: 15, planned: 18, degraded: 12, max: 30 });
    expect(find(objects(), 'HorizontalPodAutoscaler').spec.metrics[0].containerResource.target.averageUtilization).toBe(
      55,
    );
    expect(plan().workloads[0].reason).toContain('1000 per second, 100 measured on one: 15 (67 % of what they can)');
  });

  test('story 1: 300,000 connections, 50,000 on each', () => {
    const { plan } = planned(Replicas.forConnections({ connections: 300_000, perReplica: 50_000 }), Survive.zone());
    expect(plan().workloads[0].replicas).toEqual({ needed: 6, planned: 9, degraded: 6 });
  });

  test('no whole numbers are refused, both at once', () => {
    const message = messageOf(() => planned(Replicas.forConnections({ connections: 0.5, perReplica: -1 })));
    expect(message).toContain('connections 0.5: must be a whole number above 0');
    expect(message).toContain('perReplica -1: must be a whole number above 0');
  });

  test('more replicas than any cluster has are refused', () => {
    expect(
      messageOf(() =>
        planned(Replicas.forThroughput({ arrivals: Rate.perSecond(1e9), perReplica: Rate.perSecond(1) })),
      ),
    ).toContain('need more than 100000 replicas');
  });
});

describe('variability', () => {
  const replicas = (variability: Variability) =>
    Replicas.forDemand({
      arrivals: Rate.perSecond(100),
      service: ServiceTime.millis(50),
      workers: 1,
      latency: Latency.p99(Duration.millis(400)),
      queueing: Queueing.POOLED,
      serviceVariability: variability,
      arrivalVariability: Variability.random(),
    });

  test('the plan says that the latency is approximated', () => {
    expect(planned(replicas(Variability.none())).plan().workloads[0].reason).toContain(
      'one shared queue, variability 1 of arrivals and 0 of services (approximated)',
    );
  });

  test('none, random and others', () => {
    expect([Variability.none().cv, Variability.random().cv, Variability.coefficient(1.5).cv]).toEqual([0, 1, 1.5]);
    expect(messageOf(() => Variability.coefficient(-1))).toBe('Variability.coefficient(-1): must be from 0 to 10');
  });
});

describe('few nodes that admit a workload', () => {
  test('two nodes share the replicas: each has as many as must be left', () => {
    const pool = { nodeType: nodeType(), zones: ['a'], maxNodesPerZone: 2 };
    const { service, plan } = planned(Replicas.needed({ steady: 4 }), Survive.node(), pool);
    expect(service.plannedReplicas).toBe(8);
    expect(plan().workloads[0].reason).toContain('8 so that any node of the 2 that admit it may be lost');
  });

  test('one node: nothing survives it', () => {
    const { plan } = planned(Replicas.needed({ steady: 1 }), Survive.node(), { zones: ['a'], maxNodesPerZone: 1 });
    expect(plan().findings[0]).toMatchObject({ code: 'SURVIVE_NEEDS_NODES', severity: 'error' });
  });
});

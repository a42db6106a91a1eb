import { Duration, Testing } from 'cdk8s';
import {
  Canary,
  CanaryMetric,
  ClusterProps,
  Latency,
  Locality,
  MicroserviceProps,
  NodePoolProps,
  Queueing,
  Rate,
  Replicas,
  ServiceTime,
  Survive,
} from 'cdk8s-autonomous';
import { cluster, find, ISTIO, messageOf, microservice, stack } from '../support/apps';
import { planOf } from '../support/edge';

/** 900 calls a second of 20 ms each, one at a time in a replica: 18 erlangs in all; 99 of 100 within 120 ms. */
const SERVED = { arrivals: 900, seconds: 0.02, workers: 1, within: 0.12 };

const demand = (queueing = Queueing.POOLED, max?: number) =>
  Replicas.forDemand({
    arrivals: Rate.perSecond(SERVED.arrivals),
    service: ServiceTime.seconds(SERVED.seconds),
    workers: SERVED.workers,
    latency: Latency.p99(Duration.millis(1000 * SERVED.within)),
    queueing,
    max,
  });

function planned(props: Partial<MicroserviceProps>, clusterProps: Partial<ClusterProps> = {}, callers = 3) {
  const app = Testing.app();
  const east = cluster(app, { survive: Survive.zone(), ...clusterProps }, {} as Partial<NodePoolProps>);
  const made = stack(app, { ...ISTIO, cluster: east });
  const api = microservice(made, 'api', { replicas: demand(), ...props });
  const web = microservice(made, 'web', { replicas: Replicas.fixed(callers), survive: Survive.none() });
  web.calls(api);
  const objects = Testing.synth(made);
  const plan = planOf(east);
  const perZone = east.zones.map((zone) =>
    plan.steady.nodes
      .filter(({ pool }: any) => pool.split('/')[1] === zone)
      .reduce((sum: number, { count, pods }: any) => sum + count * (pods['shop/Deployment/api'] ?? 0), 0),
  );
  return { objects, plan, perZone };
}

/** Share of calls that take longer than t in M/M/c, by the sum over states (A. K. Erlang): no function of the library. */
function late(arrivals: number, servers: number, t: number): number {
  const mu = 1 / SERVED.seconds;
  const load = arrivals / mu;
  if (load >= servers) {
    return 1;
  }
  let term = 1;
  let below = 1;
  for (let k = 1; k < servers; k++) {
    term *= load / k;
    below += term;
  }
  const top = (term * load) / servers / (1 - load / servers);
  const waits = top / (below + top);
  const rate = servers * mu - arrivals;
  const both = (rate * Math.exp(-mu * t) - mu * Math.exp(-rate * t)) / (rate - mu);
  return (1 - waits) * Math.exp(-mu * t) + waits * both;
}

/**
 * Calls that each zone gets, as Envoy has priorities (load_balancing/priority, Istio's ApplyLocalityLoadBalancer): all of its own where 1 / 1.4 of its
 * endpoints are healthy, from others only where less are.
 */
function callsOf(rule: any, shares: readonly number[], pods: readonly number[]): number[] {
  const { loadBalancer, outlierDetection } = rule.spec.trafficPolicy;
  const all = pods.reduce((sum, count) => sum + count, 0);
  const local = outlierDetection !== undefined && loadBalancer.localityLbSetting.enabled;
  return pods.map((count, zone) => SERVED.arrivals * (local ? shares[zone] : count / all));
}

/** Whether every zone answers in time by itself. */
function inTime(rule: any, shares: readonly number[], pods: readonly number[]): boolean {
  return callsOf(rule, shares, pods).every(
    (calls, zone) => calls === 0 || late(calls, SERVED.workers * pods[zone], SERVED.within) <= 0.01,
  );
}

const afterLoss = (shares: readonly number[], lost: number) =>
  shares.map((share, zone) => (zone === lost ? 0 : share / (1 - shares[lost])));

describe.each<[string, Locality, number[]]>([
  ['as many from each', Locality.even(), [1 / 3, 1 / 3, 1 / 3]],
  ['half of them from one', Locality.ofCallers({ a: 2, b: 1, c: 1 }), [1 / 2, 1 / 4, 1 / 4]],
])('calls stay in their zone, %s', (_, locality, shares) => {
  const { objects, perZone, plan } = planned({ locality });
  const rule = find(objects, 'DestinationRule', 'api');

  test('Istio keeps them there', () => {
    expect(rule.spec.trafficPolicy.loadBalancer.localityLbSetting).toEqual({ enabled: true });
  });

  test('each zone answers its own in time, also after the loss of any other', () => {
    expect(new Set(perZone).size).toBe(1);
    expect(inTime(rule, shares, perZone)).toBe(true);
    shares.forEach((__, lost) => {
      const left = perZone.map((pods, zone) => (zone === lost ? 0 : pods));
      expect(inTime(rule, afterLoss(shares, lost), left)).toBe(true);
    });
    expect(plan.findings.filter(({ severity }: any) => severity !== 'info')).toEqual([]);
  });

  test('and one pod fewer for a moment, as in a rollout', () => {
    expect(inTime(rule, shares, [perZone[0] - 1, ...perZone.slice(1)])).toBe(true);
  });
});

test('one queue for all zones would be too small for that, and is not used so', () => {
  const { objects, perZone } = planned({ survive: Survive.none() });
  const rule = find(objects, 'DestinationRule', 'api');
  expect(rule.spec.trafficPolicy.loadBalancer.localityLbSetting).toEqual({ enabled: false });
  const total = perZone.reduce((sum, count) => sum + count, 0);
  expect(late(SERVED.arrivals, SERVED.workers * total, SERVED.within)).toBeLessThanOrEqual(0.01);
  const local = {
    spec: { trafficPolicy: { loadBalancer: { localityLbSetting: { enabled: true } }, outlierDetection: {} } },
  };
  expect(inTime(local, [1 / 2, 1 / 4, 1 / 4], perZone)).toBe(false);
});

test('the zone with the most calls counts where no zone is lost', () => {
  const shares = [1 / 2, 1 / 4, 1 / 4];
  const locality = Locality.ofCallers({ a: 2, b: 1, c: 1 });
  const { objects, perZone } = planned({ locality }, { survive: Survive.none() });
  expect(inTime(find(objects, 'DestinationRule', 'api'), shares, perZone)).toBe(true);
});

describe('without a zone to lose', () => {
  test.each<[string, Partial<MicroserviceProps>, Survive]>([
    ['nothing is survived', {}, Survive.none()],
    ['a node is', {}, Survive.node()],
    ['a queue for each replica', { replicas: demand(Queueing.SPLIT) }, Survive.none()],
  ])('all zones have their part all the same: %s', (_, props, survive) => {
    const { objects, perZone, plan } = planned({ locality: Locality.even(), ...props }, { survive });
    const rule = find(objects, 'DestinationRule', 'api');
    expect(new Set(perZone).size).toBe(1);
    expect(inTime(rule, [1 / 3, 1 / 3, 1 / 3], perZone)).toBe(true);
    const spreads = find(objects, 'Deployment', 'api').spec.template.spec.topologySpreadConstraints;
    expect(spreads.find(({ topologyKey }: any) => topologyKey === 'topology.kubernetes.io/zone')).toMatchObject({
      maxSkew: 1,
      whenUnsatisfiable: 'DoNotSchedule',
      minDomains: 3,
    });
    // One pod fewer for a moment, as in a rollout; those of a lost node come back in their zone, which the spread wants even.
    expect(inTime(rule, [1 / 3, 1 / 3, 1 / 3], [perZone[0] - 1, ...perZone.slice(1)])).toBe(true);
    expect(plan.findings.filter(({ severity }: any) => severity === 'error')).toEqual([]);
  });

  test('by a measured throughput, and by connections', () => {
    const locality = Locality.ofCallers({ a: 2, b: 1, c: 1 });
    const rate = planned(
      {
        locality,
        replicas: Replicas.forThroughput({ arrivals: Rate.perSecond(1000), perReplica: Rate.perSecond(100) }),
      },
      { survive: Survive.none() },
    );
    expect(rate.perZone.every((pods) => 500 <= pods * 100)).toBe(true);
    const open = planned(
      { locality, replicas: Replicas.forConnections({ connections: 10_000, perReplica: 1000 }) },
      { survive: Survive.none() },
    );
    expect(open.perZone.every((pods) => 5000 <= pods * 1000)).toBe(true);
  });
});

test('callers that may be uneven are named', () => {
  const { plan } = planned({ locality: Locality.even() }, {}, 4);
  const [finding] = plan.findings.filter(({ code }: any) => code === 'LOCALITY_UNEVEN');
  expect(finding.message).toContain(
    'each zone is sized for 33 % of them, and more may come from one zone: shop/web (4 replicas, 50 %)',
  );
  const said = planned({ locality: Locality.ofCallers({ a: 2, b: 1, c: 1 }) }, {}, 4);
  expect(said.plan.findings.map(({ code }: any) => code)).not.toContain('LOCALITY_UNEVEN');
});

const CANARY = Canary.of({ steps: [50], metrics: [CanaryMetric.successRate(0.99)] });

describe('what cannot be counted on is refused', () => {
  test.each<[string, Partial<MicroserviceProps>, string]>([
    ['an autoscaler', { replicas: demand(Queueing.POOLED, 30) }, 'an autoscaler ends pods whatever their zone'],
    ['a count without a demand', { replicas: Replicas.fixed(9) }, 'sizes every zone for its share of a demand'],
    [
      'a need without a demand',
      { replicas: Replicas.needed({ steady: 9 }) },
      'sizes every zone for its share of a demand',
    ],
    ['no sidecar', { inMesh: false }, 'needs a port and a mesh'],
    ['one zone', { zones: ['a'], survive: Survive.none() }, 'has one zone'],
    ['a canary', { canary: CANARY }, 'a canary has no pods in some zones'],
    ['other zones', { locality: Locality.ofCallers({ a: 1, x: 1 }) }, 'must name each zone of the workload: a, b, c'],
    ['no callers', { locality: Locality.ofCallers({ a: 0, b: 0, c: 0 }) }, 'one above 0'],
    ['what may stay out', { sheddable: true }, 'may be missing in a zone'],
  ])('%s', (_, props, expected) => {
    const made = stack(Testing.app(), ISTIO, { survive: Survive.zone() });
    const given = { locality: Locality.even(), replicas: demand(), ...props };
    expect(messageOf(() => microservice(made, 'api', given))).toContain(expected);
  });
});

import { Duration, Testing } from 'cdk8s';
import {
  MicroserviceProps,
  Plan,
  Replicas,
  ScaleOn,
  Scaler,
  ScaleStep,
  SpotShare,
  CapacityType,
  Utilisation,
} from 'cdk8s-autonomous';
import { CronSchedule } from '../../src/planner/reading/pods/cron-schedule';
import { cluster, documents, find, messageOf, microservice, nodeType, stack } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

const RANGE = Replicas.autoscaled({ min: 2, max: 8 });
const KEDA = Scaler.keda({ prometheus: 'http://prometheus:9090' });
const LAG = ScaleOn.external({ name: 'lag', perReplica: 10 });

function at(start: string, end: string, replicas = 12, timezone = 'Asia/Shanghai'): ScaleOn {
  return ScaleOn.schedule({ start, end, replicas, timezone });
}

const DAYTIME = at('0 6 * * *', '0 20 * * *');

function scaled(props: Partial<MicroserviceProps>) {
  const app = Testing.app();
  const made = microservice(stack(app, { cluster: cluster(app) }), 'cart', { replicas: RANGE, ...props });
  const objects = documents(app);
  const [east] = JSON.parse(Plan.of(app).toJson()).clusters;
  return { made, objects, east, workload: east.workloads[0], spec: made.autoscaler?.toJson().spec };
}

describe('memory', () => {
  test('is a metric beside cpu and others, for both autoscalers', () => {
    const scaleOn = [ScaleOn.memory(Utilisation.percent(75)), ScaleOn.cpu(Utilisation.percent(60)), LAG];
    const metric = (name: string, averageUtilization: number) => ({
      type: 'ContainerResource',
      containerResource: { name, container: 'cart', target: { type: 'Utilization', averageUtilization } },
    });
    const { metrics } = scaled({ scaleOn }).spec;
    expect(metrics.slice(0, 2)).toEqual([metric('cpu', 60), metric('memory', 75)]);
    const { triggers } = scaled({ scaleOn, scaler: KEDA }).spec;
    expect(triggers.map(({ type }: any) => type)).toEqual(['cpu', 'memory', 'prometheus']);
    expect(triggers[1]).toEqual({
      type: 'memory',
      metricType: 'Utilization',
      metadata: { containerName: 'cart', value: '75' },
    });
  });

  test('is named once', () => {
    expect(messageOf(() => scaled({ scaleOn: [ScaleOn.memory(), ScaleOn.memory()] }))).toContain(
      'must name each metric once',
    );
  });
});

describe('schedules', () => {
  test('are triggers of KEDA, and the maximum that the plan has room for', () => {
    const { spec, workload, east } = scaled({ scaleOn: [ScaleOn.cpu(), DAYTIME], scaler: Scaler.keda() });
    expect([spec.minReplicaCount, spec.maxReplicaCount]).toEqual([2, 12]);
    expect(spec.triggers[1]).toEqual({
      type: 'cron',
      metadata: { timezone: 'Asia/Shanghai', start: '0 6 * * *', end: '0 20 * * *', desiredReplicas: '12' },
    });
    expect(workload.replicas.max).toBe(12);
    const peak = east.scenarios.find(({ name }: any) => name === 'hpa-max');
    const more = peak.added.reduce(
      (sum: number, { count, pods }: any) => sum + count * Object.values<number>(pods)[0],
      0,
    );
    expect(more).toBe(10);
    expect(workload.reason).toContain("12 from '0 6 * * *' to '0 20 * * *' Asia/Shanghai");
  });

  test('need no other maximum', () => {
    const { workload } = scaled({ replicas: Replicas.fixed(3), scaleOn: [DAYTIME], scaler: Scaler.keda() });
    expect(workload.replicas).toMatchObject({ planned: 3, max: 12 });
  });

  test('are shared between the parts of a service', () => {
    const app = Testing.app();
    const east = cluster(app);
    east.addNodePool('spot', { nodeType: nodeType(), capacity: CapacityType.SPOT });
    microservice(stack(app, { cluster: east }), 'cart', {
      replicas: RANGE,
      spot: SpotShare.of(0.5),
      scaleOn: [DAYTIME],
      scaler: Scaler.keda(),
    });
    const parts = documents(app).filter(({ kind }) => kind === 'ScaledObject');
    expect(parts.map(({ spec }) => [spec.maxReplicaCount, spec.triggers[0].metadata.desiredReplicas])).toEqual([
      [6, '6'],
      [6, '6'],
    ]);
  });

  test.each([
    ['within another', at('0 6 * * *', '0 20 * * *'), at('0 8 * * *', '0 9 * * *'), true],
    ['over midnight', at('0 22 * * *', '0 2 * * *'), at('0 1 * * *', '0 3 * * *'), true],
    ['over the weekend', at('0 20 * * fri', '0 8 * * mon'), at('0 0 * * sun', '0 1 * * sun'), true],
    ['one after the other', at('0 6 * * *', '0 12 * * *'), at('0 12 * * *', '0 20 * * *'), false],
    ['on other days', at('0 6 * * mon-fri', '0 20 * * mon-fri'), at('0 6 * * sat,sun', '0 20 * * sat,sun'), false],
    ['on one day of the year', at('0 6 * * mon', '0 20 * * mon'), at('0 10 24 12 *', '0 11 24 12 *'), true],
    ['in other months', at('0 6 1 6 *', '0 6 1 8 *'), at('0 6 2 8 *', '0 6 1 9 *'), false],
  ])('%s', (_, one, other, overlap) => {
    const made = () => scaled({ scaleOn: [one, other], scaler: Scaler.keda() });
    if (overlap) {
      expect(messageOf(made)).toMatch(/overlaps .*: which of them counts\?; times of their own for each/);
    } else {
      expect(made().workload.replicas.max).toBe(12);
    }
  });

  test.each([
    ['a HorizontalPodAutoscaler', { scaleOn: [DAYTIME] }, /a schedule needs KEDA.*Scaler\.keda\(\)/],
    [
      'fewer than run anyway',
      { scaleOn: [at('0 6 * * *', '0 20 * * *', 2)], scaler: Scaler.keda() },
      /asks for 2 replicas, and 2 run at any time/,
    ],
    [
      'two time zones',
      { scaleOn: [DAYTIME, at('0 21 * * *', '0 22 * * *', 9, 'UTC')], scaler: Scaler.keda() },
      /one time zone/,
    ],
  ])('refuse %s', (_, props, message) => {
    expect(messageOf(() => scaled(props))).toMatch(message);
  });

  test.each([
    ['no cron', () => at('six', '0 20 * * *'), /start 'six': must be five fields of cron/],
    ['a day that never comes', () => at('0 6 31 2 *', '0 20 * * *'), /start '0 6 31 2 \*'/],
    ['every minute', () => at('* * * * *', '0 20 * * *'), /at most 24 times of a day/],
    ['an end that is the beginning', () => at('0 6 * * *', '0 6 * * *'), /end '0 6 \* \* \*': is when it begins/],
    ['no time zone', () => at('0 6 * * *', '0 20 * * *', 3, 'Shanghai'), /timezone 'Shanghai'.*Asia\/Shanghai/],
    ['half a replica', () => at('0 6 * * *', '0 20 * * *', 0.5), /replicas 0\.5/],
  ])('refuse %s', (_, make, message) => {
    expect(messageOf(make)).toMatch(message);
  });

  test('are read day by day', () => {
    expect(
      CronSchedule.of('30 6 * * mon')!
        .startsWithin(14)
        .map((time) => time / 3600),
    ).toEqual([2 * 24 + 6.5, 9 * 24 + 6.5]);
  });
});

describe('behaviour', () => {
  const behaviour = {
    scaleUp: {
      steps: [ScaleStep.pods(2, Duration.minutes(1)), ScaleStep.percent(50, Duration.minutes(1))],
      smallestStep: true,
    },
    scaleDown: { stabilisation: Duration.minutes(10), steps: [ScaleStep.pods(1, Duration.minutes(5))] },
  };
  const written = {
    scaleUp: {
      policies: [
        { type: 'Pods', value: 2, periodSeconds: 60 },
        { type: 'Percent', value: 50, periodSeconds: 60 },
      ],
      selectPolicy: 'Min',
    },
    scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 300 }] },
  };

  test('is that of a HorizontalPodAutoscaler, whoever makes it', () => {
    expect(scaled({ scaler: Scaler.hpa(behaviour) }).spec.behavior).toEqual(written);
    expect(scaled({ scaler: Scaler.keda(behaviour) }).spec.advanced).toEqual({
      horizontalPodAutoscalerConfig: { behavior: written },
    });
    expect(scaled({}).spec).not.toHaveProperty('behavior');
    expect(scaled({ scaler: Scaler.keda() }).spec).not.toHaveProperty('advanced');
  });

  test('may be none in one direction', () => {
    const { behavior } = scaled({ scaler: Scaler.hpa({ scaleDown: { disabled: true } }) }).spec;
    expect(behavior).toEqual({ scaleDown: { selectPolicy: 'Disabled' } });
  });

  test.each([
    [() => Scaler.hpa({ scaleDown: { stabilisation: Duration.hours(2) } }), /scaleDown\.stabilisation.*from 0 to 3600/],
    [() => Scaler.keda({ scaleUp: { steps: [] } }), /scaleUp\.steps.*disabled: true/],
    [() => Scaler.hpa({ scaleUp: { disabled: true, smallestStep: true } }), /goes with no steps/],
    [() => ScaleStep.pods(0, Duration.minutes(1)), /whole number above 0/],
    [() => ScaleStep.percent(10, Duration.hours(1)), /from 1 to 1800/],
  ])('refuses what the API server does', (make, message) => {
    expect(messageOf(make)).toMatch(message);
  });
});

describe('no replicas without load', () => {
  const startup = Duration.seconds(40);
  const toZeroAfter = Duration.minutes(20);
  const toZero = (polling?: Duration) => Scaler.keda({ prometheus: 'http://prometheus:9090', toZeroAfter, polling });

  test('are idle, and the plan says what the first work waits', () => {
    const { spec, workload, east } = scaled({ scaleOn: [LAG], startup, scaler: toZero(Duration.seconds(5)) });
    expect(spec).toMatchObject({ idleReplicaCount: 0, minReplicaCount: 2, cooldownPeriod: 1200 });
    expect(workload.replicas.planned).toBe(2);
    const [finding] = east.findings.filter(({ code }: any) => code === 'SCALES_TO_ZERO');
    expect(finding.message).toMatch(
      /20 minutes without load: the first work after that waits up to 45 s .*calls to it fail until then/,
    );
  });

  test.each([
    ['who knows not how long a start takes', { scaleOn: [LAG], scaler: toZero() }, /startup: Duration\.seconds/],
    ['cpu alone', { startup, scaler: toZero() }, /cpu and memory of no pods say nothing/],
    ['metrics from nowhere', { scaleOn: [LAG], scaler: Scaler.keda() }, /needs the URL of Prometheus/],
  ])('are refused to %s', (_, props, message) => {
    expect(messageOf(() => scaled(props))).toMatch(message);
  });
});

describeWith('crds', 'official schemas', () => {
  test.each(['1.27', '1.32', '1.36'])('take the autoscalers on %s', (version) => {
    const schemas = new Schemas(version);
    const scaleDown = { stabilisation: Duration.minutes(10), steps: [ScaleStep.pods(1, Duration.minutes(5))] };
    const all = [
      scaled({ scaleOn: [ScaleOn.memory(), LAG], scaler: Scaler.hpa({ scaleDown, scaleUp: { disabled: true } }) }),
      scaled({
        scaleOn: [ScaleOn.memory(), LAG, DAYTIME],
        startup: Duration.seconds(10),
        scaler: Scaler.keda({ prometheus: 'http://p', scaleDown, toZeroAfter: Duration.minutes(5) }),
      }),
    ];
    const kinds = ['HorizontalPodAutoscaler', 'ScaledObject'];
    const made = all.map(({ objects }, i) => find(objects, kinds[i]));
    expect(made.flatMap((object) => schemas.check(object))).toEqual([]);
  });
});

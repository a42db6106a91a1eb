import { Duration, Testing } from 'cdk8s';
import {
  CanaryMetric,
  Cpu,
  GpuMonitoring,
  Microservice,
  Replicas,
  Mesh,
  Rate,
  ServiceTime,
  Latency,
} from 'cdk8s-autonomous';
import { find, ISTIO, microservice, messageOf, stack } from '../support/apps';
import { planOf } from '../support/edge';
import { histogramQuantile } from '../support/histogram';
import { trainingHall } from '../support/training';

/** Bounds of the buckets as the software has them, Kueue 0.16.1 and Envoy 1.33. */
const KUEUE = [1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240];
const ENVOY = [
  ...[0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000],
  ...[300_000, 600_000, 1_800_000, 3_600_000],
];

function rules(props: object = {}): Record<string, any> {
  const hall = trainingHall();
  new GpuMonitoring(hall, 'gpus', props);
  const [{ rules: list }] = find(Testing.synth(hall), 'PrometheusRule', 'gpu-alerts').spec.groups;
  return Object.fromEntries(list.map((rule: any) => [rule.alert, rule]));
}

describe('alerts on waiting times', () => {
  /** Whether the quantile of jobs that all wait so long is above the threshold. */
  const fires = (expr: string, waits: readonly number[]) => {
    const [, q, threshold] = /^histogram_quantile\(([\d.]+), .* > ([\d.]+)$/.exec(expr)!.map(Number);
    return histogramQuantile(q, KUEUE, waits) > threshold;
  };

  test.each([60, 3600, 4800, 5120])('of %d s: fire above the bucket, and clear below', (seconds) => {
    const { expr } = rules({ waitFor: Duration.seconds(seconds) }).JobsWaitTooLong;
    expect(fires(expr, [20_000, 20_000, 20_000])).toBe(true);
    expect(fires(expr, [seconds, seconds, seconds / 2])).toBe(false);
  });

  test('beyond the buckets only what still waits tells', () => {
    const { JobsWaitTooLong, QueueAdmitsNothing } = rules({ waitFor: Duration.hours(4) });
    expect(JobsWaitTooLong).toBeUndefined();
    expect(QueueAdmitsNothing.expr).toContain('[14400s:1m]');
    // A queue that never admitted anything has no series of that name.
    expect(QueueAdmitsNothing.expr).toMatch(/ > 0 unless sum by \(cluster_queue\) \(increase\(.*\)\) > 0$/);
    // With the threshold that it used to have nothing is ever told.
    expect(fires('histogram_quantile(0.9, x) > 14400', [40_000, 40_000])).toBe(false);
  });
});

describe('alerts by Xid', () => {
  const all = rules();
  const named = (expr: string) => [...expr.matchAll(/== (\d+)/g)].map(([, xid]) => Number(xid));
  /** The alerts that one error raises while the gauge has it, long after it came or just then. */
  const raised = (xid: number, changed: boolean) =>
    Object.values(all)
      .filter(({ expr }) => expr.includes('XID_ERRORS'))
      .filter(({ expr }) =>
        expr.includes('unless')
          ? !named(expr).includes(xid)
          : named(expr).includes(xid) && (changed || !expr.includes('changes(')),
      )
      .map(({ labels }) => labels.severity);

  test.each([
    [79, 'fallen off the bus', ['critical']],
    [48, 'double bit error', ['critical']],
    [95, 'uncontained memory error', ['critical']],
    [119, 'GSP timeout', ['critical']],
    [63, 'row remapped', ['warning']],
    [94, 'contained memory error', ['warning']],
    [13, 'exception of a kernel', ['info']],
    [31, 'page fault of an application', ['info']],
    [43, 'an application stopped', ['info']],
  ])('%d, %s', (xid, _, severities) => {
    expect(raised(xid, true)).toEqual(severities);
  });

  test('an error of an application is over though the gauge stays', () => {
    expect(raised(31, false)).toEqual([]);
    expect(raised(79, false)).toEqual(['critical']);
  });

  test('without metrics somebody is told', () => {
    expect(all.GpuMetricsMissing.expr).toBe('absent(DCGM_FI_DEV_GPU_UTIL)');
  });
});

describe('the latency of a canary', () => {
  const conditionOf = (millis: number) => (CanaryMetric.p99(Duration.millis(millis)) as any)._measured('x', {}, false);

  test('is judged at a bound of the buckets, where a quantile is no guess', () => {
    for (const millis of [3, 200, 250, 480, 1500]) {
      const bound = Number(/<= ([\d.]+)/.exec(conditionOf(millis).successCondition)![1]);
      expect(ENVOY).toContain(bound);
      expect(histogramQuantile(0.99, ENVOY, new Array(100).fill(millis))).toBeLessThanOrEqual(bound);
      expect(histogramQuantile(0.99, ENVOY, new Array(100).fill(bound + 0.1))).toBeGreaterThan(bound);
    }
  });

  test('longer than Istio tells is refused', () => {
    expect(messageOf(() => CanaryMetric.p99(Duration.hours(1)))).toContain('no longer times apart than 30 minutes');
  });
});

describe('processors of sidecars', () => {
  const demand = Replicas.forDemand({
    arrivals: Rate.perSecond(3000),
    service: ServiceTime.millis(2),
    workers: 8,
    latency: Latency.p99(Duration.millis(80)),
  });
  const cpuOf = (mesh: Mesh, props: object = { replicas: demand }) => {
    const made = stack(Testing.app(), { mesh });
    const service: Microservice = microservice(made, 'cart', props);
    const { annotations } = find(Testing.synth(made), 'Deployment').spec.template.metadata;
    const [workload] = planOf(service.stack.cluster).workloads;
    return { cpu: annotations['sidecar.istio.io/proxyCPU'], injected: workload.injected.cpu, workload };
  };

  test('follow from the rate of a replica, and the plan counts them', () => {
    const { cpu, injected, workload } = cpuOf(Mesh.istio());
    const { needed } = workload.replicas;
    // 0.35 for 1000 requests per second.
    expect(cpu).toBe(`${Math.ceil((0.35 * 3000) / needed)}m`);
    expect(injected).toBe(Math.ceil((0.35 * 3000) / needed));
    expect(injected).toBeGreaterThan(100);
  });

  test('are at least what the mesh says, and of another release of Istio fewer', () => {
    expect(cpuOf(ISTIO.mesh, { replicas: Replicas.fixed(3) }).cpu).toBe('100m');
    const { injected, workload } = cpuOf(Mesh.istio({ sidecarCpuPerThousand: Cpu.millis(200) }));
    expect(injected).toBe(Math.max(100, Math.ceil((0.2 * 3000) / workload.replicas.needed)));
  });
});

import { metricsOf } from './autoscaler-metrics';
import { ScaleOn } from './scale-on';
import { ScaleSchedule } from './scale-schedule';
import { Scaler } from './scaler';
import { checkSchedules, textOf } from './schedule-checks';
import { Finding } from '../../capacity/model';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { Sizing } from '../sizing/sizing';
import { WorkloadProps } from '../workload-props';

/** What says how a workload is scaled. */
export interface Scaling extends WorkloadProps {
  readonly scaleOn?: ScaleOn[];
  readonly scaler?: Scaler;
}

/** The schedules among what an autoscaler looks at, in one fixed order. */
export function schedulesOf({ scaleOn = [] }: Scaling): ScaleSchedule[] {
  const all = scaleOn.flatMap((on) => on._schedule ?? []);
  return all.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
}

/** The same sizing with room for what the schedules ask for, and what scaling to zero means for who comes first. */
export function scaledSizing(sizing: Sizing, props: Scaling, path: string): Sizing {
  const schedules = schedulesOf(props);
  const zero = zeroFinding(props, path);
  if (schedules.length === 0) {
    return zero ? { ...sizing, findings: [...(sizing.findings ?? []), zero] } : sizing;
  }
  const most = schedules.map((schedule) => `${schedule.replicas} from ${textOf(schedule)}`);
  return {
    ...sizing,
    max: Math.max(sizing.max ?? sizing.planned, ...schedules.map(({ replicas }) => replicas)),
    reason: [...(sizing.reason ? [sizing.reason] : []), ...most].join('; '),
    findings: [...(sizing.findings ?? []), ...(zero ? [zero] : [])],
  };
}

function zeroFinding({ scaler, startup, ports = [] }: Scaling, path: string): Finding | undefined {
  const { toZeroAfter, polling } = scaler?._keda ?? {};
  if (!toZeroAfter || !startup) {
    return undefined;
  }
  const [asked, started] = [polling?.toSeconds({ integral: false }) ?? 15, startup.toSeconds({ integral: false })];
  const fails = ports.length > 0 ? ', and calls to it fail until then' : '';
  return {
    code: 'SCALES_TO_ZERO',
    severity: 'info',
    path,
    message: `no replica runs after ${timeText(toZeroAfter)} without load: the first work after that waits up to ${asked + started} s (KEDA asks every ${asked} s, a replica starts in up to ${started} s), and for the image where a node does not have it${fails}`,
  };
}

/** Checks what a workload is scaled on, and by whom. */
export function checkScaling(problems: Problems, { planned, max }: Sizing, props: Scaling): void {
  const { scaleOn, scaler, startup } = props;
  const scales = max !== undefined;
  const cure = 'Replicas.autoscaled(...), or forDemand(...) with max';
  problems.check(scales || !scaleOn, 'scaleOn', scaleOn?.length, 'needs replicas with a maximum', cure);
  problems.check(scales || !scaler, 'scaler', 'given', 'needs replicas with a maximum', cure);
  problems.check(scaleOn === undefined || scaleOn.length > 0, 'scaleOn', '[]', 'must name at least one metric');
  const metrics = metricsOf(scaleOn ?? [], '', 1);
  const names = metrics.map(({ containerResource, external }) => external?.metric.name ?? containerResource?.name);
  problems.check(new Set(names).size === names.length, 'scaleOn', names, 'must name each metric once');
  const schedules = schedulesOf(props);
  problems.check(
    schedules.length === 0 || scaler?._keda !== undefined,
    'scaleOn',
    schedules.map(textOf),
    'a schedule needs KEDA: a HorizontalPodAutoscaler knows no time',
    'scaler: Scaler.keda()',
  );
  checkSchedules(problems, schedules, planned);
  if (scaler?._keda) {
    const asks = metrics.some(({ external }) => external);
    problems.check(
      !asks || scaler._keda.prometheus !== undefined,
      'scaler',
      'Scaler.keda()',
      'needs the URL of Prometheus for external metrics',
      "Scaler.keda({ prometheus: 'http://prometheus.monitoring:9090' })",
    );
    const strange = strangeNames(scaleOn ?? []);
    problems.check(
      strange.length === 0,
      'scaleOn',
      strange,
      'are no names that Prometheus knows, which KEDA asks for them',
      'letters, digits and _, not a digit first',
    );
    const zero = scaler._keda.toZeroAfter;
    problems.check(
      !zero || startup !== undefined,
      'scaler.toZeroAfter',
      timeText(zero),
      'needs to know how long a replica starts, for the plan to say what the first work waits',
      'startup: Duration.seconds(...)',
    );
    problems.check(
      !zero || asks || schedules.length > 0,
      'scaler.toZeroAfter',
      timeText(zero),
      'cpu and memory of no pods say nothing of the load',
      'ScaleOn.external(...) or ScaleOn.schedule(...) beside them',
    );
  }
}

/** Names of metrics and labels that cannot stand in a query of Prometheus. */
function strangeNames(scaleOn: readonly ScaleOn[]): string[] {
  const metrics = metricsOf(scaleOn, '', 1).flatMap(({ external }) => external?.metric ?? []);
  return [
    ...metrics.map(({ name }) => name).filter((name) => !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)),
    ...metrics
      .flatMap(({ selector }) => Object.keys(selector?.matchLabels ?? {}))
      .filter((label) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)),
  ];
}

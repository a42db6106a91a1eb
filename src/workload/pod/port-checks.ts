import { Duration } from 'cdk8s';
import { Health } from './health';
import { helperPorts } from './helpers/pod-helpers';
import { PodOptions } from './pod-options';
import { Port } from './port';
import { Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';

/** What a workload listens on, and how it is asked whether it is well. */
interface Listening extends PodOptions {
  readonly ports?: readonly Port[];
  readonly metricsPort?: Port;
  readonly health?: Health;
  readonly startup?: Duration;
}

/** Checks that there is something to ask. */
export function checkHealth(problems: Problems, { ports = [], health, startup }: Listening): void {
  // What takes no requests may still answer kubelet, on a port that its health names.
  const all = [...ports, ...(health?._ports ?? [])];
  const answers = health?._needsNoPort || all.some(isAsked);
  problems.check(health === undefined || answers, 'health', 'given', 'there is no port to ask', 'add a port');
  problems.check(
    health !== undefined || ports.length === 0 || answers,
    'health',
    health,
    'nobody can ask a port of datagrams whether its pod can serve',
    'Health.exec({ readiness: [...] }), or a port of TCP',
  );
  problems.check(
    startup === undefined || answers,
    'startup',
    timeText(startup),
    'there is no port to ask',
    'add a port',
  );
}

function isAsked({ _transport }: Port): boolean {
  return _transport === 'TCP';
}

/**
 * Checks that every port of a pod is there once: all its containers share one network.
 * @param peerPorts ports that only its own pods call
 */
export function checkPorts(
  problems: Problems,
  { ports = [], metricsPort, health, helpers }: Listening,
  inMesh: boolean,
  peerPorts: readonly Port[],
): void {
  const all =
    metricsPort && !ports.some((port) => port._id === metricsPort._id && port.name === metricsPort.name)
      ? [...ports, metricsPort]
      : ports;
  const apart = [...all, ...peerPorts, ...helperPorts({ helpers })];
  for (const port of apart) {
    const taken = inMesh && port.number >= 15000 && port.number <= 15099;
    problems.check(
      !taken,
      'ports',
      port.number,
      "is in 15000 to 15099, which Istio's sidecar keeps",
      'another port, or inMesh: false',
    );
  }
  const repeated = <T>(values: readonly Port[], of: (port: Port) => T) =>
    values.find((value, i) => values.findIndex((other) => of(other) === of(value)) !== i);
  const twice = repeated(apart, ({ _id }) => _id);
  const named = repeated(apart, ({ name }) => name);
  problems.check(twice === undefined, 'ports', twice?.number, 'is there twice');
  problems.check(
    named === undefined,
    'ports',
    named?.name,
    'is the name of two ports',
    `give one a name: Port.${named?.protocol}(${named?.number}, { name: 'admin' })`,
  );
  const isPlain = metricsPort === undefined || isAsked(metricsPort);
  problems.check(isPlain, 'metricsPort', metricsPort?.number, 'takes datagrams, and Prometheus asks by HTTP');
  for (const asked of health?._ports ?? []) {
    const known = ports.length === 0 || all.some((port) => port._id === asked._id);
    problems.check(known, 'health', asked.number, 'is no port of the workload', 'add it to ports');
  }
  checkHelperHealth(problems, helpers ?? [], apart);
}

/** A port that only kubelet asks is still a port of the pod. */
function checkHelperHealth(
  problems: Problems,
  helpers: NonNullable<PodOptions['helpers']>,
  all: readonly Port[],
): void {
  for (const { name, _props } of helpers) {
    const own = _props.ports ?? [];
    for (const asked of _props.health?._ports ?? []) {
      const free = own.some(({ _id }) => _id === asked._id) || !all.some(({ _id }) => _id === asked._id);
      problems.check(free, `helpers.${name}.health`, asked.number, 'is a port of another container of the pod');
    }
  }
}

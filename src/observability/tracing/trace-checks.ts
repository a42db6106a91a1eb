import { TracingProps } from './tracing-props';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { CollectorResources } from '../collector/collector-props';
import { longestName } from '../collector/collector-resource';
import { TelemetryAddress } from '../collector/telemetry-address';
import { TelemetryLogin } from '../collector/telemetry-login';

/** Least memory in which a collector starts and has room for what it sends. */
const LEAST_MEMORY = 128 * 2 ** 20;

/** What all collectors of a stack need. */
export function checkCollector(
  problems: Problems,
  stack: AutonomousStack,
  name: string,
  resources: CollectorResources,
): void {
  checkDnsLabel(problems, 'name', name, longestName(stack.namespaceName));
  const istio = stack.mesh._istio === undefined;
  problems.check(
    istio,
    'stack',
    stack.node.path,
    'is in a mesh: a collector takes telemetry of pods outside it too, and of the sidecars themselves',
    'a stack without mesh for what observes',
  );
  problems.check(millisOf(resources.cpu) > 0, 'resources.cpu', resources.cpu.amount, 'must be above 0');
  const memory = bytesOf(resources.memory);
  problems.check(
    memory >= LEAST_MEMORY,
    'resources.memory',
    `${Math.round(memory / 2 ** 20)}Mi`,
    'is less than a collector starts in',
    '128Mi at least',
  );
}

/** A login goes over TLS, and an authority is asked by TLS alone. */
export function checkStore(
  problems: Problems,
  prop: string,
  address: TelemetryAddress,
  { login, authority }: { readonly login?: TelemetryLogin; readonly authority?: unknown },
): void {
  const safe = address.tls;
  problems.check(
    safe || login === undefined,
    `${prop}.login`,
    'given',
    `would go to ${address.authority} without TLS, for everyone on the way to read`,
    'tls: true on the address',
  );
  problems.check(
    safe || authority === undefined,
    `${prop}.authority`,
    'given',
    `is asked by nobody: ${address.authority} is called without TLS`,
    'tls: true on the address',
  );
}

/** Checks what the props of a Tracing say by themselves. */
export function checkTracing(problems: Problems, { percent, spans = {}, store }: TracingProps): void {
  const share = Number.isFinite(percent) && percent > 0 && percent <= 100;
  problems.check(share, 'percent', percent, 'must be above 0 and at most 100', 'for example 5');
  const { perRequest = 1 } = spans;
  const some = Number.isFinite(perRequest) && perRequest > 0;
  problems.check(some, 'spans.perRequest', perRequest, 'must be above 0');
  checkStore(problems, 'store', store.address, store);
}

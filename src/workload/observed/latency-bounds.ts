import { Lazy } from 'cdk8s';
import { IConstruct } from 'constructs';
import { ISTIO_TIMES } from '../../delivery/canary';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** Annotation by which Istio's injector takes the bounds of a proxy's histograms (pkg/bootstrap/config.go). */
const BUCKETS = 'sidecar.istio.io/statsHistogramBuckets';

/** Times in milliseconds that the proxies of a workload have to tell apart: its own objective, and what is measured of those that it calls. */
export interface LatencyBounds {
  readonly own: () => readonly number[];
  readonly ofCallees: () => readonly number[];
}

/** Namespaces of each cluster whose latencies are watched. */
const OBSERVED = new WeakMap<IConstruct, Set<string>>();

/** From now on the latencies of a stack are watched: proxies of its pods tell its objectives apart. */
export function observeLatencies({ cluster, namespaceName }: AutonomousStack): void {
  OBSERVED.set(cluster, (OBSERVED.get(cluster) ?? new Set<string>()).add(namespaceName));
}

/** Whether the latencies of a namespace are watched. */
export function isObserved(cluster: IConstruct, namespace: string): boolean {
  return OBSERVED.get(cluster)?.has(namespace) ?? false;
}

/**
 * The annotation of pods with a sidecar, where their stack is observed. Bounds replace those that Envoy has, which therefore stay among them: between two of
 * them nobody knows how many requests met an objective.
 */
export function boundsAnnotation(stack: AutonomousStack, { own, ofCallees }: LatencyBounds): Record<string, string> {
  const text = Lazy.any({
    produce: () => {
      const wanted = isObserved(stack.cluster, stack.namespaceName)
        ? [...own(), ...ofCallees()].filter((time) => !ISTIO_TIMES.includes(time))
        : [];
      const all = [...new Set([...ISTIO_TIMES, ...wanted])].sort((a, b) => a - b);
      return wanted.length > 0 ? JSON.stringify({ istiocustom: all }) : undefined;
    },
  });
  return { [BUCKETS]: text as unknown as string };
}

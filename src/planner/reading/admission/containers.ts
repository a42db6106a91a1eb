import { parseQuantity } from '../../../capacity/quantity';
import { KubeContainer, KubePodSpec, KubeResources } from '../../../manifest/kube';

type Amounts = Readonly<Record<string, string | number>>;

/** A container with what it asks for once the API server and the LimitRanges of its namespace have filled in what it leaves out. */
export interface AdmittedContainer {
  readonly name: string;
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** Resources whose limit is a LimitRange's. */
  readonly byDefault: ReadonlySet<string>;
  /** True where it starts before the others and ends. */
  readonly starts: boolean;
}

/** Containers and init containers of a pod, as quotas and LimitRanges see them. */
export function admittedContainers(spec: KubePodSpec, defaults: KubeResources): AdmittedContainer[] {
  const read = (container: KubeContainer, starts: boolean): AdmittedContainer => {
    const { requests, limits } = container.resources ?? {};
    const given = { ...limits };
    return {
      name: container.name ?? '',
      // A request that is left out is the limit that the container has itself, else the default.
      requests: { ...defaults.requests, ...given, ...requests },
      limits: { ...defaults.limits, ...given },
      byDefault: new Set(Object.keys(defaults.limits ?? {}).filter((name) => given[name] === undefined)),
      starts,
    };
  };
  return [
    ...(spec.initContainers ?? []).map((one) => read(one, one.restartPolicy !== 'Always')),
    ...(spec.containers ?? []).map((one) => read(one, false)),
  ];
}

/** Devices and the like, of which no more may be used than was asked for: `example.com/thing`. */
export function isExtended(resource: string): boolean {
  return resource.includes('/') && !resource.includes('kubernetes.io/') && !resource.startsWith('requests.');
}

/** Resources that may not be overcommitted: what is asked for is also the limit. */
export function isExact(resource: string): boolean {
  return isExtended(resource) || resource.startsWith('hugepages-');
}

/** Thousandths of an amount, whatever it is of; undefined where it is left out or no quantity, which is told elsewhere. */
export function exactly(amount: string | number | undefined): number | undefined {
  if (amount === undefined) {
    return undefined;
  }
  const whole = parseQuantity('memory', amount);
  return parseQuantity('cpu', amount) ?? (whole === undefined ? undefined : whole * 1000);
}

import { claimsOf, VolumeClaim } from '../claims';
import { AdmittedContainer, admittedContainers, exactly } from '../containers';
import { Admission, AdmittedPods } from '../input';
import { limitRangeFaults } from './limit-range-shape';
import { Finding } from '../../../../capacity/model';
import { sortedEntries } from '../../../../capacity/order';
import { fixed, formatQuantity } from '../../../../capacity/quantity';
import { KubeObject } from '../../../../manifest/kube';
import { ClusterObjects } from '../../cluster-objects';
import { ReadObject } from '../../description';

/** What a container, a pod or a claim asks for and may use, in thousandths. */
interface Sized {
  /** As it is called in a message. */
  readonly name: string;
  readonly request: Readonly<Record<string, number>>;
  readonly limit: Readonly<Record<string, number>>;
}

/** Pods that a LimitRange of their namespace refuses (k8s.io/kubernetes plugin/pkg/admission/limitranger). */
export function podRangeFindings(pods: AdmittedPods, { context }: Admission): Finding[] {
  const { path, id, namespace, pod } = pods;
  const containers = admittedContainers(pod.spec ?? {}, context.containerDefaults(namespace)).map(sizedOf);
  const volumes = claimsOf(pod).map(claimSize);
  return within(context, namespace).flatMap((range) =>
    refusal(range, path, `the pods of ${id}`, faultsIn(range, containers, volumes)),
  );
}

/** The least maximum that LimitRanges of a namespace set for each resource of a container, in thousandths. */
export function containerMaxima(context: ClusterObjects, namespace: string): ReadonlyMap<string, number> {
  const items: any[] = within(context, namespace).flatMap(({ spec }) => spec?.limits ?? []);
  const maxima = new Map<string, number>();
  for (const [resource, , max] of items
    .filter(({ type }) => type === 'Container')
    .flatMap((item) => bounds(item.max))) {
    maxima.set(resource, Math.min(max, maxima.get(resource) ?? Infinity));
  }
  return maxima;
}

/** Claims that a LimitRange of their namespace refuses. */
export function claimRangeFindings({ path, json }: ReadObject, { context }: Admission): Finding[] {
  const { name = '', namespace = 'default' } = json.metadata ?? {};
  const claim = claimSize({ name, spec: json.spec ?? {} });
  return within(context, namespace).flatMap((range) =>
    refusal(range, path, `PersistentVolumeClaim ${name}`, faultsIn(range, [], [claim])),
  );
}

function within(context: ClusterObjects, namespace: string): KubeObject[] {
  return context
    .of('LimitRange')
    .filter(({ metadata }) => (metadata?.namespace ?? 'default') === namespace)
    .filter((range) => limitRangeFaults(range).length === 0);
}

function sizedOf({ name, requests, limits, starts }: AdmittedContainer): Sized & { readonly starts: boolean } {
  return { name: `container ${name}`, request: inThousandths(requests), limit: inThousandths(limits), starts };
}

function claimSize({ name, spec }: VolumeClaim): Sized {
  return { name, request: inThousandths(spec.resources?.requests ?? {}), limit: {} };
}

function inThousandths(amounts: Readonly<Record<string, string | number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(amounts).flatMap(([resource, amount]) => {
      const value = exactly(amount);
      return value === undefined ? [] : [[resource, value] as const];
    }),
  );
}

type Field = 'request' | 'limit';
type Starting = Sized & { readonly starts: boolean };

function faultsIn({ spec }: KubeObject, containers: readonly Starting[], claims: readonly Sized[]): string[] {
  return ((spec?.limits ?? []) as any[]).flatMap((item) => {
    switch (item.type) {
      case 'Container':
        return containers.flatMap((one) => constraints(item, one));
      case 'Pod':
        return containers.length > 0 ? constraints(item, wholePod(containers)) : [];
      case 'PersistentVolumeClaim':
        // Claims have no limits: what they ask for is held against both.
        return claims.flatMap((claim) => constraints(item, { ...claim, limit: claim.request }));
      default:
        return [];
    }
  });
}

/** The sums over the containers; of those that start one after the other the largest counts. */
function wholePod(containers: readonly Starting[]): Sized {
  const total = (field: Field) => {
    const sums: Record<string, number> = {};
    for (const container of containers.filter(({ starts }) => !starts)) {
      Object.entries(container[field]).forEach(([name, amount]) => (sums[name] = (sums[name] ?? 0) + amount));
    }
    for (const container of containers.filter(({ starts }) => starts)) {
      Object.entries(container[field]).forEach(([name, amount]) => (sums[name] = Math.max(sums[name] ?? 0, amount)));
    }
    return sums;
  };
  return { name: 'the pod', request: total('request'), limit: total('limit') };
}

/** What of a container, pod or claim is out of the bounds of an item, in the words of the API server. */
function constraints(item: any, sized: Sized): string[] {
  const { name, request, limit } = sized;
  const per = `per ${item.type} is`;
  const limitFirst: Field[] = item.type === 'PersistentVolumeClaim' ? ['request'] : ['limit', 'request'];
  const outside = (resource: string, fields: readonly Field[], isOut: (amount: number) => boolean) => {
    const field = fields.find((one) => sized[one][resource] !== undefined && isOut(sized[one][resource]));
    return field && `the ${field} of ${name} is ${shown(resource, sized[field][resource])}`;
  };
  const least = bounds(item.min).flatMap(([resource, text, min]) => {
    const below = outside(resource, ['request', 'limit'], (amount) => amount < min);
    const fault = request[resource] === undefined ? `${name} has no request` : below;
    return fault ? [`minimum ${resource} usage ${per} ${text}, but ${fault}`] : [];
  });
  const most = bounds(item.max).flatMap(([resource, text, max]) => {
    const above = outside(resource, limitFirst, (amount) => amount > max);
    const fault = limit[resource] === undefined ? `${name} has no limit` : above;
    return fault ? [`maximum ${resource} usage ${per} ${text}, but ${fault}`] : [];
  });
  const ratios = bounds(item.maxLimitRequestRatio).flatMap(([resource, text, ratio]) => {
    const [asked = 0, may = 0] = [request[resource], limit[resource]];
    const fault =
      asked === 0 || may === 0
        ? `${name} has no ${asked === 0 ? 'request' : 'limit'}`
        : (may / asked) * 1000 > ratio && `the ratio of ${name} is ${fixed(may / asked, 2)}`;
    return fault ? [`${resource} max limit to request ratio ${per} ${text}, but ${fault}`] : [];
  });
  return [...least, ...most, ...ratios];
}

function shown(resource: string, thousandths: number): string {
  return formatQuantity(resource, resource === 'cpu' ? thousandths : Math.ceil(thousandths / 1000));
}

/** Resource, bound as it is written and in thousandths. */
function bounds(amounts: Readonly<Record<string, string | number>> | undefined): [string, string, number][] {
  return sortedEntries(amounts ?? {}).flatMap(([resource, text]): [string, string, number][] => {
    const value = exactly(text);
    return value === undefined ? [] : [[resource, String(text), value]];
  });
}

function refusal({ metadata }: KubeObject, path: string, what: string, faults: readonly string[]): Finding[] {
  return faults.length === 0
    ? []
    : [
        {
          code: 'LIMIT_RANGE_REFUSES',
          severity: 'error',
          path,
          message: `LimitRange ${metadata?.name} of namespace ${metadata?.namespace ?? 'default'} refuses ${what}: ${faults.join('; ')}`,
          cure: ['requests and limits within the LimitRange', `other bounds in LimitRange ${metadata?.name}`],
        },
      ];
}

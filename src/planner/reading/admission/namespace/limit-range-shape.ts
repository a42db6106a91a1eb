import { Finding } from '../../../../capacity/model';
import { byCodeUnit } from '../../../../capacity/order';
import { fixed } from '../../../../capacity/quantity';
import { KubeObject } from '../../../../manifest/kube';
import { ReadObject } from '../../description';
import { exactly, isExact } from '../containers';

type Amounts = Readonly<Record<string, string | number>>;

/** Bounds and defaults of one type, as the API server has them once it filled in what is left out. */
interface Item {
  readonly type?: string;
  readonly min?: Amounts;
  readonly max?: Amounts;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
  readonly maxLimitRequestRatio?: Amounts;
}

/** The first may not be above the second; with what the API server calls them. */
const ORDER: readonly [keyof Item, string, keyof Item, string][] = [
  ['min', 'min value', 'max', 'max value'],
  ['min', 'min value', 'defaultRequest', 'default request value'],
  ['defaultRequest', 'default request value', 'max', 'max value'],
  ['defaultRequest', 'default request value', 'default', 'default limit value'],
  ['min', 'min value', 'default', 'default value'],
  ['default', 'default value', 'max', 'max value'],
];

/** LimitRanges that contradict themselves (k8s.io/kubernetes 1.32 pkg/apis/core/validation, ValidateLimitRange). */
export function limitRangeShapeFindings({ path, json }: ReadObject): Finding[] {
  const faults = limitRangeFaults(json);
  const { name, namespace = 'default' } = json.metadata ?? {};
  return faults.length === 0
    ? []
    : [
        {
          code: 'LIMIT_RANGE_INVALID',
          severity: 'error',
          path,
          message: `the API server refuses LimitRange ${name} of namespace ${namespace}: ${faults.join('; ')}`,
          cure: ['min, default request, default and max in this order for each resource'],
        },
      ];
}

/** What of a LimitRange the API server refuses: such a LimitRange is not there. */
export function limitRangeFaults({ spec }: KubeObject): string[] {
  const items: Item[] = spec?.limits ?? [];
  return items.flatMap((item, i) => [
    ...(items.findIndex(({ type }) => type === item.type) < i ? [`type ${item.type} is there twice`] : []),
    ...faultsOf(item).map((fault) => `${item.type}: ${fault}`),
  ]);
}

function faultsOf(item: Item): string[] {
  const { type, min, max } = item;
  if (type === 'Pod' && (item.default ?? item.defaultRequest)) {
    return ["default and defaultRequest may not be specified when type is 'Pod'"];
  }
  if (type === 'PersistentVolumeClaim' && min?.storage === undefined && max?.storage === undefined) {
    return ['either minimum or maximum storage value is required, but neither was provided'];
  }
  const filled = type === 'Container' ? withDefaults(item) : item;
  const lists = [filled.min, filled.max, filled.default, filled.defaultRequest, filled.maxLimitRequestRatio];
  const resources = [...new Set(lists.flatMap((amounts) => Object.keys(amounts ?? {})))].sort(byCodeUnit);
  return resources.flatMap((resource) => [...orderFaults(filled, resource), ...ratioFaults(filled, resource)]);
}

/** What a LimitRange leaves out for containers: the default is the maximum, the default request the default, else the minimum. */
function withDefaults(item: Item): Item {
  const limits = { ...item.max, ...item.default };
  return { ...item, default: limits, defaultRequest: { ...item.min, ...limits, ...item.defaultRequest } };
}

function orderFaults(item: Item, resource: string): string[] {
  const amountOf = (field: keyof Item) => (item[field] as Amounts | undefined)?.[resource];
  const crossed = ORDER.flatMap(([low, lowName, high, highName]) => {
    const [less, more] = [exactly(amountOf(low)), exactly(amountOf(high))];
    return less !== undefined && more !== undefined && less > more
      ? [`${resource} ${lowName} ${amountOf(low)} is greater than ${highName} ${amountOf(high)}`]
      : [];
  });
  const [limit, request] = [amountOf('default'), amountOf('defaultRequest')];
  const unequal = isExact(resource) && limit !== undefined && request !== undefined;
  return crossed.length === 0 && unequal && exactly(limit) !== exactly(request)
    ? [`${resource} default value ${limit} must equal to defaultRequest value ${request}`]
    : crossed;
}

function ratioFaults({ maxLimitRequestRatio, min, max }: Item, resource: string): string[] {
  const ratio = exactly(maxLimitRequestRatio?.[resource]);
  if (ratio === undefined) {
    return [];
  }
  const text = `${resource} ratio ${maxLimitRequestRatio![resource]}`;
  const [least, most] = [exactly(min?.[resource]), exactly(max?.[resource])];
  const largest = least !== undefined && most !== undefined && least > 0 ? most / least : Infinity;
  return ratio < 1000
    ? [`${text} is less than 1`]
    : ratio / 1000 > largest
      ? [`${text} is greater than max/min = ${fixed(largest, 2)}`]
      : [];
}

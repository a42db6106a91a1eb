import { amountsOf } from './pod-amounts';
import { isRecord } from '../../props/record';
import { ExpectedTemplate } from '../expected';

/** Fields of a pod's spec that say where it may run. */
const RULES = [
  'nodeSelector',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'priorityClassName',
  'schedulerName',
];

/** Tolerations that the API server and controllers add to every pod. */
const ADDED =
  /^node\.kubernetes\.io\/(not-ready|unreachable|memory-pressure|disk-pressure|pid-pressure|unschedulable|network-unavailable)$/;

/** What of a pod template is compared. Containers that somebody injects are in it too. */
export function templateOf(spec: any): ExpectedTemplate {
  const containers: any[] = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const limited = containers.filter(({ resources }) => resources?.limits !== undefined);
  const rules = RULES.filter((name) => spec[name] !== undefined && spec[name] !== 'default-scheduler');
  return {
    images: Object.fromEntries(containers.map(({ name, image }) => [name, image])),
    limits: Object.fromEntries(limited.map(({ name, resources }) => [name, amountsOf(resources.limits)])),
    rules: Object.fromEntries(
      rules.map((name) => [name, name === 'tolerations' ? tolerationsOf(spec[name]) : spec[name]]),
    ),
  };
}

function tolerationsOf(tolerations: readonly any[]): readonly any[] {
  return tolerations.filter(({ key, operator }) => !(operator === 'Exists' && ADDED.test(key ?? '')));
}

/** Rules of which the cluster does not say what is planned: all that is planned has to be there, and no other rule; the API server may fill fields in. */
export function differingRules(planned: ExpectedTemplate['rules'], live: ExpectedTemplate['rules']): string[] {
  return RULES.filter(
    (name) => !(isEmpty(planned[name]) && isEmpty(live[name])) && !sameRule(planned[name], live[name]),
  );
}

function sameRule(planned: unknown, live: unknown): boolean {
  if (isRecord(planned) && isRecord(live)) {
    const more = Object.keys(live).filter((key) => !Object.hasOwn(planned, key));
    return more.length === 0 ? isWithin(planned, live) : false;
  }
  return isWithin(planned, live);
}

function isWithin(planned: unknown, live: unknown): boolean {
  if (Array.isArray(planned) && Array.isArray(live)) {
    return planned.length === live.length && planned.every((one, i) => isWithin(one, live[i]));
  }
  if (isRecord(planned) && isRecord(live)) {
    return Object.entries(planned).every(([key, value]) => isWithin(value, live[key]));
  }
  return planned === live || (isEmpty(planned) && isEmpty(live));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || JSON.stringify(value) === '[]' || JSON.stringify(value) === '{}';
}

import { Admission } from './input';
import { podAutoscaler, scaledObject, Target, workloadAt } from './scalers';
import { Finding } from '../../../capacity/model';
import { parseQuantity } from '../../../capacity/quantity';
import { KubeObject } from '../../../manifest/kube';
import { ReadObject } from '../description';
import { barredFrom } from '../node-admission';
import { WorkloadDraft } from '../workloads/workload-draft';

/** What a VerticalPodAutoscaler may set of each container; Infinity where nothing bounds it. */
type Ceiling = Readonly<Record<string, number>>;

/** A VerticalPodAutoscaler changes what the plan was made with: how far it may go, and with whom it quarrels. */
export function verticalAutoscalerFindings({ path, json }: ReadObject, admission: Admission): Finding[] {
  const { targetRef, updatePolicy = {} } = json.spec ?? {};
  const namespace = json.metadata?.namespace ?? 'default';
  const draft = targetRef && workloadAt(admission, namespace, targetRef);
  if (!draft || updatePolicy.updateMode === 'Off') {
    return [];
  }
  const called = `VerticalPodAutoscaler ${json.metadata?.name}`;
  const ceiling = ceilingOf(json, draft);
  const found = (code: string, message: string, cure: string[]): Finding[] =>
    Object.keys(ceiling).length === 0 ? [] : [{ code, severity: 'warning', uncovered: true, path, message, cure }];
  const shared = scaledResources(admission, namespace, targetRef).filter((name) => ceiling[name] !== undefined);
  const above = Object.keys(ceiling).filter((name) => ceiling[name] > largestNode(admission, draft, name));
  return [
    ...(shared.length > 0
      ? found(
          'AUTOSCALERS_ON_ONE_RESOURCE',
          `${called} sets the ${shared.join(' and ')} of ${draft.id} by which a HorizontalPodAutoscaler counts its pods: each follows the other, and the plan knows neither requests nor pods`,
          ['controlledResources without it', 'another metric of the HorizontalPodAutoscaler', "updateMode: 'Off'"],
        )
      : []),
    ...(above.length > 0
      ? found(
          'VPA_ABOVE_NODES',
          `${called} may raise the ${above.join(' and ')} of ${draft.id} above what any node has: its pods then wait for ever`,
          [`maxAllowed with ${above.join(' and ')} below that of a node`, "updateMode: 'Off'"],
        )
      : found(
          'VPA_RESIZES_PODS',
          `${called} changes the requests of ${draft.id}: the plan is made with those of the manifest`,
          ["requests of what it recommends and updateMode: 'Off'"],
        )),
  ];
}

/** Sum over the containers of the most that it may request of each resource. */
function ceilingOf({ spec }: KubeObject, { pod }: WorkloadDraft): Ceiling {
  const policies: any[] = spec?.resourcePolicy?.containerPolicies ?? [];
  const ceiling: Record<string, number> = {};
  for (const { name, resources } of pod.spec?.containers ?? []) {
    const policy =
      policies.find(({ containerName }) => containerName === name) ??
      policies.find(({ containerName }) => containerName === '*') ??
      {};
    if (policy.mode === 'Off') {
      continue;
    }
    for (const resource of (policy.controlledResources ?? ['cpu', 'memory']) as string[]) {
      const most = policy.maxAllowed?.[resource];
      const own = parseQuantity(resource, resources?.requests?.[resource] ?? 0) ?? 0;
      const value = most === undefined ? Infinity : Math.max(own, parseQuantity(resource, most) ?? Infinity);
      ceiling[resource] = (ceiling[resource] ?? 0) + value;
    }
  }
  return ceiling;
}

function largestNode({ pools }: Admission, { pod }: WorkloadDraft, resource: string): number {
  return Math.max(
    0,
    ...pools
      .filter(({ pool, zone }) => barredFrom(pod.spec ?? {}, pool, zone) === undefined)
      .map(({ model }) => model.allocatable[resource] ?? 0),
  );
}

/** Resources of its pods by which a workload is scaled. */
function scaledResources({ objects }: Admission, namespace: string, target: Target): string[] {
  const scalers = objects.flatMap(({ json }) =>
    json.kind === 'HorizontalPodAutoscaler'
      ? [podAutoscaler(json)]
      : json.kind === 'ScaledObject'
        ? [scaledObject(json)]
        : [],
  );
  const its = scalers.filter(
    (one) => one.namespace === namespace && one.target.kind === target.kind && one.target.name === target.name,
  );
  return [...new Set(its.flatMap(({ resources }) => resources.map(({ resource }) => resource)))].sort();
}

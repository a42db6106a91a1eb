import { isNativeSidecar } from './stored-pod';
import { Finding } from '../../../capacity/model';
import { parseQuantity } from '../../../capacity/quantity';
import { KubeContainer, KubePodSpec, KubeResources } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';
import { WorkloadDraft } from '../workloads/workload-draft';

const MOST_NAMED = 3;

/**
 * Containers that ask for neither cpu nor memory: the scheduler counts them as nothing, and so does the plan. What they use is in no manifest, so the
 * plan says how many there are.
 */
export function unknownRequests(drafts: readonly WorkloadDraft[], objects: ClusterObjects, path: string): Finding[] {
  const found = drafts.flatMap((draft) => {
    const containers = silentContainers(draft.pod.spec ?? {}, objects.containerDefaults(draft.namespace));
    const { planned, max = 0 } = draft.replicas;
    return containers > 0 && Math.max(planned, max) > 0 ? [{ draft, containers }] : [];
  });
  if (found.length === 0) {
    return [];
  }
  const named = found.slice(0, MOST_NAMED).map(({ draft }) => draft.id);
  const [daemons, running] = [true, false].map((daemon) => found.filter(({ draft }) => draft.daemon === daemon));
  const pods = running.reduce((sum, { draft }) => sum + draft.replicas.planned, 0);
  const containers = running.reduce((sum, one) => sum + one.draft.replicas.planned * one.containers, 0);
  const perNode = daemons.reduce((sum, one) => sum + one.containers, 0);
  const where = [
    ...(running.length > 0
      ? [`${number(containers, 'container')} in ${number(pods, 'pod')} of ${number(running.length, 'workload')}`]
      : []),
    ...(daemons.length > 0
      ? [`${number(perNode, 'container')} of ${number(daemons.length, 'daemonset')} on every node`]
      : []),
  ];
  return [
    {
      code: 'REQUESTS_UNKNOWN',
      severity: 'warning',
      uncovered: true,
      path,
      message: `${where.join(' and ')} ask for neither cpu nor memory: the scheduler counts them as nothing, and so does the plan, whatever they use (${named.join(', ')}${found.length > named.length ? ', ...' : ''})`,
      count: found.length,
      paths: [...new Set(found.map(({ draft }) => draft.path))],
      cure: ['requests of these containers', 'a LimitRange with default requests in their namespaces'],
    },
  ];
}

/** How many of the containers that run, native sidecars among them, ask for nothing; none where the pod asks for all of them. */
function silentContainers(spec: KubePodSpec, defaults: KubeResources): number {
  const isSilent = ({ resources }: { readonly resources?: KubeResources }) => {
    const asked = { ...defaults.requests, ...resources?.limits, ...resources?.requests };
    return ['cpu', 'memory'].every((name) => (parseQuantity(name, asked[name] ?? 0) ?? 0) === 0);
  };
  const running: KubeContainer[] = [...(spec.initContainers ?? []).filter(isNativeSidecar), ...(spec.containers ?? [])];
  return spec.resources && !isSilent({ resources: spec.resources }) ? 0 : running.filter(isSilent).length;
}

function number(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

import { AdmittedContainer, admittedContainers, exactly, isExact, isExtended } from './containers';
import { Admission, AdmittedPods } from './input';
import { containerMaxima } from './namespace/limit-ranges';
import { Finding } from '../../../capacity/model';

/** Requests and limits that the API server refuses (k8s.io/kubernetes pkg/apis/core/validation, ValidateContainerResourceRequirements). */
export function amountFindings(pods: AdmittedPods, { context }: Admission): Finding[] {
  const containers = admittedContainers(pods.pod.spec ?? {}, context.containerDefaults(pods.namespace));
  const faults = containers.flatMap(faultsOf);
  // What asks for more than a LimitRange lets a container have is told of the LimitRange.
  const maxima = containerMaxima(context, pods.namespace);
  const byDefault = faults.filter((one) => one.byDefault && !(one.asked > (maxima.get(one.resource) ?? Infinity)));
  const own = faults.filter((fault) => !fault.byDefault);
  return [
    ...(own.length > 0 ? [invalid(pods, own)] : []),
    ...(byDefault.length > 0 ? [belowRequest(pods, byDefault)] : []),
  ];
}

interface Fault {
  readonly text: string;
  readonly cure: string;
  readonly resource: string;
  /** The request in thousandths. */
  readonly asked: number;
  /** True where a limit that the container does not have itself is what is wrong. */
  readonly byDefault: boolean;
}

function faultsOf(container: AdmittedContainer): Fault[] {
  const { name, requests, limits, byDefault } = container;
  const names = [...new Set([...Object.keys(requests), ...Object.keys(limits)])].sort();
  return names.flatMap((resource): Fault[] => {
    const [request, limit] = [requests[resource], limits[resource]];
    const [asked, most] = [exactly(request), exactly(limit)];
    const fault = (text: string, cure: string) => [
      { text: `container ${name}: ${text}`, cure, resource, asked: asked ?? 0, byDefault: byDefault.has(resource) },
    ];
    if ((request !== undefined && asked === undefined) || (limit !== undefined && most === undefined)) {
      return [];
    }
    if (isExtended(resource) && [asked, most].some((amount) => amount !== undefined && amount % 1000 !== 0)) {
      return fault(`${resource} ${request ?? limit} must be an integer`, `a whole number of ${resource}`);
    }
    if (isExact(resource) && asked !== undefined && most === undefined) {
      return fault(
        `${resource} must have a limit: it cannot be overcommitted`,
        `the limit ${resource}: ${request} in container ${name}`,
      );
    }
    if (isExact(resource) && asked !== most) {
      return fault(
        `the request ${request} of ${resource} must be equal to its limit ${limit}`,
        `the request ${resource}: ${limit} in container ${name}`,
      );
    }
    return asked !== undefined && most !== undefined && asked > most
      ? fault(
          `the ${resource} request ${request} must be less than or equal to the limit ${limit}`,
          `a ${resource} limit of at least ${request} in container ${name}`,
        )
      : [];
  });
}

function invalid({ path, id }: AdmittedPods, faults: readonly Fault[]): Finding {
  return {
    code: 'RESOURCES_INVALID',
    severity: 'error',
    path,
    message: `the API server refuses the pods of ${id}: ${faults.map(({ text }) => text).join('; ')}`,
    cure: [...new Set(faults.map(({ cure }) => cure))],
  };
}

function belowRequest({ path, id, namespace }: AdmittedPods, faults: readonly Fault[]): Finding {
  return {
    code: 'LIMIT_BELOW_REQUEST',
    severity: 'error',
    path,
    message: `the LimitRange of namespace ${namespace} gives the pods of ${id} limits with which the API server refuses them: ${faults.map(({ text }) => text).join('; ')}`,
    cure: [...new Set(faults.map(({ cure }) => cure)), `a larger default limit in the LimitRange of ${namespace}`],
  };
}

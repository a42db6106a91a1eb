import { ClusterObjects } from './cluster-objects';
import { Finding } from '../../capacity/model';
import { Resources } from '../../capacity/resources';
import { KubePodSpec } from '../../manifest/kube';

/**
 * Devices that a pod asks for by ResourceClaimTemplates (resource.k8s.io), by the DeviceClass: pools whose devices a driver hands out have as many of
 * it. Selectors and constraints between devices are not read; a template that is in no chart is a finding.
 */
export function claimedDevices(
  spec: KubePodSpec,
  namespace: string,
  objects: ClusterObjects,
  path: string,
  findings: Finding[],
): Resources {
  const devices: Record<string, number> = {};
  for (const { name, resourceClaimTemplateName } of spec.resourceClaims ?? []) {
    const template = objects
      .of('ResourceClaimTemplate')
      .find(({ metadata }) => metadata?.name === resourceClaimTemplateName && metadata?.namespace === namespace);
    const requests: any[] | undefined = template?.spec?.spec?.devices?.requests;
    const readable = requests?.every((request) => countOf(request) !== undefined);
    if (!requests || !readable) {
      findings.push({
        code: 'CLAIM_NOT_MODELLED',
        severity: 'warning',
        uncovered: true,
        path,
        message: requests
          ? `claim ${name} asks for all devices, or for one of several kinds, which the plan does not check`
          : `claim ${name} is not of a ResourceClaimTemplate in a chart of the cluster: the plan does not count its devices`,
        cure: ['a ResourceClaimTemplate with an exact count of one DeviceClass, in a chart of the cluster'],
      });
      continue;
    }
    for (const request of requests) {
      const { deviceClassName } = request.exactly ?? request;
      devices[deviceClassName] = (devices[deviceClassName] ?? 0) + countOf(request)!;
    }
  }
  return devices;
}

/** How many devices a request is for; undefined where it says no number. */
function countOf(request: any): number | undefined {
  const { deviceClassName, allocationMode = 'ExactCount', count = 1 } = request.exactly ?? request;
  return typeof deviceClassName === 'string' && allocationMode === 'ExactCount' && Number.isInteger(count)
    ? count
    : undefined;
}

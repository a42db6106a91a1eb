import { budget, container, daemonSet, deployment, pick, pod } from './made';
import { Made, OperatorReaders } from './operator';
import { KubeObject, KubePodSpec } from '../../../manifest/kube';

/** What virt-operator 1.9 makes of its resource (pkg/virt-operator/resource/generate/components), with what each asks for. */
export const KUBE_VIRT_PLATFORM: OperatorReaders = { 'kubevirt.io/KubeVirt': platform };

const CONTROLLERS: Readonly<Record<string, { readonly cpu: string; readonly memory: string }>> = {
  'virt-api': { cpu: '5m', memory: '500Mi' },
  'virt-controller': { cpu: '10m', memory: '275Mi' },
  'virt-exportproxy': { cpu: '5m', memory: '150Mi' },
};
const HANDLER = { cpu: '10m', memory: '325Mi' };

/** Controllers without a place run on the nodes of the control plane, which no plan has. */
function platform({ spec = {} }: KubeObject): Made[] {
  const { infra, workloads } = spec;
  const replicas = infra?.replicas ?? 2;
  const controllers = infra?.nodePlacement
    ? Object.entries(CONTROLLERS).flatMap(([name, requests]): Made[] => {
        const labels = { 'kubevirt.io': name };
        return [
          {
            json: deployment(
              name,
              replicas,
              pod(labels, { ...placed(infra), containers: [container(name, { requests })] }),
            ),
            part: name,
          },
          { json: budget(name, labels, { minAvailable: Math.max(1, replicas - 1) }) },
        ];
      })
    : [];
  const handler = pod(
    { 'kubevirt.io': 'virt-handler' },
    { ...placed(workloads), containers: [container('virt-handler', { requests: HANDLER })] },
  );
  return [...controllers, { json: daemonSet('virt-handler', handler), part: 'virt-handler' }];
}

function placed({ nodePlacement = {} }: any = {}): KubePodSpec {
  const where = pick(nodePlacement, 'nodeSelector', 'affinity', 'tolerations');
  const { tolerations = [] } = where;
  return {
    ...where,
    tolerations: [...tolerations, { key: 'CriticalAddonsOnly', operator: 'Exists' }],
  };
}

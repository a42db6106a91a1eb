import { KubeToleration } from '../../manifest/kube';
import { FootprintDescription } from '../../planner/reading/description';

/**
 * The agent that EdgeMesh runs on every node of a cluster, with what its chart asks for (build/helm/edgemesh of EdgeMesh 1.17). Services at
 * sites are reached through it. It is not delivered: whoever installs it otherwise counts it by a footprint of that name.
 */
export function edgeMeshAgent(path: string, tolerations: KubeToleration[]): FootprintDescription {
  const labels = { kubeedge: 'edgemesh-agent' };
  const resources = { requests: { cpu: '500m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } };
  return {
    name: 'edgemesh',
    countsFor: [],
    objects: [
      {
        path,
        json: {
          apiVersion: 'apps/v1',
          kind: 'DaemonSet',
          metadata: { name: 'edgemesh-agent', namespace: 'kubeedge' },
          spec: {
            selector: { matchLabels: labels },
            template: {
              metadata: { labels },
              spec: { hostNetwork: true, tolerations, containers: [{ name: 'edgemesh-agent', resources }] },
            },
          },
        },
      },
    ],
  };
}

import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { Taint } from '../../cluster/taint';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { selectorLabels } from '../../manifest/labels';
import { namespaced } from '../../manifest/metadata';
import { Planner } from '../../planner/planner';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { Cpu } from '../../units/cpu';
import { CallGraph } from '../calls/call-graph';
import { Peer } from '../calls/peer';
import { podTemplate } from '../pod/pod-template';

/** What stops machines, and when. */
export interface ReaperParts {
  readonly name: string;
  readonly image: Image;
  /** Names of the machines. */
  readonly machines: readonly string[];
  /** How long one runs at most. */
  readonly seconds: number;
  /** Ways to the API server. */
  readonly apiServer: readonly Peer[];
  readonly tolerates: readonly Taint[];
}

/** Its objects. */
export interface Reaper {
  readonly cronJob: ApiObject;
  readonly others: readonly ApiObject[];
}

/** Looks every quarter of an hour at each machine, and ends the instance of one that has run for too long: started by hand, it stays stopped. */
const SCRIPT = `set -eu
now=$(date +%s)
for machine in $MACHINES; do
  since=$(kubectl get virtualmachineinstance "$machine" --ignore-not-found -o jsonpath='{.metadata.creationTimestamp}')
  day=\${since%T*} time=\${since#*T}
  if [ -n "$since" ] && [ $((now - $(date -u -d "$day \${time%Z}" +%s))) -gt "$TIME_TO_LIVE" ]; then
    kubectl delete virtualmachineinstance "$machine" --wait=false
  fi
done
`;

/** A CronJob that may see and end the instances of these machines, and nothing else. */
export function emitReaper(scope: Construct, parts: ReaperParts): Reaper {
  const { name, machines } = parts;
  const { _owner: owner, namespaceName, cluster, monitoringNamespace } = AutonomousStack.containing(scope);
  const selector = selectorLabels(name, namespaceName);
  const metadata = (kind: string) => namespaced(kind, name, owner, selector);
  const account = kubeObject(scope, 'ServiceAccount', 'ServiceAccount', {
    metadata: metadata('ServiceAccount'),
    automountServiceAccountToken: false,
  });
  const role = kubeObject(scope, 'Role', 'Role', {
    metadata: metadata('Role'),
    rules: [
      {
        apiGroups: ['kubevirt.io'],
        resources: ['virtualmachineinstances'],
        resourceNames: [...machines],
        verbs: ['get', 'delete'],
      },
    ],
  });
  const binding = kubeObject(scope, 'RoleBinding', 'RoleBinding', {
    metadata: metadata('RoleBinding'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: namespaceName }],
  });
  const graph = new CallGraph(scope, 'Calls', { name, owner, selector, ports: [], monitoringNamespace, peers: 'none' });
  const { path } = scope.node;
  for (const peer of parts.apiServer) {
    graph.addEgress(peer._calledBy({ path, cluster, owner, selector, declareHost: () => undefined }));
  }
  const cronJob = kubeObject(scope, 'Reaper', 'CronJob', {
    metadata: metadata('CronJob'),
    spec: {
      schedule: '*/15 * * * *',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        spec: { backoffLimit: 1, activeDeadlineSeconds: 300, template: reaperPod(parts, selector, cluster) },
      },
    },
  });
  Planner.of(scope).describe(cronJob, () => ({ path, degraded: 0 }));
  return { cronJob, others: [account, role, binding, graph.networkPolicy] };
}

function reaperPod(
  { name, image, machines, seconds, tolerates }: ReaperParts,
  selector: Record<string, string>,
  cluster: Cluster,
): k8s.PodTemplateSpec {
  const template = podTemplate({
    name,
    cluster,
    labels: selector,
    annotations: {},
    selector,
    image,
    resources: { cpu: Cpu.millis(50), memory: Size.mebibytes(64) },
    ports: [],
    options: { env: { MACHINES: machines.join(' '), TIME_TO_LIVE: String(seconds) } },
    command: ['/bin/sh', '-c', SCRIPT],
    scratch: Size.mebibytes(64),
    graceSeconds: 30,
    nodeLabels: {},
    tolerates,
    survive: 'none',
    zones: 1,
    replicated: false,
  });
  return { ...template, spec: { ...template.spec!, restartPolicy: 'Never', automountServiceAccountToken: true } };
}

import { createHash } from 'crypto';
import { formatQuantity, parseQuantity } from '../../../src/capacity/quantity';
import { WorkloadEntry } from '../../../src/report/document';

/** A pod that is to be: of which workload, under which id at its site, from which template. */
export interface PodShape {
  readonly id: string;
  readonly workload: WorkloadEntry;
  readonly spec?: any;
}

/** Five letters as the API server hangs on names. */
export function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 5);
}

/** The id of a copy at another site than the first of its class. */
export function copyOf(id: string, first: string | undefined, site: string | undefined): string {
  return first !== undefined && site !== undefined && id.endsWith(`-${first}`) ? id.slice(0, -first.length) + site : id;
}

/** A pod as the API server gives it back: defaults filled in, quantities in their shortest form, what admission adds added. */
export function podOf(shape: PodShape, nodeName: string, number: number): any {
  const { workload, id, spec } = shape;
  const [namespace] = id.split('/');
  const { labels, owner, name } = makerOf(id, workload, number);
  const own = spec
    ? defaulted(spec)
    : defaulted({ containers: [{ name: 'main', image: 'quay.io/example/made:1', resources: { requests: {} } }] });
  const missing = missingIn(own, workload);
  const injected = {
    name: 'istio-proxy',
    image: 'docker.io/istio/proxyv2:1.28.0',
    resources: { requests: quantities(missing) },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels, ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }] },
    spec: {
      ...own,
      nodeName,
      priority: workload.priority,
      tolerations: [
        ...(own.tolerations ?? []),
        ...['not-ready', 'unreachable'].map((key) => ({
          key: `node.kubernetes.io/${key}`,
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        })),
      ],
      containers: [...own.containers, ...(Object.keys(missing).length > 0 ? [injected] : [])],
      volumes: [
        ...(own.volumes ?? []),
        { name: 'kube-api-access-x7k2p', projected: { defaultMode: 420, sources: [] } },
      ],
    },
    status: { phase: 'Running', conditions: [{ type: 'PodScheduled', status: 'True' }] },
  };
}

/** Who made a pod of the workload, and what it is called then. */
function makerOf(
  id: string,
  { id: planned }: WorkloadEntry,
  number: number,
): { labels: any; owner: any; name: string } {
  const [, kind, name] = id.split('/');
  const hash = `7${hashed(planned)}9c4`;
  const end = hashed(`${id} ${number}`);
  switch (kind) {
    case 'Deployment':
    case 'Kafka':
      return {
        labels: { 'pod-template-hash': hash },
        owner: { kind: 'ReplicaSet', name: `${name}-${hash}` },
        name: `${name}-${hash}-${end}`,
      };
    case 'Rollout':
      return {
        labels: { 'rollouts-pod-template-hash': hash },
        owner: { kind: 'ReplicaSet', name: `${name}-${hash}` },
        name: `${name}-${hash}-${end}`,
      };
    case 'Footprint': {
      // Charts name things by themselves.
      const own = name.split('-').slice(1).join('-');
      return {
        labels: { 'pod-template-hash': hash },
        owner: { kind: 'ReplicaSet', name: `${own}-${hash}` },
        name: `${own}-${hash}-${end}`,
      };
    }
    case 'KafkaNodePool':
      return {
        labels: { 'strimzi.io/cluster': 'log', 'strimzi.io/pool-name': name },
        owner: { kind: 'StrimziPodSet', name: `log-${name}` },
        name: `log-${name}-${number}`,
      };
    case 'Cluster':
      return { labels: { 'cnpg.io/cluster': name }, owner: { kind: 'Cluster', name }, name: `${name}-${number + 1}` };
    case 'VirtualMachine':
      return {
        labels: { 'kubevirt.io/domain': name },
        owner: { kind: 'VirtualMachineInstance', name },
        name: `virt-launcher-${name}-${end}`,
      };
    case 'TrainJob':
      return {
        labels: { 'jobset.sigs.k8s.io/jobset-name': name },
        owner: { kind: 'Job', name: `${name}-node-0` },
        name: `${name}-node-0-${number}-${end}`,
      };
    default:
      return { labels: {}, owner: { kind, name }, name: `${name}-${number}` };
  }
}

/** What admission, operators and the planner's workload have beside the containers of the template. */
function missingIn(spec: any, { requests }: WorkloadEntry): Record<string, number> {
  const have: Record<string, number> = {};
  const add = (amounts: any, into: Record<string, number>) =>
    Object.entries(amounts ?? {}).forEach(
      ([name, text]) => (into[name] = (into[name] ?? 0) + parseQuantity(name, String(text))!),
    );
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }: any) => restartPolicy === 'Always');
  [...spec.containers, ...sidecars].forEach(({ resources }: any) => add(resources?.requests, have));
  add(spec.overhead, have);
  for (const { emptyDir } of spec.volumes ?? []) {
    add(emptyDir?.medium === 'Memory' ? { memory: emptyDir.sizeLimit } : {}, have);
  }
  return Object.fromEntries(
    Object.entries(requests)
      .filter(([name]) => name !== 'pods' && !/^attachable-volumes|-eighths$/.test(name))
      .map(([name, amount]) => [name, amount - (have[name] ?? 0)] as const)
      .filter(([, amount]) => amount > 0),
  );
}

function quantities(amounts: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, formatQuantity(name, amount)]));
}

/** A spec of pods with the defaults of the API server. */
export function defaulted(spec: any): any {
  return {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    ...spec,
    ...(spec.initContainers && { initContainers: spec.initContainers.map(container) }),
    containers: spec.containers.map(container),
  };
}

function container(given: any): any {
  const { limits, requests } = given.resources ?? {};
  const shortest = (amounts: any) =>
    Object.fromEntries(
      Object.entries(amounts).map(([name, text]) => [name, formatQuantity(name, parseQuantity(name, String(text))!)]),
    );
  return {
    imagePullPolicy: 'IfNotPresent',
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...given,
    resources: {
      ...(limits && { limits: shortest(limits) }),
      ...((limits ?? requests) && { requests: shortest({ ...limits, ...requests }) }),
    },
  };
}

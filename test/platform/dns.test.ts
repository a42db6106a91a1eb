import { App, Testing } from 'cdk8s';
import { AutonomousStack, ClusterDns, EdgeRuntime } from 'cdk8s-autonomous';
import { cluster, messageOf } from '../support/apps';
import { edgePlatform, RUNTIMES } from '../support/edge';
import { Endpoint, mayCall } from '../support/network-policy';

const KUBE_DNS = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns', 'pod-template-hash': 'x' } };
const CACHE = { namespace: 'kube-system', labels: { 'k8s-app': 'node-local-dns' } };
const ANY_POD = { namespace: 'shop', labels: { app: 'any' } };

const objectsOf = (dns?: ClusterDns, app: App = Testing.app()) =>
  Testing.synth(new AutonomousStack(app, 'shop', { cluster: cluster(app, { dns }) }));
const resolves = (objects: any[], server: Endpoint, port = 53) =>
  ['TCP', 'UDP'].every((protocol) => mayCall(objects, ANY_POD, server, port, protocol));

/** What the packets of a pod that resolves a name have as destination where policies are enforced, by platform. */
const SERVERS: [string, ClusterDns | undefined, Endpoint, number][] = [
  ['CoreDNS', undefined, KUBE_DNS, 53],
  // --cluster-dns of kubelet where kube-proxy works with IPVS (cluster/addons/dns/nodelocaldns of Kubernetes 1.34).
  ['a cache on each node, IPVS', undefined, { address: '169.254.20.10' }, 53],
  ['a cache on each node, IPVS', ClusterDns.nodeLocalCache(), { address: '169.254.20.10' }, 53],
  // With iptables the cache has the address of the Service too, and nothing is translated: __PILLAR__DNS__SERVER__ of the same files.
  [
    'a cache on each node, iptables',
    ClusterDns.nodeLocalCache({ serviceAddress: '10.96.0.10' }),
    { address: '10.96.0.10' },
    53,
  ],
  ['a cache on each node, Cilium', ClusterDns.nodeLocalCache(), CACHE, 53],
  ['a cache elsewhere', ClusterDns.nodeLocalCache({ address: '169.254.10.11' }), { address: '169.254.10.11' }, 53],
  ['Cloud DNS of GKE', ClusterDns.cloudDns(), { address: '169.254.169.254' }, 53],
  ['Cloud DNS of GKE with a cache', ClusterDns.cloudDns(), { address: '169.254.20.10' }, 53],
  // assets/components/dns of cluster-dns-operator: containerPort 5353.
  [
    'OpenShift',
    ClusterDns.openShift(),
    { namespace: 'openshift-dns', labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
    5353,
  ],
  [
    'of your own',
    ClusterDns.of({ namespace: 'dns', podLabels: { app: 'unbound' }, port: 1053, addresses: ['10.0.0.2'] }),
    { namespace: 'dns', labels: { app: 'unbound' } },
    1053,
  ],
];

describe('names resolve in every stack', () => {
  test.each(SERVERS)('%s', (_, dns, server, port) => {
    expect(resolves(objectsOf(dns), server, port)).toBe(true);
  });

  test.each<[string, Endpoint]>([
    ['KubeEdge', { address: '169.254.96.16' }],
    ['OpenYurt', KUBE_DNS],
    ['SuperEdge', { namespace: 'edge-system', labels: { 'k8s-app': 'edge-coredns' } }],
  ])('at sites of %s, and in the cloud of the same cluster', (name, server) => {
    const runtime = RUNTIMES.find(([each]) => each === name)![1];
    const app = Testing.app();
    const objects = (made: AutonomousStack) => Testing.synth(made);
    // The platform may come after the stack.
    const edge = edgePlatform(app, runtime as EdgeRuntime);
    const made = new AutonomousStack(app, 'shop', { cluster: edge.cluster });
    expect(resolves(objects(made), server)).toBe(true);
    expect(resolves(objects(made), KUBE_DNS)).toBe(true);
  });

  test('nobody else is asked, and name servers are asked for nothing else', () => {
    for (const [, dns, server] of SERVERS) {
      const objects = objectsOf(dns);
      expect(resolves(objects, { address: '8.8.8.8' })).toBe(false);
      expect(resolves(objects, { namespace: 'kube-system', labels: { app: 'other' } })).toBe(false);
      expect(resolves(objects, server, 80)).toBe(false);
    }
  });

  test('bad servers are refused', () => {
    expect(messageOf(() => ClusterDns.of({ port: 0, podLabels: {}, namespace: 'A' }))).toMatch(
      /namespace[^]*port[^]*podLabels/,
    );
    expect(messageOf(() => ClusterDns.of({ addresses: ['fd00::a'] }))).toContain('must be an IPv4 address');
    expect(messageOf(() => ClusterDns.nodeLocalCache({ address: '300.1.1.1' }))).toContain('300.1.1.1');
  });
});

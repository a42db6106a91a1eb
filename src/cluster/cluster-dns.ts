import { checkDnsLabel } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** Pods that answer for names. */
export interface DnsPods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Port that the pods themselves listen on: policies see packets after the Service has chosen a pod. */
  readonly port: number;
}

/** Name servers of a cluster of your own. */
export interface ClusterDnsProps {
  /**
   * Namespace of the pods that answer for names.
   * @default 'kube-system'
   */
  readonly namespace?: string;
  /**
   * Labels of these pods.
   * @default `{ 'k8s-app': 'kube-dns' }`
   */
  readonly podLabels?: Record<string, string>;
  /**
   * Port that these pods listen on, which need not be that of their Service.
   * @default 53
   */
  readonly port?: number;
  /**
   * IPv4 addresses that answer on port 53 and belong to no pod, such as those of a cache on each node.
   * @default - none
   */
  readonly addresses?: string[];
}

/** A cache on each node, as it is installed. */
export interface NodeLocalCacheProps {
  /**
   * Address that the cache listens on.
   * @default '169.254.20.10'
   */
  readonly address?: string;
  /**
   * Address of the Service of the cluster's DNS, which the cache takes over on each node where kube-proxy works with iptables.
   * @default - none: kube-proxy works with IPVS, or pods are given the address of the cache
   */
  readonly serviceAddress?: string;
}

const KUBE_DNS: DnsPods = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, port: 53 };
/** Where a CNI sends what is meant for the Service to the cache of the node, policies see the pod of the cache. */
const CACHE: DnsPods = { namespace: 'kube-system', labels: { 'k8s-app': 'node-local-dns' }, port: 53 };
const CACHE_ADDRESS = '169.254.20.10';

/** Who answers for names in a cluster. Every stack lets its pods ask them, and nobody else. */
@checked
export class ClusterDns {
  /** CoreDNS or kube-dns in kube-system, with or without a cache on each node at 169.254.20.10. */
  public static standard(): ClusterDns {
    return new ClusterDns([KUBE_DNS], [CACHE_ADDRESS]);
  }

  /**
   * A cache on each node before CoreDNS or kube-dns (NodeLocal DNSCache).
   * @param props The address that it listens on.
   */
  public static nodeLocalCache(props: NodeLocalCacheProps = {}): ClusterDns {
    const { address = CACHE_ADDRESS, serviceAddress } = props;
    const addresses = serviceAddress === undefined ? [address] : [address, serviceAddress];
    checkAddresses('ClusterDns.nodeLocalCache', addresses);
    return new ClusterDns([KUBE_DNS, CACHE], addresses);
  }

  /** Cloud DNS of GKE, which answers at the address of the metadata server, with or without a cache on each node. */
  public static cloudDns(): ClusterDns {
    return new ClusterDns([KUBE_DNS, CACHE], ['169.254.169.254', CACHE_ADDRESS]);
  }

  /** The DNS operator of OpenShift, whose pods listen on port 5353. */
  public static openShift(): ClusterDns {
    const labels = { 'dns.operator.openshift.io/daemonset-dns': 'default' };
    return new ClusterDns([{ namespace: 'openshift-dns', labels, port: 5353 }], []);
  }

  /**
   * Name servers of your own. Throws where a name, a port or an address is none.
   * @param props Where they run, or their addresses.
   */
  public static of(props: ClusterDnsProps): ClusterDns {
    const { namespace, podLabels, port = 53, addresses = [] } = props;
    const problems = new Problems('ClusterDns.of');
    checkDnsLabel(problems, 'namespace', namespace ?? KUBE_DNS.namespace);
    const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
    problems.check(isPort, 'port', port, 'must be from 1 to 65535');
    const labels = podLabels ?? KUBE_DNS.labels;
    problems.check(Object.keys(labels).length > 0, 'podLabels', '{}', 'must name a label: all pods may answer else');
    problems.raise();
    checkAddresses('ClusterDns.of', addresses);
    return new ClusterDns([{ namespace: namespace ?? KUBE_DNS.namespace, labels, port }], addresses);
  }

  /**
   * All of them together: what some nodes have, and what others.
   * @internal
   */
  public static _all(some: readonly ClusterDns[]): ClusterDns {
    const pods = some.flatMap(({ _pods }) => _pods);
    return new ClusterDns(
      [...new Map(pods.map((each) => [JSON.stringify(each), each])).values()],
      [...new Set(some.flatMap(({ _addresses }) => _addresses))],
    );
  }

  private constructor(
    /** @internal */
    public readonly _pods: readonly DnsPods[],
    /** @internal */
    public readonly _addresses: readonly string[],
  ) {}
}

function checkAddresses(where: string, addresses: readonly string[]): void {
  const problems = new Problems(where);
  for (const address of addresses) {
    const bytes = /^\d{1,3}(\.\d{1,3}){3}$/.test(address) ? address.split('.').map(Number) : [];
    const valid = bytes.length === 4 && bytes.every((byte) => byte <= 255);
    problems.check(valid, 'addresses', address, 'must be an IPv4 address', `for example '${CACHE_ADDRESS}'`);
  }
  problems.raise();
}

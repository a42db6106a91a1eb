import { KubeContainer, KubePod } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';
import { hasSidecar } from '../pod-requests';

/** Native sidecars are on by default from here. */
const NATIVE_SINCE = 29;
/** Istio 1.27 and newer make their sidecars native by themselves from here (ENABLE_NATIVE_SIDECARS auto). */
const ISTIO_NATIVE_SINCE = 33;

/** Images of proxies and agents that serve until somebody stops them, by the last part of their name. */
const SERVERS: ReadonlySet<string> = new Set([
  'alloy',
  'aws-for-fluent-bit',
  'aws-otel-collector',
  'aws-xray-daemon',
  'cloud-sql-proxy',
  'cloudwatch-agent',
  'consul-dataplane',
  'daprd',
  'envoy',
  'filebeat',
  'fluent-bit',
  'fluentd',
  'gce-proxy',
  'grafana-agent',
  'jaeger-agent',
  'oauth2-proxy',
  'opentelemetry-collector',
  'opentelemetry-collector-contrib',
  'opentelemetry-collector-k8s',
  'pgbouncer',
  'promtail',
  'proxyv2',
  'statsd-exporter',
  'telegraf',
  'vector',
]);

/** Ways in which the containers of a pod stop such a sidecar themselves. */
const STOPS = /quitquitquit|exitafterlast|pkill|killall/i;

/** A container that outlives the work of a pod. */
export interface EndlessSidecar {
  readonly name: string;
  readonly cure: readonly string[];
}

/** The ordinary container that keeps a pod from ending when its work is done; undefined where there is none that is known. */
export function endlessSidecar(pod: KubePod, namespace: string, objects: ClusterObjects): EndlessSidecar | undefined {
  const { containers = [], shareProcessNamespace } = pod.spec ?? {};
  if (shareProcessNamespace || STOPS.test(JSON.stringify(containers))) {
    return undefined;
  }
  const native = objects.atLeast(NATIVE_SINCE) ? [] : ['Kubernetes 1.29'];
  if (hasSidecar(pod, namespace, objects) && !isNative(pod, objects)) {
    return {
      name: 'the sidecar of Istio',
      cure: [
        ...native,
        "the annotation sidecar.istio.io/nativeSidecar: 'true' on its pods",
        "the label sidecar.istio.io/inject: 'false' on its pods",
        'POST localhost:15020/quitquitquit as its last step',
      ],
    };
  }
  const server = containers.length > 1 ? containers.find(serves) : undefined;
  return (
    server && {
      name: `container ${server.name}`,
      cure: [...native, `${server.name} as an init container with restartPolicy Always`],
    }
  );
}

/** Whether Istio puts its sidecar beside the containers as one that ends with them. */
function isNative({ metadata }: KubePod, objects: ClusterObjects): boolean {
  const own = metadata?.annotations?.['sidecar.istio.io/nativeSidecar'];
  return own === undefined ? objects.atLeast(ISTIO_NATIVE_SINCE) : own === 'true' && objects.atLeast(NATIVE_SINCE);
}

function serves({ image = '' }: KubeContainer): boolean {
  const name = image.split('/').pop()!.split(/[:@]/)[0];
  return SERVERS.has(name);
}

import { Chart } from 'cdk8s';
import { refusal, World } from './world';
import { manifestsIn } from '../../../manifest/objects';

/** Annotations that Istio knows on objects (istio/api annotation/annotations.gen.go, August 2026); those of pods are below. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  'alpha.istio.io/canonical-serviceaccounts': ['Service'],
  'alpha.istio.io/kubernetes-serviceaccounts': ['Service'],
  'ambient.istio.io/waypoint-inbound-binding': ['Gateway', 'GatewayClass'],
  'galley.istio.io/analyze-suppress': ['Any'],
  'gateway.istio.io/controller-version': ['Any'],
  'gateway.istio.io/name-override': ['Gateway'],
  'gateway.istio.io/service-account': ['Gateway'],
  'istio.io/autoRegistrationGroup': ['WorkloadEntry'],
  'istio.io/connectedAt': ['WorkloadEntry'],
  'istio.io/disconnectedAt': ['WorkloadEntry'],
  'istio.io/dry-run': ['AuthorizationPolicy'],
  'istio.io/use-waypoint-canary-weight': ['Namespace', 'Service', 'ServiceEntry'],
  'istio.io/workloadController': ['WorkloadEntry'],
  'networking.istio.io/exportTo': ['Service'],
  'networking.istio.io/service-type': ['Gateway'],
  'networking.istio.io/traffic-distribution': ['Namespace', 'Service', 'ServiceEntry'],
  'topology.istio.io/controlPlaneClusters': ['Namespace'],
  'traffic.istio.io/nodeSelector': ['Service'],
};

const SIDECAR = [
  ...['agentLogLevel', 'bootstrapOverride', 'componentLogLevel', 'discoveryAddress', 'extraStatTags', 'inject'],
  ...['interceptionMode', 'logLevel', 'nativeSidecar', 'proxyCPU', 'proxyCPULimit', 'proxyImage', 'proxyImageType'],
  ...['proxyMemory', 'proxyMemoryLimit', 'rewriteAppHTTPProbers', 'statsCompression', 'statsEvictionInterval'],
  ...['statsFlushInterval', 'statsHistogramBins', 'statsHistogramBuckets', 'statsInclusionPrefixes'],
  ...['statsInclusionRegexps', 'statsInclusionSuffixes', 'status', 'userVolume', 'userVolumeMount'],
];
const TRAFFIC = [
  ...['excludeInboundPorts', 'excludeInterfaces', 'excludeOutboundIPRanges', 'excludeOutboundPorts'],
  ...['includeInboundPorts', 'includeOutboundIPRanges', 'includeOutboundPorts', 'kubevirtInterfaces'],
];
const READINESS = ['applicationPorts', 'failureThreshold', 'initialDelaySeconds', 'periodSeconds'];
const POD_KEYS: ReadonlySet<string> = new Set([
  ...SIDECAR.map((name) => `sidecar.istio.io/${name}`),
  ...TRAFFIC.map((name) => `traffic.sidecar.istio.io/${name}`),
  ...READINESS.map((name) => `readiness.status.sidecar.istio.io/${name}`),
  ...['bypass-inbound-capture', 'dns-capture', 'redirection'].map((name) => `ambient.istio.io/${name}`),
  ...['inject.istio.io/templates', 'istio.io/reroute-virtual-interfaces', 'istio.io/rev'],
  ...['prometheus.istio.io/merge-metrics', 'proxy.istio.io/config', 'proxy.istio.io/overrides'],
  'status.sidecar.istio.io/port',
]);

/** What may not work in the releases to come. */
const DEPRECATED: ReadonlySet<string> = new Set([
  ...['alpha.istio.io/canonical-serviceaccounts', 'alpha.istio.io/kubernetes-serviceaccounts'],
  ...['discoveryAddress', 'extraStatTags', 'inject', 'statsCompression'].map((name) => `sidecar.istio.io/${name}`),
  ...['Prefixes', 'Regexps', 'Suffixes'].map((name) => `sidecar.istio.io/statsInclusion${name}`),
  'traffic.sidecar.istio.io/kubevirtInterfaces',
]);

/** Kinds whose annotations istioctl reads; pods beside them. */
const READ = [
  'DaemonSet',
  'Deployment',
  'Gateway',
  'Namespace',
  'Pod',
  'Rollout',
  'Service',
  'ServiceEntry',
  'StatefulSet',
];

/** Annotations of Istio that it does not know (IST0108), does not look for there (IST0107), that have become labels (IST0135), or whose value is none (IST0125). */
export function annotationsAreKnown(world: World, charts: readonly Chart[]): string[] {
  const ofObjects = manifestsIn(charts)
    .filter(({ kind }) => READ.includes(kind))
    .flatMap(({ path, kind, json }) => {
      const object = json();
      const annotations: Record<string, string> = object.metadata?.annotations ?? {};
      return keysOf(annotations).flatMap((key) => wrongOn(kind, { path, json: object }, key, annotations[key]));
    });
  const ofPods = world.templates
    .filter(({ kind }) => kind !== 'Pod')
    .flatMap(({ path, kind, name, annotations }) => {
      const found = { path, json: { kind, metadata: { name } } };
      return keysOf(annotations).flatMap((key) => wrongOn('Pod', found, key, annotations[key]));
    });
  return [...ofObjects, ...ofPods];
}

function wrongOn(kind: string, found: Parameters<typeof refusal>[0], key: string, value: string): string[] {
  const places = POD_KEYS.has(key) ? ['Pod'] : (PLACES[key] ?? []);
  if (places.length === 0) {
    return [refusal(found, 108, `annotation ${key} is none that Istio knows`, 'its right name, or take it out')];
  }
  if (!places.includes('Any') && !places.includes(kind)) {
    return [refusal(found, 107, `annotation ${key} is for ${places.join(', ')}`, 'on these')];
  }
  if (DEPRECATED.has(key)) {
    const cure = key === 'sidecar.istio.io/inject' ? 'a label of that name' : 'take it out';
    return [refusal(found, 135, `annotation ${key} may not work in releases to come`, cure)];
  }
  return isWrong(key, value)
    ? [refusal(found, 125, `annotation ${key} has the value ${value}`, 'a quantity, number or list as it wants')]
    : [];
}

function keysOf(annotations: Record<string, string> | undefined): string[] {
  return Object.keys(annotations ?? {})
    .filter((key) => /(^|\.)istio\.io\//.test(key))
    .sort();
}

function isWrong(key: string, value: string): boolean {
  if (/sidecar\.istio\.io\/proxy(CPU|Memory)(Limit)?$/.test(key)) {
    return !/^\d+(\.\d+)?(m|k|Ki|M|Mi|G|Gi)?$/.test(value);
  }
  if (/\/(include|exclude)(Inbound|Outbound)Ports$/.test(key)) {
    return value !== '*' && value !== '' && !value.split(',').every((port) => /^\s*\d{1,5}\s*$/.test(port));
  }
  return false;
}

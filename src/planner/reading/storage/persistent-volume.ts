import { NodeExpression, NodeTerms } from './claim';
import { csiNameOf, Driver, Reach } from './drivers';
import { KubeObject } from '../../../manifest/kube';

const ZONE = 'topology.kubernetes.io/zone';

/** What a PersistentVolume says of itself. */
export interface Volume extends Partial<Driver> {
  readonly modes?: readonly string[];
  /** Name of its CSI driver. */
  readonly driver?: string;
  readonly terms?: NodeTerms;
}

/** Sources of volumes that are plugins of Kubernetes itself. */
const PLUGINS: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'kubernetes.io/aws-ebs',
  azureDisk: 'kubernetes.io/azure-disk',
  azureFile: 'kubernetes.io/azure-file',
  cinder: 'kubernetes.io/cinder',
  gcePersistentDisk: 'kubernetes.io/gce-pd',
  portworxVolume: 'kubernetes.io/portworx-volume',
  vsphereVolume: 'kubernetes.io/vsphere-volume',
};

/** Sources that are reached over the network from every node, without being attached. */
const SERVED: readonly string[] = ['nfs', 'cephfs', 'glusterfs', 'flexVolume'];
/** Sources that are attached to one node at a time, from everywhere. */
const REMOTE: readonly string[] = ['iscsi', 'fc', 'rbd'];

/** Reads a PersistentVolume. */
export function volumeOf({ spec = {}, metadata }: KubeObject): Volume {
  const terms = termsOf(spec, metadata?.labels ?? {});
  return {
    ...sourceOf(spec),
    ...(spec.accessModes?.length > 0 && { modes: spec.accessModes }),
    ...(terms && { terms }),
  };
}

/** Driver and reach of the source of a volume, of a pod or of a PersistentVolume; empty where it is none that is known. */
export function sourceOf(source: Readonly<Record<string, any>>): Volume {
  if (source.csi) {
    return { driver: source.csi.driver };
  }
  const plugin = Object.keys(PLUGINS).find((key) => source[key] !== undefined);
  if (plugin) {
    return { driver: csiNameOf(PLUGINS[plugin]) };
  }
  if (SERVED.some((key) => source[key] !== undefined)) {
    return { reach: 'anywhere', attaches: false };
  }
  if (REMOTE.some((key) => source[key] !== undefined)) {
    return { reach: 'anywhere', attaches: true };
  }
  return source.local || source.hostPath ? { reach: source.local ? 'node' : 'anywhere', attaches: false } : {};
}

/** Which nodes can use the volume, by its node affinity and by labels of its zone. */
function termsOf(spec: any, labels: Readonly<Record<string, string>>): NodeTerms | undefined {
  const terms: any[] | undefined = spec.nodeAffinity?.required?.nodeSelectorTerms;
  // One volume may be in several zones, whose names stand in one label.
  const zones = (labels[ZONE] ?? labels['failure-domain.beta.kubernetes.io/zone'])?.split('__');
  const own: NodeExpression[] = zones ? [{ key: ZONE, operator: 'In', values: zones }] : [];
  if (!terms) {
    return zones && [own];
  }
  return terms.map(({ matchExpressions = [] }) => [...matchExpressions, ...own]);
}

/** How far a volume reaches whose nodes are named; undefined where none are. */
export function reachOfTerms(terms: NodeTerms | undefined): Reach | undefined {
  if (!terms) {
    return undefined;
  }
  const names = (isKey: (key: string) => boolean) =>
    terms.some((term) => term.some(({ key, operator }) => operator === 'In' && isKey(key)));
  if (names(isNodeKey)) {
    return 'node';
  }
  if (!names(isZoneKey)) {
    return undefined;
  }
  return zonesIn(terms) < 2 ? 'zone' : 'anywhere';
}

function zonesIn(terms: NodeTerms): number {
  return new Set(terms.flatMap((term) => term.flatMap(({ key, values = [] }) => (isZoneKey(key) ? values : [])))).size;
}

/** Whether a label has another value on each node. */
export function isNodeKey(key: string): boolean {
  return key === 'kubernetes.io/hostname' || /\/(node|hostname)$/.test(key);
}

/** Whether a label names the zone: that of Kubernetes, or that of a CSI driver, such as `topology.ebs.csi.aws.com/zone`. */
export function isZoneKey(key: string): boolean {
  return /\/zone$/.test(key);
}

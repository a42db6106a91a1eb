import { Lazy, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { SharedDevices } from './shared-devices';
import { sortedRecord } from '../capacity/order';
import { Cluster } from '../cluster/cluster';
import { kubeObject } from '../manifest/k8s/kube-object';
import { namespaced } from '../manifest/metadata';

/** Where NVIDIA's operator runs, unless somebody installed it elsewhere. */
const NAMESPACE = 'gpu-operator';

/** What the pools of a cluster have the operator do, by pool. */
interface Notes {
  readonly plugin: Record<string, string>;
  readonly mig: Record<string, object[]>;
  /** Names of sets that two pools mean differently. */
  readonly clashes: string[];
  /** Whether some pool has a set of its own. */
  own: boolean;
}

const NOTES = new WeakMap<Cluster, Notes>();

/**
 * Notes how the devices of a pool are shared. The operator reads one ConfigMap for its device plugin (`devicePlugin.config.name`), with a key
 * that nodes name in a label, and one for its MIG manager (`migManager.config.name`).
 */
export function noteOperatorConfig(
  cluster: Cluster,
  pool: string,
  { pluginConfig, nodeLabels, migDevices, ownSet }: SharedDevices,
): void {
  const notes = NOTES.get(cluster) ?? { plugin: {}, mig: {}, clashes: [], own: false };
  NOTES.set(cluster, notes);
  if (pluginConfig) {
    notes.plugin[pool] = Yaml.stringify(pluginConfig);
    configMap(cluster, 'DevicePluginConfig', 'gpu-device-plugin', () => sortedRecord(notes.plugin));
  }
  if (migDevices) {
    noteMigSet(cluster, pool, notes, nodeLabels['nvidia.com/mig.config'], migDevices);
  }
  // Sets of the operator itself are in its own ConfigMap, and in ours where some pool needs one.
  if (ownSet) {
    configMap(cluster, 'MigConfig', 'gpu-mig-sets', () => ({
      'config.yaml': Yaml.stringify({ version: 'v1', 'mig-configs': sortedRecord({ ...ALL_OFF, ...notes.mig }) }),
    }));
  }
}

/**
 * One name is one way of dividing in a ConfigMap of ours. The operator's own sets know the models of GPUs apart: as long as no pool needs a set of its
 * own, theirs are used, and two models may divide in different ways under one of their names.
 */
function noteMigSet(
  cluster: Cluster,
  pool: string,
  notes: Notes,
  name: string,
  devices: Readonly<Record<string, number>>,
): void {
  const set = [{ devices: 'all', 'mig-enabled': true, 'mig-devices': sortedRecord(devices) }];
  const known = notes.mig[name];
  if (known && JSON.stringify(known) !== JSON.stringify(set)) {
    notes.clashes.push(name);
  } else {
    notes.mig[name] = set;
  }
  notes.own ||= !name.startsWith('all-');
  if (notes.own && notes.clashes.length > 0) {
    throw new Error(
      `[${cluster.node.path}/${pool}] sharing '${notes.clashes[0]}': two pools divide their GPUs in different ways under this name; GpuSharing.migSet with another name for one of them`,
    );
  }
}

/** A ConfigMap in place of the operator's own has to hold its default too. */
const ALL_OFF = { 'all-disabled': [{ devices: 'all', 'mig-enabled': false }] };

/** The ConfigMap, made once for all pools of a cluster. */
function configMap(cluster: Construct & Cluster, id: string, name: string, data: () => Record<string, string>): void {
  if (cluster.node.tryFindChild(id)) {
    return;
  }
  cluster._deliverOwn();
  const owner = { partOf: cluster.clusterName, namespace: NAMESPACE };
  kubeObject(cluster, id, 'ConfigMap', {
    metadata: namespaced('ConfigMap', name, owner),
    data: Lazy.any({ produce: data }) as any,
  });
}

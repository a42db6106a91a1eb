import { App } from 'cdk8s';
import {
  ArgoDelivery,
  AuditPolicy,
  Cluster,
  EncryptedStorageClass,
  KubernetesVersion,
  NodeType,
  Price,
  Residency,
  Survive,
  VolumeEncryption,
} from 'cdk8s-autonomous';
import { Variation } from './variation';

export interface Place {
  readonly delivery: ArgoDelivery;
  readonly residency: Residency;
  readonly variation: Variation;
}

/** A cluster of three zones that outlives any of them, under the law of its place. */
export function platformCluster(app: App, name: string, { delivery, residency, variation }: Place): Cluster {
  const cluster = new Cluster(app, name, {
    zones: ['a', 'b', 'c'].map((zone) => `${name}-1${zone}`),
    kubernetesVersion: variation.kubernetesVersion ?? KubernetesVersion.V1_32,
    survive: Survive.zone(),
    delivery,
    residency,
  });
  cluster.addNodePool('general', {
    nodeType: NodeType.aws('m7i.2xlarge', { price: Price.perHour(0.4032) }),
    maxNodesPerZone: 8,
  });
  new EncryptedStorageClass(cluster, 'encrypted', { encryption: VolumeEncryption.awsEbs(), isDefault: true });
  new AuditPolicy(cluster, 'audit');
  return cluster;
}

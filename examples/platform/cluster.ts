import { App } from 'cdk8s';
import {
  ArgoDelivery,
  ChartRelease,
  Cluster,
  HelmChart,
  KubernetesVersion,
  NodeClass,
  NodeType,
  Placement,
  Price,
  Provisioner,
  Survive,
} from 'cdk8s-autonomous';
import { Region } from './regions';
import { Variation } from './variation';

/** The cluster of a region, which outlives the loss of a zone. Karpenter makes its nodes. */
export function regionCluster(
  app: App,
  { name, zones, nodes }: Region,
  delivery: ArgoDelivery,
  variation: Variation,
): Cluster {
  const cluster = new Cluster(app, name, {
    zones,
    kubernetesVersion: variation.kubernetesVersion ?? KubernetesVersion.V1_32,
    survive: Survive.zone(),
    // Whatever comes first after a start of everything: each pod has its place.
    placement: Placement.RESERVED,
    provisioner: Provisioner.karpenter({ nodeClass: NodeClass.ec2('default') }),
    delivery,
  });
  cluster.addNodePool('general', {
    nodeType: NodeType.aws(nodes.type, { price: Price.perHour(nodes.price) }),
    maxNodesPerZone: 12,
  });
  // Operators of what the platform stands on: by exact versions, their pods in the plan.
  new ChartRelease(cluster, 'external-secrets', { chart: HelmChart.externalSecrets() });
  new ChartRelease(cluster, 'cert-manager', { chart: HelmChart.certManager() });
  new ChartRelease(cluster, 'cloudnative-pg', { chart: HelmChart.cloudNativePg() });
  new ChartRelease(cluster, 'barman-cloud', { chart: HelmChart.barmanCloud() });
  return cluster;
}

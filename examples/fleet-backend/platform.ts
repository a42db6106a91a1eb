import { Duration } from 'cdk8s';
import {
  ArgoDelivery,
  CapacityType,
  Cluster,
  Environment,
  KubernetesVersion,
  NodeClass,
  NodeType,
  Price,
  Provisioner,
  Survive,
  Taint,
} from 'cdk8s-autonomous';
import { Construct } from 'constructs';

/** Of nodes for batches alone: these come in the night and want all of them. */
export const BATCH = Taint.noSchedule('fleet.cars.example.com/batch', 'true');

/** Nodes that stay, and spot nodes for a third of the price, which the cloud may take back all at once. Karpenter makes both. */
export function platform(
  scope: Construct,
  environment: Environment,
  delivery: ArgoDelivery,
  kubernetesVersion: KubernetesVersion,
): Cluster {
  const cluster = new Cluster(scope, environment.name, {
    environment,
    zones: environment.value('zones').split(','),
    kubernetesVersion,
    survive: survivalOf(environment),
    provisioner: Provisioner.karpenter({ nodeClass: NodeClass.ec2('default'), drainTimeout: Duration.hours(1) }),
    delivery,
  });
  cluster.addNodePool('general', {
    nodeType: NodeType.aws('m7i.4xlarge', { price: Price.perHour(0.9677) }),
    maxNodesPerZone: 12,
  });
  cluster.addNodePool('spot', {
    nodeType: NodeType.aws('m7i.4xlarge'),
    capacity: CapacityType.SPOT,
    price: Price.perHour(0.36),
    maxNodesPerZone: 6,
  });
  cluster.addNodePool('batch', {
    nodeType: NodeType.aws('c7i.4xlarge'),
    capacity: CapacityType.SPOT,
    price: Price.perHour(0.3),
    maxNodesPerZone: 6,
    labels: { [BATCH.key]: 'true' },
    taints: [BATCH],
  });
  if (!isShared(environment)) {
    cluster.accept({
      code: 'ROLLOUT_RUNS_SHORT',
      path: cluster.node.path.split('/')[0],
      reason: 'Whoever develops a service can wait until its new version has started',
    });
  }
  return cluster;
}

/** Whether others than its developers count on it: what is one pod elsewhere is several there. */
export const isShared = (environment: Environment): boolean => environment.rules.length > 0;

/** Production outlives the loss of a zone, staging that of a node; development promises nothing. */
function survivalOf(environment: Environment): Survive {
  return environment.isProduction ? Survive.zone() : isShared(environment) ? Survive.node() : Survive.none();
}

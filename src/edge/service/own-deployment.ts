import { ApiObject } from 'cdk8s';
import { outageClaim } from './outage-buffer';
import { PlacedService } from './placed-service';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { KubeObject } from '../../manifest/kube';
import { namespaced } from '../../manifest/metadata';
import { metricsOf } from '../../workload/scaling/autoscaler-metrics';
import { ScaleOn } from '../../workload/scaling/scale-on';
import { deploymentFrom } from '../runtime/runtime';
import { ownRegistry, pinnedIn, pullSecretsAt } from '../site/site-registry';
import { PlacedSite } from '../site/site-sizing';

/** Label that tells the pods of one site from those of another: copies of one Deployment share all labels. */
const SITE_LABEL = 'cdk8s-autonomous.dev/site';

/**
 * A Deployment of one site alone, for what copies would share: a volume claim, and the labels by which an autoscaler counts pods.
 * @param hasBudget whether the plan's number is written into its disruption budget
 */
export function ownDeployment(placed: PlacedService, placedSite: PlacedSite, hasBudget: () => boolean): ApiObject {
  const { service, runtime, planner } = placed;
  const { site, sizing, hosts, override } = placedSite;
  const { _props: props, stack } = service;
  const name = placed.nameAt(site.siteName);
  const selector = { ...placed.selector, [SITE_LABEL]: site.siteName };
  const { buffer } = props;
  const claim = buffer && outageClaim(service, `Buffer-${site.siteName}`, name, stack._owner, selector, buffer, site);
  const parts = {
    name,
    selector,
    // With an autoscaler its minimum, from which it goes on.
    replicas: sizing.planned,
    replicated: Math.max(sizing.planned, sizing.max ?? 0) > 1,
    apart: props.survive?.level === 'node' && sizing.planned <= hosts,
    only: { key: runtime.groupLabel, site: site.siteName },
    ...(claim !== undefined && { claim }),
    override,
    pullSecrets: pullSecretsAt(service, [site]),
  };
  const registry = ownRegistry(service, site, override);
  const fromRegistry = (deployment: KubeObject) =>
    registry ? deploymentFrom(registry.host, deployment, (reference) => pinnedIn(service, reference)) : deployment;
  const object = new ApiObject(service, `Deployment-${site.siteName}`, {
    ...fromRegistry(placed.deployment(parts, () => [site.siteName])),
  } as any);
  planner.describe(object, () => placed.hintOf(sizing, hasBudget()));
  if (sizing.max !== undefined) {
    autoscaler(placed, placedSite, name, selector);
  }
  return object;
}

function autoscaler(
  { service }: PlacedService,
  { site, sizing: { planned, max, target = 1 } }: PlacedSite,
  name: string,
  selector: Record<string, string>,
): void {
  kubeObject(service, `Autoscaler-${site.siteName}`, 'HorizontalPodAutoscaler', {
    metadata: namespaced('HorizontalPodAutoscaler', name, service.stack._owner, selector),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: planned,
      maxReplicas: max!,
      metrics: metricsOf([ScaleOn.cpu()], service.serviceName, target),
    },
  });
}

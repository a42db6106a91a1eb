import { NacosControllerChartProps } from './catalogue-props';
import { catalogued, OPERATOR_KINDS, pods, replicasOf, resources, WEBHOOKS } from './parts';
import { Footprint } from '../../cluster/footprint/footprint';
import { HelmChartProps } from '../helm-chart-props';

/** The chart sets nothing; its values.yaml gives these as an example. */
const CONTROLLER = { cpu: 100, memory: 128 };

/** The chart of nacos-controller, which is in its Git repository alone. */
export function nacosController(props: NacosControllerChartProps): HelmChartProps {
  const replicas = replicasOf(props);
  return catalogued(
    {
      repository: 'https://github.com/nacos-group/nacos-controller.git',
      name: 'charts/nacos-controller',
      // The commit that is tagged v2.0.1.
      version: '7c9af96bfb7443b75268ca5da0af4c87c4ddc5eb',
      namespace: 'nacos-controller',
      values: {
        replicaCount: replicas,
        image: { tag: props.imageTag ?? 'v2.0.1' },
        resources: resources(CONTROLLER),
      },
      clusterKinds: [...OPERATOR_KINDS.clusterKinds!, ...WEBHOOKS],
      namespacedKinds: [...OPERATOR_KINDS.namespacedKinds, 'Secret', 'Service'],
      footprint: Footprint.of({ pods: [pods('controller', CONTROLLER, replicas)] }),
      // Every rendering makes another authority and certificate for the webhook: the first of them stay.
      kept: [
        { kind: 'Secret', path: '.data' },
        ...WEBHOOKS.map((webhook) => {
          const [group, kind] = webhook.split('/');
          return { group, kind, path: '.webhooks[]?.clientConfig.caBundle' };
        }),
      ],
    },
    props,
  );
}

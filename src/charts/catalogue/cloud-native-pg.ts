import { CatalogueChartProps } from './catalogue-props';
import { catalogued, OPERATOR_KINDS, pods, replicasOf, resources, WEBHOOKS } from './parts';
import { Footprint } from '../../cluster/footprint/footprint';
import { HelmChartProps } from '../helm-chart-props';

const REPOSITORY = 'https://cloudnative-pg.github.io/charts';
const NAMESPACE = 'cnpg-system';

/** The chart sets nothing; its values.yaml (cloudnative-pg 0.29.0) gives these as an example. */
const OPERATOR = { cpu: 100, memory: 100, memoryLimit: 200 };

/** The same amounts: the plugin (plugin-barman-cloud 0.7.0) sets nothing and watches less. */
const PLUGIN = OPERATOR;

/** The chart cloudnative-pg. */
export function cloudNativePg(props: CatalogueChartProps): HelmChartProps {
  const replicas = replicasOf(props);
  return catalogued(
    {
      repository: REPOSITORY,
      name: 'cloudnative-pg',
      version: '0.29.0',
      namespace: NAMESPACE,
      values: { replicaCount: replicas, resources: resources(OPERATOR) },
      clusterKinds: [...OPERATOR_KINDS.clusterKinds!, ...WEBHOOKS],
      namespacedKinds: [...OPERATOR_KINDS.namespacedKinds, 'ConfigMap', 'Service'],
      footprint: Footprint.of({ pods: [pods('operator', OPERATOR, replicas)] }),
    },
    props,
  );
}

/** The chart plugin-barman-cloud, which has to be where the operator is. */
export function barmanCloud(props: CatalogueChartProps): HelmChartProps {
  // Its Deployment is replaced, not rolled: two would both be asked.
  const { replicas = 1 } = props;
  return catalogued(
    {
      repository: REPOSITORY,
      name: 'plugin-barman-cloud',
      version: '0.7.0',
      namespace: NAMESPACE,
      values: { replicaCount: replicas, resources: resources(PLUGIN) },
      clusterKinds: OPERATOR_KINDS.clusterKinds,
      namespacedKinds: [
        ...OPERATOR_KINDS.namespacedKinds,
        ...['ConfigMap', 'Service', 'cert-manager.io/Certificate', 'cert-manager.io/Issuer'],
        ...['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/RoleBinding'],
      ],
      footprint: Footprint.of({ pods: [pods('plugin', PLUGIN, replicas)] }),
    },
    props,
  );
}

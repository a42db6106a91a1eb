import { CatalogueChartProps } from './catalogue-props';
import { catalogued, OPERATOR_KINDS, pods, replicasOf, resources, WEBHOOKS } from './parts';
import { Footprint } from '../../cluster/footprint/footprint';
import { HelmChartProps } from '../helm-chart-props';

/** What the chart asks for by itself (values.yaml of emqx-operator 2.2.29). */
const OPERATOR = { cpu: 100, memory: 128, memoryLimit: 512 };

/** The chart emqx-operator, whose webhook has its certificate from cert-manager. */
export function emqxOperator(props: CatalogueChartProps): HelmChartProps {
  const replicas = replicasOf(props);
  return catalogued(
    {
      repository: 'https://repos.emqx.io/charts',
      name: 'emqx-operator',
      version: '2.2.29',
      namespace: 'emqx-operator-system',
      values: { replicaCount: replicas, resources: resources(OPERATOR), 'cert-manager': { enable: true } },
      clusterKinds: [...OPERATOR_KINDS.clusterKinds!, ...WEBHOOKS],
      namespacedKinds: [
        ...OPERATOR_KINDS.namespacedKinds,
        ...['Service', 'cert-manager.io/Certificate', 'cert-manager.io/Issuer'],
        ...['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/RoleBinding'],
      ],
      footprint: Footprint.of({ pods: [pods('operator', OPERATOR, replicas)] }),
    },
    props,
  );
}

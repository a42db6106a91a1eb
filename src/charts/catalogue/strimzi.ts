import { StrimziChartProps } from './catalogue-props';
import { budget, catalogued, OPERATOR_KINDS, pods, replicasOf, resources } from './parts';
import { Footprint } from '../../cluster/footprint/footprint';
import { HelmChartProps } from '../helm-chart-props';

/** What the chart asks for by itself (values.yaml of strimzi-kafka-operator 1.2.0). */
const OPERATOR = { cpu: 200, memory: 384 };

/** The chart strimzi-kafka-operator. */
export function strimzi(props: StrimziChartProps): HelmChartProps {
  const { watchNamespaces = [] } = props;
  const replicas = replicasOf(props);
  return catalogued(
    {
      repository: 'https://strimzi.io/charts/',
      name: 'strimzi-kafka-operator',
      version: '1.2.0',
      namespace: 'strimzi-system',
      values: {
        replicas,
        ...(watchNamespaces.length > 0 && { watchNamespaces: [...watchNamespaces].sort() }),
        podDisruptionBudget: budget(replicas),
        resources: resources(OPERATOR),
      },
      clusterKinds: OPERATOR_KINDS.clusterKinds,
      namespacedKinds: [
        ...OPERATOR_KINDS.namespacedKinds,
        'ConfigMap',
        'policy/PodDisruptionBudget',
        'rbac.authorization.k8s.io/RoleBinding',
      ],
      // Its rights are bound in every namespace that it watches.
      otherNamespaces: [...watchNamespaces].sort(),
      footprint: Footprint.of({ pods: [pods('operator', OPERATOR, replicas, true)] }),
    },
    props,
  );
}

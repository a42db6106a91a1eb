import { CatalogueChartProps } from './catalogue-props';
import { budget, catalogued, OPERATOR_KINDS, pods, replicasOf, resources, WEBHOOKS } from './parts';
import { Footprint } from '../../cluster/footprint/footprint';
import { HelmChartProps } from '../helm-chart-props';

/** The chart sets nothing. Its example (values.yaml of cert-manager 1.21.1: 10m, 32Mi) is that of an idle one; caches grow with the secrets of the cluster. */
const EACH = { cpu: 10, memory: 64, memoryLimit: 256 };
const NAMESPACE = 'cert-manager';

/** The chart cert-manager: controller, webhook and what writes authorities into webhooks. */
export function certManager(props: CatalogueChartProps): HelmChartProps {
  const { namespace = NAMESPACE } = props;
  const replicas = replicasOf(props);
  const part = { replicaCount: replicas, podDisruptionBudget: budget(replicas), resources: resources(EACH) };
  return catalogued(
    {
      repository: 'https://charts.jetstack.io',
      name: 'cert-manager',
      version: 'v1.21.1',
      namespace,
      values: {
        crds: { enabled: true, keep: true },
        // By default in kube-system, which is not for this release to write to.
        global: { leaderElection: { namespace } },
        ...part,
        webhook: part,
        cainjector: part,
        // A hook that waits for the webhook, as Argo CD does by itself.
        startupapicheck: { enabled: false },
      },
      clusterKinds: [...OPERATOR_KINDS.clusterKinds!, ...WEBHOOKS],
      namespacedKinds: [
        ...OPERATOR_KINDS.namespacedKinds,
        ...['Service', 'policy/PodDisruptionBudget'],
        ...['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/RoleBinding'],
      ],
      footprint: Footprint.of({
        pods: ['controller', 'webhook', 'cainjector'].map((name) => pods(name, EACH, replicas, true)),
      }),
    },
    props,
  );
}

import { CatalogueChartProps } from './catalogue-props';
import { budget, catalogued, OPERATOR_KINDS, pods, replicasOf, resources } from './parts';
import { Footprint } from '../../cluster/footprint/footprint';
import { HelmChartProps } from '../helm-chart-props';

/** The chart sets nothing. Its example (values.yaml of external-secrets 2.9.0: 10m, 32Mi) is that of an idle one; caches grow with the secrets. */
const EACH = { cpu: 10, memory: 64, memoryLimit: 256 };

/** The chart external-secrets: controller, webhook, and what keeps the webhook's certificate. */
export function externalSecrets(props: CatalogueChartProps): HelmChartProps {
  const replicas = replicasOf(props);
  const part = { replicaCount: replicas, podDisruptionBudget: budget(replicas), resources: resources(EACH) };
  return catalogued(
    {
      repository: 'https://charts.external-secrets.io',
      name: 'external-secrets',
      version: '2.9.0',
      namespace: 'external-secrets',
      values: { installCRDs: true, leaderElect: true, ...part, webhook: part, certController: part },
      clusterKinds: [...OPERATOR_KINDS.clusterKinds!, 'admissionregistration.k8s.io/ValidatingWebhookConfiguration'],
      namespacedKinds: [
        ...OPERATOR_KINDS.namespacedKinds,
        ...['Secret', 'Service', 'policy/PodDisruptionBudget'],
        ...['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/RoleBinding'],
      ],
      footprint: Footprint.of({
        pods: ['controller', 'webhook', 'cert-controller'].map((name) => pods(name, EACH, replicas, true)),
      }),
      // The certificate controller writes both.
      kept: [
        {
          group: 'admissionregistration.k8s.io',
          kind: 'ValidatingWebhookConfiguration',
          path: '.webhooks[]?.clientConfig.caBundle',
        },
        { kind: 'Secret', path: '.data' },
      ],
    },
    props,
  );
}

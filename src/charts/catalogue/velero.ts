import { VeleroChartProps } from './catalogue-props';
import { catalogued, daemon, OPERATOR_KINDS, pods, resources } from './parts';
import { Footprint } from '../../cluster/footprint/footprint';
import { HelmChartProps } from '../helm-chart-props';

/** The chart sets nothing: the server has what `velero install` gives it, and the agent room for copying files of volumes. */
const SERVER = { cpu: 500, memory: 128, memoryLimit: 512 };
const NODE_AGENT = { cpu: 500, memory: 512, memoryLimit: 1024 };

/** The chart velero. Places of backups and snapshots are values of the chart, or objects of their own. */
export function velero(props: VeleroChartProps): HelmChartProps {
  const { credentialsSecret, nodeAgent = false } = props;
  return catalogued(
    {
      repository: 'https://vmware-tanzu.github.io/helm-charts',
      name: 'velero',
      version: '12.1.0',
      namespace: 'velero',
      values: {
        // Argo CD applies the kinds of the chart itself; a job that did so again would pull an image of its own.
        upgradeCRDs: false,
        cleanUpCRDs: false,
        credentials: { useSecret: true, existingSecret: credentialsSecret },
        resources: resources(SERVER),
        ...(nodeAgent && { deployNodeAgent: true, nodeAgent: { resources: resources(NODE_AGENT) } }),
      },
      clusterKinds: ['apiextensions.k8s.io/CustomResourceDefinition', 'rbac.authorization.k8s.io/ClusterRoleBinding'],
      namespacedKinds: [
        ...OPERATOR_KINDS.namespacedKinds,
        ...['ConfigMap', 'Service', 'rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/RoleBinding'],
        ...['velero.io/BackupStorageLocation', 'velero.io/VolumeSnapshotLocation'],
        ...(nodeAgent ? ['apps/DaemonSet'] : []),
      ],
      footprint: Footprint.of({
        pods: [pods('server', SERVER, 1)],
        ...(nodeAgent && { daemons: [daemon('node-agent', NODE_AGENT)] }),
      }),
    },
    props,
  );
}

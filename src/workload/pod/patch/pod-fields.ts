/** Fields of the spec of a pod that a patch may write, by Kubernetes 1.34; the others follow from props. */
export const POD_FIELDS: readonly string[] = [
  ...['activeDeadlineSeconds', 'affinity', 'dnsConfig', 'dnsPolicy', 'enableServiceLinks', 'hostAliases', 'hostIPC'],
  ...['hostNetwork', 'hostPID', 'hostUsers', 'hostname', 'hostnameOverride', 'imagePullSecrets', 'nodeSelector', 'os'],
  ...['overhead', 'preemptionPolicy', 'readinessGates', 'resourceClaims', 'resources', 'runtimeClassName'],
  ...['schedulerName', 'schedulingGates', 'securityContext', 'setHostnameAsFQDN', 'shareProcessNamespace', 'subdomain'],
  ...['terminationGracePeriodSeconds', 'tolerations', 'topologySpreadConstraints', 'volumes'],
];

/** What of the spec is written elsewhere, and where. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  automountServiceAccountToken: 'identity of the workload',
  containers: 'containers of the patch, by name',
  ephemeralContainers: 'kubectl debug',
  initContainers: 'containers of the patch, by name; Helper.init(...) for another one',
  nodeName: 'nodeLabels of the workload',
  priority: 'priority of the workload',
  priorityClassName: 'priority of the workload',
  restartPolicy: 'the kind of the workload',
  serviceAccount: 'identity of the workload',
  serviceAccountName: 'identity of the workload',
};

/** Fields of a container that a patch may write. */
export const CONTAINER_FIELDS: readonly string[] = [
  ...['args', 'command', 'env', 'envFrom', 'image', 'imagePullPolicy', 'lifecycle', 'livenessProbe', 'ports'],
  ...['readinessProbe', 'resizePolicy', 'resources', 'restartPolicy', 'securityContext', 'startupProbe', 'stdin'],
  ...['stdinOnce', 'terminationMessagePath', 'terminationMessagePolicy', 'tty', 'volumeDevices', 'volumeMounts'],
  'workingDir',
];

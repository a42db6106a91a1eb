/** User and group of every container: above 10000, which public checkers want, and outside the ranges of distributions. */
export const POD_USER = 10001;

/** Pod-level part of Pod Security "restricted". */
export function restrictedPod() {
  return {
    runAsNonRoot: true,
    runAsUser: POD_USER,
    runAsGroup: POD_USER,
    fsGroup: POD_USER,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** Container-level part of Pod Security "restricted", with a read-only root file system. */
export function restrictedContainer() {
  return {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: POD_USER,
    runAsGroup: POD_USER,
    capabilities: { drop: ['ALL'] },
  };
}

/**
 * Labels that make the API server enforce a level, pinned so that a cluster upgrade cannot refuse a committed manifest. What "restricted" would
 * refuse is written to the audit log and told who applies it, also where more is admitted.
 */
export function podSecurityLabels(level: string, kubernetesVersion: string): Record<string, string> {
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, mode === 'enforce' ? level : 'restricted'],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetesVersion}`],
    ]),
  );
}

import { isSafeSeccomp, procMount, seccomp } from './baseline';
import {
  containersWith,
  counted,
  distinct,
  naming,
  PodSecurityCheck,
  quoted,
  setters,
  unlessOwnUsers,
  unlessWindows,
  Violation,
} from './check';
import { KubePod } from '../../../../manifest/kube';

/** The rules that level restricted has beside those of baseline (k8s.io/pod-security-admission v0.36, policy/check_*.go). */
export const RESTRICTED: readonly PodSecurityCheck[] = [
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    versions: { 8: privilegeEscalation, 25: unlessWindows(privilegeEscalation) },
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    versions: { 22: capabilities, 25: unlessWindows(capabilities) },
    overrides: ['capabilities_baseline'],
  },
  { id: 'procMount_restricted', level: 'restricted', versions: { 35: procMount }, overrides: ['procMount'] },
  { id: 'restrictedVolumes', level: 'restricted', versions: { 0: volumes }, overrides: ['hostPathVolumes'] },
  { id: 'runAsNonRoot', level: 'restricted', versions: { 0: runAsNonRoot, 35: unlessOwnUsers(runAsNonRoot) } },
  { id: 'runAsUser', level: 'restricted', versions: { 23: runAsUser, 35: unlessOwnUsers(runAsUser) } },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    versions: { 19: seccompSet, 25: unlessWindows(seccompSet) },
    overrides: ['seccompProfile_baseline'],
  },
];

function privilegeEscalation(pod: KubePod): Violation | undefined {
  const bad = containersWith(pod, (context) => context.allowPrivilegeEscalation !== false);
  return bad.length === 0
    ? undefined
    : {
        reason: 'allowPrivilegeEscalation != false',
        detail: `${naming(bad)} must set securityContext.allowPrivilegeEscalation=false`,
      };
}

function capabilities(pod: KubePod): Violation | undefined {
  const beyond = (context: any): string[] =>
    (context?.capabilities?.add ?? []).filter((name: string) => name !== 'NET_BIND_SERVICE');
  const keeping = containersWith(pod, (context) => !(context.capabilities?.drop ?? []).includes('ALL'));
  const adding = containersWith(pod, (context) => beyond(context).length > 0);
  const names = distinct(adding.flatMap(({ securityContext }) => beyond(securityContext)));
  const details = [
    ...(keeping.length > 0 ? [`${naming(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${naming(adding)} must not include ${quoted(names)} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
}

const VOLUMES = [
  ...['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim'],
  ...['projected', 'secret'],
];

function volumes({ spec }: KubePod): Violation | undefined {
  // A volume that says nothing of its kind is an emptyDir.
  const kindOf = (volume: any) =>
    Object.keys(volume).find((key) => key !== 'name' && volume[key] !== undefined) ?? 'emptyDir';
  const bad = (spec?.volumes ?? []).filter((volume) => !VOLUMES.includes(kindOf(volume)));
  return bad.length === 0
    ? undefined
    : {
        reason: 'restricted volume types',
        detail: `${counted(
          'volume',
          bad.map(({ name }) => name),
        )} ${bad.length === 1 ? 'uses' : 'use'} ${counted('restricted volume type', distinct(bad.map(kindOf)))}`,
      };
}

function runAsNonRoot(pod: KubePod): Violation | undefined {
  const own = pod.spec?.securityContext?.runAsNonRoot;
  const reason = 'runAsNonRoot != true';
  const who = setters(
    own === false,
    containersWith(pod, (context) => context.runAsNonRoot === false),
  );
  if (who !== undefined) {
    return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  }
  const silent = own === true ? [] : containersWith(pod, (context) => context.runAsNonRoot === undefined);
  return silent.length === 0
    ? undefined
    : { reason, detail: `pod or ${naming(silent)} must set securityContext.runAsNonRoot=true` };
}

function runAsUser(pod: KubePod): Violation | undefined {
  const isRoot = (context: any) => context?.runAsUser === 0;
  const who = setters(isRoot(pod.spec?.securityContext), containersWith(pod, isRoot));
  return who === undefined ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
}

function seccompSet(pod: KubePod): Violation | undefined {
  const explicit = containersWith(
    pod,
    ({ seccompProfile }) => seccompProfile !== undefined && !isSafeSeccomp(seccompProfile),
  );
  const own = pod.spec?.securityContext?.seccompProfile;
  const ownIsBad = own !== undefined && !isSafeSeccomp(own);
  if (explicit.length > 0 || ownIsBad) {
    return seccomp(pod);
  }
  const silent = own !== undefined ? [] : containersWith(pod, ({ seccompProfile }) => seccompProfile === undefined);
  return silent.length === 0
    ? undefined
    : {
        reason: 'seccompProfile',
        detail: `pod or ${naming(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
      };
}

import {
  containersOf,
  containersWith,
  counted,
  distinct,
  naming,
  PodSecurityCheck,
  quoted,
  setters,
  unlessOwnUsers,
  Violation,
} from './check';
import { KubeContainer, KubePod } from '../../../../manifest/kube';

/** Sysctls that are safe, by the minor version from which they are. */
const SAFE_SYSCTLS: Readonly<Record<number, readonly string[]>> = {
  0: [
    'kernel.shm_rmid_forced',
    'net.ipv4.ip_local_port_range',
    'net.ipv4.ip_unprivileged_port_start',
    'net.ipv4.ping_group_range',
    'net.ipv4.tcp_syncookies',
  ],
  27: ['net.ipv4.ip_local_reserved_ports'],
  29: ['keepalive_time', 'fin_timeout', 'keepalive_intvl', 'keepalive_probes'].map((name) => `net.ipv4.tcp_${name}`),
  32: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
  37: ['net.ipv4.tcp_notsent_lowat', 'net.ipv4.tcp_slow_start_after_idle'],
};

/**
 * The rules of level baseline, as k8s.io/pod-security-admission v0.36 has them (policy/check_*.go), in the order in which the API server names them.
 * Annotations of seccomp, which counted before 1.19, are not read.
 */
export const BASELINE: readonly PodSecurityCheck[] = [
  { id: 'appArmorProfile', level: 'baseline', versions: { 0: appArmor } },
  { id: 'capabilities_baseline', level: 'baseline', versions: { 0: capabilities } },
  { id: 'hostNamespaces', level: 'baseline', versions: { 0: hostNamespaces } },
  { id: 'hostPathVolumes', level: 'baseline', versions: { 0: hostPaths } },
  { id: 'hostPorts', level: 'baseline', versions: { 0: hostPorts } },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: { 34: probeHosts } },
  { id: 'privileged', level: 'baseline', versions: { 0: privileged } },
  { id: 'procMount', level: 'baseline', versions: { 0: procMount, 35: unlessOwnUsers(procMount) } },
  { id: 'seLinuxOptions', level: 'baseline', versions: { 0: seLinux([]), 31: seLinux(['container_engine_t']) } },
  { id: 'seccompProfile_baseline', level: 'baseline', versions: { 19: seccomp } },
  {
    id: 'sysctls',
    level: 'baseline',
    versions: { 0: sysctls(0), 27: sysctls(27), 29: sysctls(29), 32: sysctls(32), 37: sysctls(37) },
  },
  { id: 'windowsHostProcess', level: 'baseline', versions: { 0: windowsHostProcess } },
];

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

function appArmor({ metadata, spec = {} }: KubePod): Violation | undefined {
  const allowed = (profile: any) => profile === undefined || ['RuntimeDefault', 'Localhost'].includes(profile.type);
  const own = spec.securityContext?.appArmorProfile;
  const bad = containersWith({ spec }, ({ appArmorProfile }) => !allowed(appArmorProfile));
  const annotations = Object.entries(metadata?.annotations ?? {}).filter(
    ([key, value]) =>
      key.startsWith(APP_ARMOR) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'),
  );
  const who = [setters(!allowed(own), bad), annotations.length > 0 && 'annotation'].filter(Boolean);
  const types = [...(allowed(own) ? [] : [own]), ...bad.map(({ securityContext }) => securityContext.appArmorProfile)];
  const values = [...distinct(types.map(({ type }) => type)), ...annotations.map(([key, value]) => `${key}=${value}`)];
  return who.length === 0
    ? undefined
    : {
        reason: values.length === 1 ? 'forbidden AppArmor profile' : 'forbidden AppArmor profiles',
        detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
      };
}

const DEFAULT_CAPABILITIES = new Set([
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
]);

function capabilities(pod: KubePod): Violation | undefined {
  const beyond = (context: any): string[] =>
    (context?.capabilities?.add ?? []).filter((name: string) => !DEFAULT_CAPABILITIES.has(name));
  const bad = containersWith(pod, (context) => beyond(context).length > 0);
  const names = distinct(bad.flatMap(({ securityContext }) => beyond(securityContext)));
  return bad.length === 0
    ? undefined
    : {
        reason: 'non-default capabilities',
        detail: `${naming(bad)} must not include ${quoted(names)} in securityContext.capabilities.add`,
      };
}

function hostNamespaces({ spec = {} }: KubePod): Violation | undefined {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name] === true);
  return shared.length === 0
    ? undefined
    : { reason: 'host namespaces', detail: shared.map((name) => `${name}=true`).join(', ') };
}

function hostPaths({ spec }: KubePod): Violation | undefined {
  const bad = (spec?.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined).map(({ name }) => name);
  return bad.length === 0 ? undefined : { reason: 'hostPath volumes', detail: counted('volume', bad) };
}

function hostPorts({ spec = {} }: KubePod): Violation | undefined {
  const of = ({ ports }: KubeContainer) =>
    (ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const bad = containersOf(spec).filter((container) => of(container).length > 0);
  const numbers = distinct(bad.flatMap(of));
  return bad.length === 0
    ? undefined
    : {
        reason: 'hostPort',
        detail: `${naming(bad)} ${bad.length === 1 ? 'uses' : 'use'} hostPort${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`,
      };
}

function probeHosts({ spec = {} }: KubePod): Violation | undefined {
  const of = (container: KubeContainer): string[] => {
    const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
    const handlers: any[] = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop];
    return handlers.flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host]).filter(Boolean);
  };
  const bad = containersOf(spec).filter((container) => of(container).length > 0);
  const hosts = distinct(bad.flatMap(of));
  return bad.length === 0
    ? undefined
    : {
        reason: 'probe or lifecycle host',
        detail: `${naming(bad)} ${bad.length === 1 ? 'uses' : 'use'} ${counted('probe or lifecycle host', hosts)}`,
      };
}

function privileged(pod: KubePod): Violation | undefined {
  const bad = containersWith(pod, (context) => context.privileged === true);
  return bad.length === 0
    ? undefined
    : { reason: 'privileged', detail: `${naming(bad)} must not set securityContext.privileged=true` };
}

/** The masks of /proc. */
export function procMount(pod: KubePod): Violation | undefined {
  const bad = containersWith(pod, (context) => (context.procMount ?? 'Default') !== 'Default');
  const values = distinct(bad.map(({ securityContext }) => securityContext.procMount));
  return bad.length === 0
    ? undefined
    : { reason: 'procMount', detail: `${naming(bad)} must not set securityContext.procMount to ${quoted(values)}` };
}

function seLinux(more: readonly string[]) {
  const types = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', ...more]);
  const isBad = (options: any) =>
    options !== undefined && (!types.has(options.type ?? '') || Boolean(options.user) || Boolean(options.role));
  return (pod: KubePod): Violation | undefined => {
    const own = pod.spec?.securityContext?.seLinuxOptions;
    const bad = containersWith(pod, ({ seLinuxOptions }) => isBad(seLinuxOptions));
    const all = [...(isBad(own) ? [own] : []), ...bad.map(({ securityContext }) => securityContext.seLinuxOptions)];
    const named = distinct(all.map(({ type = '' }) => type).filter((type) => !types.has(type)));
    const what = [
      ...(named.length > 0 ? [counted('type', named)] : []),
      ...(['user', 'role'] as const)
        .filter((field) => all.some((options) => options[field]))
        .map((field) => `${field} may not be set`),
    ];
    return all.length === 0
      ? undefined
      : {
          reason: 'seLinuxOptions',
          detail: `${setters(isBad(own), bad)} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`,
        };
  };
}

/** Whether a profile is one of those that are allowed where one is set. */
export function isSafeSeccomp(profile: any): boolean {
  return ['RuntimeDefault', 'Localhost'].includes(profile?.type);
}

/** Profiles that are set must be safe ones. */
export function seccomp(pod: KubePod): Violation | undefined {
  const isBad = (profile: any) => profile !== undefined && !isSafeSeccomp(profile);
  const own = pod.spec?.securityContext?.seccompProfile;
  const bad = containersWith(pod, ({ seccompProfile }) => isBad(seccompProfile));
  const all = [...(isBad(own) ? [own] : []), ...bad.map(({ securityContext }) => securityContext.seccompProfile)];
  const who = setters(isBad(own), bad);
  return who === undefined
    ? undefined
    : {
        reason: 'seccompProfile',
        detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(distinct(all.map(({ type }) => type)))}`,
      };
}

function sysctls(minor: number) {
  const safe = new Set(Object.entries(SAFE_SYSCTLS).flatMap(([since, names]) => (Number(since) <= minor ? names : [])));
  return ({ spec }: KubePod): Violation | undefined => {
    const set: any[] = spec?.securityContext?.sysctls ?? [];
    const bad = set.map(({ name }) => name).filter((name) => !safe.has(name));
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
  };
}

function windowsHostProcess(pod: KubePod): Violation | undefined {
  const isBad = (context: any) => context?.windowsOptions?.hostProcess === true;
  const who = setters(isBad(pod.spec?.securityContext), containersWith(pod, isBad));
  return who === undefined
    ? undefined
    : { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
}

import { KubeContainer, KubePod, KubePodSpec } from '../../../../manifest/kube';

/** Why Pod Security refuses a pod, in the words of the API server. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** One rule of the Pod Security Standards as it is from a minor version of Kubernetes 1 on. */
export interface PodSecurityCheck {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** By the first minor version in which it is so. */
  readonly versions: Readonly<Record<number, (pod: KubePod) => Violation | undefined>>;
  /** Rules of baseline that it stands for in restricted. */
  readonly overrides?: readonly string[];
}

/** All containers that a rule is about, in the order in which the API server looks at them. */
export function containersOf({ initContainers, containers, ephemeralContainers }: KubePodSpec): KubeContainer[] {
  return [...(initContainers ?? []), ...(containers ?? []), ...(ephemeralContainers ?? [])];
}

/** The containers with a security context that is not as it should be. */
export function containersWith(pod: KubePod, isBad: (securityContext: any) => boolean): KubeContainer[] {
  return containersOf(pod.spec ?? {}).filter(({ securityContext }) => isBad(securityContext ?? {}));
}

/** `container "a"` or `containers "a", "b"`. */
export function naming(containers: readonly KubeContainer[]): string {
  return counted(
    'container',
    containers.map(({ name }) => name ?? ''),
  );
}

/** The noun in singular or plural with the names. */
export function counted(noun: string, names: readonly string[]): string {
  return `${noun}${names.length === 1 ? '' : 's'} ${quoted(names)}`;
}

/** `"a", "b"`. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

/** Who sets something: the pod, some containers or both; undefined where nobody does. */
export function setters(byPod: boolean, containers: readonly KubeContainer[]): string | undefined {
  const all = [...(byPod ? ['pod'] : []), ...(containers.length > 0 ? [naming(containers)] : [])];
  return all.length > 0 ? all.join(' and ') : undefined;
}

/** Each value once, in order. */
export function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}

/** A rule that is no rule for pods in a user namespace of their own. */
export function unlessOwnUsers(check: (pod: KubePod) => Violation | undefined) {
  return (pod: KubePod) => (pod.spec?.hostUsers === false ? undefined : check(pod));
}

/** A rule that is no rule for pods of Windows. */
export function unlessWindows(check: (pod: KubePod) => Violation | undefined) {
  return (pod: KubePod) => (pod.spec?.os?.name === 'windows' ? undefined : check(pod));
}

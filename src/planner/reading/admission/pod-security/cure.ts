import { Broken } from './levels';

/** What to set on the pod and on its containers so that a rule holds; every other rule wants something taken away. */
const CURES: Readonly<Record<string, { readonly pod?: object; readonly container?: object }>> = {
  allowPrivilegeEscalation: { container: { allowPrivilegeEscalation: false } },
  capabilities_restricted: { container: { capabilities: { drop: ['ALL'] } } },
  runAsNonRoot: { pod: { runAsNonRoot: true } },
  seccompProfile_restricted: { pod: { seccompProfile: { type: 'RuntimeDefault' } } },
};

/** The change of a pod after which the rules that it breaks hold, as text. */
export function securityCure(broken: readonly Broken[]): string {
  const merged = (where: 'pod' | 'container') =>
    JSON.stringify(Object.assign({}, ...broken.map(({ id }) => CURES[id]?.[where] ?? {})));
  const [pod, container] = [merged('pod'), merged('container')];
  const contexts = [
    ...(pod === '{}' ? [] : [`securityContext ${pod} of the pod`]),
    ...(container === '{}' ? [] : [`securityContext ${container} of each container`]),
  ];
  // A value that somebody set has to go, whatever is set beside it.
  const gone = broken.filter(({ id, detail }) => CURES[id] === undefined || detail.includes('must not'));
  return [...contexts, ...gone.map(({ reason, detail }) => `without what gives ${reason} (${detail})`)].join(', and ');
}

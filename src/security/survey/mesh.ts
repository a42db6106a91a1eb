import { Seen, SeenPods, Survey } from './survey';

/** A namespace that is in a mesh. */
export interface SeenMesh {
  /** The PeerAuthentication after which nothing but mutual TLS is taken; undefined where another one takes more. */
  readonly strict?: Seen;
  /** Whether all its pods are in it, as in ambient mode, unless they say otherwise. */
  readonly ambient: boolean;
}

/** What a namespace has of a mesh; undefined where it has none. */
export function meshOf(survey: Survey, namespace: string | undefined): SeenMesh | undefined {
  const labels = survey.of('', 'Namespace').find(({ name }) => name === namespace)?.json.metadata?.labels ?? {};
  const ambient = labels['istio.io/dataplane-mode'] === 'ambient';
  const injected = labels['istio-injection'] === 'enabled' || (labels['istio.io/rev'] ?? '') !== '';
  if (!ambient && !injected) {
    return undefined;
  }
  const rules = survey.of('security.istio.io', 'PeerAuthentication').filter((one) => one.namespace === namespace);
  const weak = rules.some(({ json }) =>
    [json.spec?.mtls, ...Object.values(json.spec?.portLevelMtls ?? {})].some((one: any) =>
      ['PERMISSIVE', 'DISABLE'].includes(one?.mode),
    ),
  );
  const strict = rules.find(({ json }) => json.spec?.mtls?.mode === 'STRICT' && !json.spec?.selector);
  return { strict: weak ? undefined : strict, ambient };
}

/** Whether pods of a namespace in a mesh are in it. */
export function inMesh({ ambient }: SeenMesh, { pod, labels }: SeenPods): boolean {
  const { annotations = {} } = pod.metadata ?? {};
  const out = (key: string, value: string) => labels[key] === value || annotations[key] === value;
  return ambient
    ? !out('istio.io/dataplane-mode', 'none') && pod.spec?.hostNetwork !== true
    : !out('sidecar.istio.io/inject', 'false');
}

import { hasAll, namespaceOf, refusal, Template, World } from './world';
import { someOf } from '../../../capacity/some-of';
import { Found, list } from '../../routes/claims';

const NETWORKING = 'networking.istio.io';
const SECURITY = 'security.istio.io';

/** Labels by which an object chooses pods; undefined where it is for all of its namespace. */
function labelsOf({ json: { kind, spec = {} } }: Found): Record<string, string> | undefined {
  const labels = kind === 'Sidecar' ? spec.workloadSelector?.labels : spec.selector?.matchLabels;
  return labels && Object.keys(labels).length > 0 ? labels : undefined;
}

/** Sidecars and Telemetries of which two are for the same pods: which of them holds is not said (IST0110, 0111, 0159, 0160). */
export function onePerPod(world: World): string[] {
  return [
    ...alone(world, `${NETWORKING}/Sidecar`, 110, 111),
    ...alone(world, 'telemetry.istio.io/Telemetry', 159, 160),
  ];
}

function alone(world: World, key: string, selecting: number, whole: number): string[] {
  const all = world.of(key);
  return all.flatMap((one, i) => {
    const others = all.slice(0, i).filter(({ json }) => namespaceOf(json) === namespaceOf(one.json));
    const own = labelsOf(one);
    const same = others.filter((other) => {
      const theirs = labelsOf(other);
      if (!own || !theirs) {
        return !own && !theirs;
      }
      return world.selected(namespaceOf(one.json), own).some(({ labels }) => hasAll(labels, theirs));
    });
    const names = someOf(
      same.map(({ path }) => path),
      3,
    );
    return same.length === 0
      ? []
      : [refusal(one, own ? selecting : whole, `is for the same pods as ${names}`, 'one of them, or selectors apart')];
  });
}

const SELECTING = [
  `${NETWORKING}/Sidecar`,
  `${SECURITY}/AuthorizationPolicy`,
  `${SECURITY}/RequestAuthentication`,
  `${SECURITY}/PeerAuthentication`,
  'telemetry.istio.io/Telemetry',
  'extensions.istio.io/WasmPlugin',
];

/** What is said of selectors that choose nothing, by kind. */
const EMPTY: Readonly<Record<string, number>> = { AuthorizationPolicy: 127, Sidecar: 101, Telemetry: 101 };

/** Selectors that choose nothing of a namespace all of whose pods are known (IST0101, 0127), and pods of a Gateway, which targetRefs are for (IST0166). */
export function selectSomething(world: World): string[] {
  return SELECTING.flatMap((key) => world.of(key)).flatMap((found) => {
    const labels = labelsOf(found);
    const namespace = namespaceOf(found.json);
    const isKnown = world.templates.some((one) => one.namespace === namespace);
    if (!labels || !isKnown) {
      return [];
    }
    const gateway = world
      .of('gateway.networking.k8s.io/Gateway')
      .find(
        ({ json }) =>
          namespaceOf(json) === namespace && labels['gateway.networking.k8s.io/gateway-name'] === json.metadata?.name,
      );
    if (gateway) {
      return [
        refusal(
          found,
          166,
          `selects pods of the Gateway ${gateway.json.metadata?.name}`,
          'targetRefs in place of the selector',
        ),
      ];
    }
    const code = EMPTY[found.json.kind ?? ''];
    return code === undefined || world.selected(namespace, labels).length > 0
      ? []
      : [
          refusal(
            found,
            code,
            `selects ${JSON.stringify(labels)}, which no pod of namespace ${namespace} carries`,
            'labels of its pods',
          ),
        ];
  });
}

/** What a sidecar would do, where there is none: Istio takes it and does nothing (IST0167). */
export function haveEffect(world: World): string[] {
  const kinds = ['Sidecar', 'EnvoyFilter', 'ProxyConfig'];
  return kinds
    .flatMap((kind) => world.of(`${NETWORKING}/${kind}`))
    .flatMap((found) => {
      const labels = labelsOf(found) ?? {};
      const namespace = namespaceOf(found.json);
      const ambient = world.dataplaneOf(namespace) === 'ambient';
      const hit = list(world.selected(namespace, labels)).every((one: Template) => one.dataplane !== 'sidecar');
      const targeted = list(found.json.spec?.targetRefs).length > 0;
      const text = `is for sidecars, and namespace ${namespace} is in an ambient mesh`;
      return ambient && hit && !targeted
        ? [refusal(found, 167, text, 'take it out, or a namespace with sidecars')]
        : [];
    });
}

/** Policies that look into requests, of pods whose node sees connections alone: ztunnel then refuses all of them (IST0167). */
export function areSeen(world: World): string[] {
  const intoRequests = (spec: any) =>
    list(spec.rules).some(
      (rule) =>
        list(rule.to).some(({ operation = {} }) => ['methods', 'paths', 'hosts'].some((key) => operation[key])) ||
        list(rule.from).some(({ source = {} }) => source.requestPrincipals) ||
        list(rule.when).some(({ key }) => String(key).startsWith('request.')),
    );
  const seesRequests = (found: Found) =>
    found.json.kind === 'RequestAuthentication' || intoRequests(found.json.spec ?? {});
  return ['AuthorizationPolicy', 'RequestAuthentication']
    .flatMap((kind) => world.of(`${SECURITY}/${kind}`))
    .filter((found) => {
      const { spec = {} } = found.json;
      const aimed = list(spec.targetRefs).length > 0 || spec.targetRef !== undefined;
      return !aimed && world.dataplaneOf(namespaceOf(found.json)) === 'ambient' && seesRequests(found);
    })
    .map((found) =>
      refusal(
        found,
        167,
        'looks into requests, and ztunnel sees connections alone',
        'targetRefs to a Service behind a waypoint',
      ),
    );
}

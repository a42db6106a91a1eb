import { Answers } from './answer';
import { isOfItsOwnTls } from './own-tls';
import { selects } from '../../manifest/kube';
import { SecurityRule } from '../security-rule';
import { stackOf } from '../survey/owners';
import { nameOf, Seen, Survey } from '../survey/survey';

const RULE = SecurityRule.CLIENTS_KNOWN;
const CURE =
  'jwt: Jwt.of({...}) of the route, tls: { clientCertificates: true }, or an exception for what everybody may see';

/** Who comes by a route shows a certificate to the gateway, or a token to the service. */
export function routesAnswer(survey: Survey, answers: Answers): void {
  for (const route of survey.of('networking.istio.io', 'VirtualService')) {
    const { hosts = [], gateways = [], http = [], tcp = [], tls = [] } = route.json.spec ?? {};
    const outer: string[] = gateways.filter((one: string) => one !== 'mesh');
    if (outer.length === 0) {
      continue;
    }
    const certified = outer.every((gateway) => asksCertificates(survey, route, gateway, hosts));
    const targets = [...http, ...tcp, ...tls].flatMap((rule: any) =>
      (rule.route ?? []).map(({ destination }: any) => destination?.host as string),
    );
    answer(survey, answers, route, hosts, certified, targets);
  }
  for (const route of survey.of('gateway.networking.k8s.io', 'HTTPRoute', 'GRPCRoute')) {
    const { hostnames = ['*'], rules = [], parentRefs = [] } = route.json.spec ?? {};
    const isInside = parentRefs.length > 0 && parentRefs.every(({ kind = 'Gateway' }: any) => kind === 'Service');
    const targets = rules.flatMap((rule: any) =>
      (rule.backendRefs ?? []).map(({ name, namespace = route.namespace }: any) => `${name}.${namespace}`),
    );
    if (!isInside && targets.length > 0) {
      answer(survey, answers, route, hostnames, false, targets);
    }
  }
  for (const route of survey.of('networking.k8s.io', 'Ingress')) {
    const rules: any[] = route.json.spec?.rules ?? [];
    const targets = rules.flatMap(({ http }) =>
      (http?.paths ?? []).map(({ backend }: any) => `${backend?.service?.name}.${route.namespace}`),
    );
    answer(
      survey,
      answers,
      route,
      rules.map(({ host = '*' }) => host),
      false,
      targets,
    );
  }
}

function answer(
  survey: Survey,
  answers: Answers,
  route: Seen,
  hosts: readonly string[],
  certified: boolean,
  targets: readonly string[],
): void {
  const open = certified ? [] : [...new Set(targets)].filter((host) => !asksClients(survey, route, host));
  if (open.length > 0) {
    const message = `host ${hosts.join(', ')} leads to ${open.map((host) => host.split('.')[0]).join(', ')}, which asks nobody who they are`;
    answers.hole(RULE, stackOf(survey, route.path), message, CURE);
  } else {
    answers.cover(RULE, route.path, `${nameOf(route)}${certified ? ', certificates of clients' : ''}`);
  }
}

/** Whether the gateway asks clients of a host for certificates. */
function asksCertificates(survey: Survey, route: Seen, reference: string, hosts: readonly string[]): boolean {
  const [name, namespace = route.namespace] = reference.split('/').reverse();
  const found = survey
    .of('networking.istio.io', 'Gateway')
    .find((one) => one.name === name && one.namespace === namespace);
  const servers: any[] = (found?.json.spec?.servers ?? []).filter(
    ({ hosts: own = [], tls }: any) =>
      !tls?.httpsRedirect && own.some((host: string) => hosts.includes(host.replace(/^.*\//, ''))),
  );
  return servers.length > 0 && servers.every(({ tls }) => tls?.mode === 'MUTUAL');
}

/** Whether a service asks by itself, or its sidecar for a token of everybody whom the gateway lets through. */
function asksClients(survey: Survey, route: Seen, host: string): boolean {
  const service = survey.serviceOf(host, route.namespace);
  if (!service) {
    return false;
  }
  if (isOfItsOwnTls(survey, service.path)) {
    return true;
  }
  const pods = survey.podsWith(service.namespace, service.json.spec?.selector);
  const about = (policy: Seen) => {
    const { selector, targetRefs } = policy.json.spec ?? {};
    const named = (targetRefs ?? []).some((ref: any) => ref.kind === 'Service' && ref.name === service.name);
    const chosen = selector && pods.length > 0 && pods.every(({ labels }) => selects(selector, labels));
    return policy.namespace === service.namespace && (named || chosen || (!selector && !targetRefs));
  };
  const checked = survey.of('security.istio.io', 'RequestAuthentication').some(about);
  const gateways = new Set(survey.stacks.flatMap(({ mesh }) => mesh._istio?.ingressPrincipal ?? []));
  const sources: any[] = survey
    .of('security.istio.io', 'AuthorizationPolicy')
    .filter((policy) => about(policy) && (policy.json.spec?.action ?? 'ALLOW') === 'ALLOW')
    .flatMap(({ json }) => json.spec?.rules ?? [])
    .flatMap(({ from = [] }: any) => from.map(({ source }: any) => source));
  const asks = ({ requestPrincipals = [] }: any) =>
    requestPrincipals.length > 0 && !requestPrincipals.some((one: string) => one === '*' || one === '*/*');
  const entering = sources.filter(({ principals = [] }) => principals.some((one: string) => gateways.has(one)));
  return checked && sources.some(asks) && entering.every(asks);
}

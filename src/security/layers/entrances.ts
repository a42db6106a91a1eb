import { Answers } from './answer';
import { isOfItsOwnTls } from './own-tls';
import { LinkLayer } from '../data-security-props';
import { SecurityRule } from '../security-rule';
import { nameOf, Seen, Survey } from '../survey/survey';

const RULE = SecurityRule.ENTRANCES_ENCRYPTED;

/** Who comes from outside speaks TLS. */
export function entrancesAnswer(survey: Survey, { onlyTls13 = [] }: LinkLayer, answers: Answers): void {
  for (const gateway of survey.of('networking.istio.io', 'Gateway')) {
    const before = answers.holes.length;
    for (const server of gateway.json.spec?.servers ?? []) {
      istioServer(answers, gateway, server, onlyTls13);
    }
    if (answers.holes.length === before) {
      answers.cover(RULE, gateway.path, nameOf(gateway));
    }
  }
  survey.of('gateway.networking.k8s.io', 'Gateway').forEach((gateway) => listeners(survey, answers, gateway));
  survey.of('networking.k8s.io', 'Ingress').forEach((ingress) => ingressRules(answers, ingress));
  const outside = survey.of('', 'Service').filter(({ json }) => ['LoadBalancer', 'NodePort'].includes(json.spec?.type));
  outside.forEach((service) => balanced(survey, answers, service));
}

function istioServer(answers: Answers, { path }: Seen, { port = {}, hosts = [], tls }: any, onlyTls13: string[]): void {
  const { protocol, number } = port;
  const at = `port ${number}`;
  const encrypted = ['HTTPS', 'TLS'].includes(protocol);
  if (!encrypted && !(protocol === 'HTTP' && tls?.httpsRedirect)) {
    answers.hole(RULE, path, `${at} of a gateway takes ${protocol} in plain text`, 'routeTls, or a redirect to HTTPS');
    return;
  }
  const { minProtocolVersion: least = 'TLSV1_2', mode } = tls ?? {};
  if (encrypted && ['TLSV1_0', 'TLSV1_1'].includes(least)) {
    answers.hole(RULE, path, `${at} of a gateway takes ${least}`, 'minProtocolVersion: TLSV1_2');
  }
  const v2x = hosts.filter((host: string) => onlyTls13.includes(host.replace(/^.*\//, '')));
  if (encrypted && mode !== 'PASSTHROUGH' && v2x.length > 0 && least !== 'TLSV1_3') {
    answers.hole(RULE, path, `host ${v2x.join(', ')} takes TLS 1.2`, 'tls: { onlyTls13: true } of its route');
  }
}

/** A listener without TLS leads nowhere but to HTTPS. */
function listeners(survey: Survey, answers: Answers, gateway: Seen): void {
  const routes = survey
    .of('gateway.networking.k8s.io', 'HTTPRoute')
    .filter(({ namespace, json }) =>
      (json.spec?.parentRefs ?? []).some(
        (ref: any) => ref.name === gateway.name && (ref.namespace ?? namespace) === gateway.namespace,
      ),
    );
  const redirects = (route: Seen) =>
    (route.json.spec?.rules ?? []).every((rule: any) =>
      (rule.filters ?? []).some((one: any) => one.requestRedirect?.scheme === 'https'),
    );
  const plain = (gateway.json.spec?.listeners ?? []).filter(
    // HBONE of waypoints is mutual TLS.
    ({ protocol }: any) => !['HTTPS', 'TLS', 'HBONE'].includes(protocol),
  );
  const open = plain.filter(
    ({ protocol, name, port }: any) =>
      protocol !== 'HTTP' ||
      routes.some(({ json }, i) => {
        const refs = (json.spec?.parentRefs ?? []).filter((ref: any) => ref.name === gateway.name);
        const here = refs.some((ref: any) => (ref.sectionName ?? name) === name && (ref.port ?? port) === port);
        return here && !redirects(routes[i]);
      }),
  );
  for (const { name, protocol } of open) {
    const message = `listener ${name} of a gateway takes ${protocol} in plain text`;
    answers.hole(RULE, gateway.path, message, 'protocol HTTPS, or routes that redirect to it');
  }
  if (open.length === 0) {
    answers.cover(RULE, gateway.path, nameOf(gateway));
  }
}

function ingressRules(answers: Answers, ingress: Seen): void {
  const { rules = [], tls = [] } = ingress.json.spec ?? {};
  const encrypted = new Set(tls.flatMap(({ hosts = [] }: any) => hosts));
  const plain = rules.map(({ host }: any) => host ?? '*').filter((host: string) => !encrypted.has(host));
  if (plain.length > 0) {
    answers.hole(RULE, ingress.path, `an Ingress takes ${plain.join(', ')} in plain text`, 'tls with the host');
  } else {
    answers.cover(RULE, ingress.path, nameOf(ingress));
  }
}

/** What a load balancer leads to has to say that it speaks TLS. */
function balanced(survey: Survey, answers: Answers, service: Seen): void {
  const ports: any[] = service.json.spec?.ports ?? [];
  const plain = ports.filter(({ appProtocol = '' }) => !['https', 'tls', 'kubernetes.io/wss'].includes(appProtocol));
  if (isOfItsOwnTls(survey, service.path) || plain.length === 0) {
    answers.cover(RULE, service.path, nameOf(service));
    return;
  }
  answers.hole(
    RULE,
    service.path,
    `a ${service.json.spec.type} leads to ports ${plain.map(({ port }) => port).join(', ')}, of which nobody says that they speak TLS`,
    "route or routeTls of the stack, appProtocol 'tls' where TLS ends in the pods, or an exception",
  );
}

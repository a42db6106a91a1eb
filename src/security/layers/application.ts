import { Answers } from './answer';
import { isOfItsOwnTls } from './own-tls';
import { routesAnswer } from './routes';
import { SecurityRule } from '../security-rule';
import { inMesh, meshOf } from '../survey/mesh';
import { ownerOf, stackOf } from '../survey/owners';
import { nameOf, Seen, Survey } from '../survey/survey';

/** Services and who calls them. */
export function applicationAnswer(survey: Survey): Answers {
  const answers = new Answers();
  routesAnswer(survey, answers);
  calls(survey, answers);
  hosts(survey, answers);
  return answers;
}

/** Whoever calls something is allowed to by name; everything else is denied. */
function calls(survey: Survey, answers: Answers): void {
  const rule = SecurityRule.CALLS_ALLOWED;
  const policies = survey.of('security.istio.io', 'AuthorizationPolicy');
  for (const service of survey.of('', 'Service')) {
    const { namespace, path, json } = service;
    const mesh = meshOf(survey, namespace);
    const pods = survey.podsWith(namespace, json.spec?.selector);
    if (isOfItsOwnTls(survey, path)) {
      answers.cover(rule, path, `${nameOf(service)} asks its clients who they are`);
    } else if (!mesh) {
      answers.hole(
        rule,
        stackOf(survey, path),
        `services of namespace ${namespace} know their callers by address alone`,
        'mesh: Mesh.istio() of the stack',
      );
    } else if (pods.length > 0 && !pods.every((one) => inMesh(mesh, one))) {
      answers.hole(
        rule,
        ownerOf(survey, path),
        'knows its callers by address alone: its pods are not in the mesh',
        'inMesh: true',
      );
    }
  }
  const inMeshes = survey.of('', 'Namespace').filter(({ name }) => meshOf(survey, name) !== undefined);
  for (const namespace of inMeshes) {
    const own = policies.filter((one) => one.namespace === namespace.name);
    const denies = own.find(
      ({ json: { spec = {} } }) =>
        !spec.selector && !spec.targetRefs && (spec.rules ?? []).length === 0 && (spec.action ?? 'ALLOW') === 'ALLOW',
    );
    if (denies) {
      answers.cover(rule, denies.path, nameOf(denies));
    } else {
      const message = `namespace ${namespace.name} lets everybody in whom no policy is about`;
      answers.hole(rule, namespace.path, message, 'an AuthorizationPolicy without rules');
    }
    own.forEach((policy) => named(answers, policy));
  }
}

/** A rule that allows names who is allowed. */
function named(answers: Answers, policy: Seen): void {
  const { action = 'ALLOW', rules = [] } = policy.json.spec ?? {};
  if (action !== 'ALLOW' || rules.length === 0) {
    return;
  }
  const isNamed = (source: any) => {
    const who = [
      ...(source?.principals ?? []),
      ...(source?.requestPrincipals ?? []),
      ...(source?.serviceAccounts ?? []),
      // Of one that is not the policy's own, such as that of Prometheus.
      ...(source?.namespaces ?? []).filter((one: string) => one !== policy.namespace),
    ];
    return who.length > 0 && !who.some((one: string) => one === '*');
  };
  const open = rules.some(({ from }: any) => !(from?.length > 0) || !from.every(({ source }: any) => isNamed(source)));
  if (open) {
    answers.hole(
      SecurityRule.CALLS_ALLOWED,
      policy.path,
      `AuthorizationPolicy ${policy.name} allows calls of somebody whom it does not name`,
      'principals in each source of its rules, and none of them *',
    );
  } else {
    answers.cover(SecurityRule.CALLS_ALLOWED, policy.path, nameOf(policy));
  }
}

/** Hosts are names: with a wildcard whatever leads there is taken. */
function hosts(survey: Survey, answers: Answers): void {
  const rule = SecurityRule.HOSTS_NAMED;
  const all: [Seen, string[]][] = [
    ...survey
      .of('networking.istio.io', 'Gateway')
      .map((one): [Seen, string[]] => [
        one,
        (one.json.spec?.servers ?? []).flatMap(({ hosts: some = [] }: any) =>
          some.map((host: string) => host.replace(/^.*\//, '')),
        ),
      ]),
    ...survey
      .of('networking.istio.io', 'VirtualService', 'ServiceEntry')
      .map((one): [Seen, string[]] => [one, one.json.spec?.hosts ?? []]),
    ...survey
      .of('networking.k8s.io', 'Ingress')
      .map((one): [Seen, string[]] => [
        one,
        [
          ...(one.json.spec?.rules ?? []).map(({ host = '*' }: any) => host),
          ...(one.json.spec?.defaultBackend ? ['*'] : []),
        ],
      ]),
    ...survey
      .of('gateway.networking.k8s.io', 'HTTPRoute', 'GRPCRoute', 'TLSRoute')
      .map((one): [Seen, string[]] => [one, one.json.spec?.hostnames ?? ['*']]),
  ];
  for (const [object, names] of all) {
    const wild = names.filter((host) => host.startsWith('*'));
    if (wild.length > 0) {
      answers.hole(
        rule,
        object.path,
        `${object.kind} ${object.name} takes host ${wild[0]}`,
        'the full names of its hosts',
      );
    } else {
      answers.cover(rule, object.path, nameOf(object));
    }
  }
}

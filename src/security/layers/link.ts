import { Answers } from './answer';
import { entrancesAnswer } from './entrances';
import { isOfItsOwnTls } from './own-tls';
import { EdgeService } from '../../edge/service/edge-service';
import { mountsOfPod } from '../../workload/pod/volumes/mount-checks';
import { LinkLayer } from '../data-security-props';
import { SecurityRule } from '../security-rule';
import { inMesh, meshOf } from '../survey/mesh';
import { ownerOf, stackOf } from '../survey/owners';
import { nameOf, Survey } from '../survey/survey';

/** The ways of data: between pods, from outside, to outside, and to sites. */
export function linkAnswer(survey: Survey, layer: LinkLayer): Answers {
  const answers = new Answers();
  betweenPods(survey, layer, answers);
  entrancesAnswer(survey, layer, answers);
  exits(survey, answers);
  survey.made(EdgeService).forEach((service) => outlasts(survey, answers, service));
  return answers;
}

/** What can be called is in a mesh that takes nothing but mutual TLS, speaks TLS itself, or is on a network that encrypts. */
function betweenPods(survey: Survey, { nodeEncryption }: LinkLayer, answers: Answers): void {
  const rule = SecurityRule.PODS_ENCRYPTED;
  const atSites = survey.made(EdgeService);
  const covered = new Set<string>();
  for (const service of survey.of('', 'Service')) {
    const { namespace, path, json } = service;
    const pods = survey.podsWith(namespace, json.spec?.selector);
    const mesh = meshOf(survey, namespace);
    if (atSites.some(({ node }) => path.startsWith(`${node.path}/`))) {
      if (!isOfItsOwnTls(survey, path)) {
        answers.hole(
          rule,
          ownerOf(survey, path),
          'is called at sites, where neither a mesh nor the network encrypts',
          'TLS of its own and an exception that says so',
        );
      }
    } else if (isOfItsOwnTls(survey, path)) {
      answers.cover(rule, path, `${nameOf(service)} with TLS of its own`);
    } else if (mesh?.strict && pods.length > 0 && pods.every((one) => inMesh(mesh, one))) {
      if (!covered.has(mesh.strict.path)) {
        covered.add(mesh.strict.path);
        answers.cover(rule, mesh.strict.path, `${nameOf(mesh.strict)}, mutual TLS only`);
      }
    } else if (nodeEncryption) {
      answers.cover(rule, path, nodeEncryption.description);
    } else if (mesh && !mesh.strict) {
      answers.hole(
        rule,
        stackOf(survey, path),
        `namespace ${namespace} is in a mesh that takes plain text too`,
        'a PeerAuthentication with mode STRICT, and none with another mode',
      );
    } else if (mesh) {
      answers.hole(
        rule,
        ownerOf(survey, path),
        'is called in plain text: its pods are not in the mesh',
        'inMesh: true',
      );
    } else {
      answers.hole(
        rule,
        stackOf(survey, path),
        `pods of namespace ${namespace} talk in plain text`,
        'mesh: Mesh.istio() of the stack, or link: { nodeEncryption: NodeEncryption.ciliumWireGuard() } where the network has it',
      );
    }
  }
}

/** What the mesh knows to go out in plain text. */
function exits(survey: Survey, answers: Answers): void {
  const rule = SecurityRule.EXITS_ENCRYPTED;
  for (const entry of survey.of('networking.istio.io', 'ServiceEntry')) {
    const { hosts = [], ports = [], location } = entry.json.spec ?? {};
    const plain = ports.filter(({ protocol }: any) => ['HTTP', 'HTTP2', 'GRPC'].includes(protocol));
    if (location === 'MESH_INTERNAL') {
      continue;
    }
    if (plain.length > 0) {
      const message = `${hosts.join(', ')} outside is called in plain text`;
      answers.hole(rule, entry.path, message, 'Peer.host(host, 443), with TLS of the caller');
    } else {
      answers.cover(rule, entry.path, nameOf(entry));
    }
  }
  for (const { path, json } of survey.of('networking.istio.io', 'DestinationRule')) {
    if (JSON.stringify(json.spec ?? {}).includes('"mode":"DISABLE"')) {
      answers.hole(rule, path, `calls of ${json.spec.host} have their TLS switched off`, 'no tls mode DISABLE');
    }
  }
}

/** A certificate that is renewed while a site is away comes when the site is back. */
function outlasts(survey: Survey, answers: Answers, service: EdgeService): void {
  const away = Math.max(0, ...service.sites.map(({ _offlineSeconds }) => _offlineSeconds)) / 3600;
  // Copies at sites have their pods inside of objects of the runtime: the service says itself what it mounts.
  const mounted = new Set(
    mountsOfPod(service._props).map(({ _source: { source } }) => source?.secret?.secretName as string | undefined),
  );
  for (const { name, namespace, path, json } of survey.of('cert-manager.io', 'Certificate')) {
    const { secretName, duration, renewBefore } = json.spec ?? {};
    if (namespace !== service.stack.namespaceName || !mounted.has(secretName)) {
      continue;
    }
    const hours = hoursOf(renewBefore) ?? (hoursOf(duration) ?? 2160) / 3;
    if (hours <= away) {
      answers.hole(
        SecurityRule.CERTIFICATES_OUTLAST,
        path,
        `is renewed ${hours} h before its end, and a site may be without the cloud for ${away} h: ${service.node.path} then has one that is over`,
        `renewBefore of more than ${away} h, and a longer duration`,
      );
    } else {
      answers.cover(SecurityRule.CERTIFICATES_OUTLAST, path, `Certificate ${namespace}/${name}, ${hours} h`);
    }
  }
}

function hoursOf(text: string | undefined): number | undefined {
  const [, hours, minutes = 0] = /^(?:(\d+)h)?(?:(\d+)m)?/.exec(text ?? '') ?? [];
  return hours === undefined ? undefined : Number(hours) + Number(minutes) / 60;
}

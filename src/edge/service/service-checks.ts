import { posix } from 'path';
import type { SitePlacements } from './edge-placement';
import { EdgeServiceProps } from './edge-service-props';
import { checkOverrides, namesOf } from './override-checks';
import { PlaceableService } from './placeable-service';
import { CONFIG_FOLDER, configFiles } from './service-config';
import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checkFiles } from '../../platform/configuration/configuration-checks';
import { Image } from '../../platform/image';
import { PodSecurity } from '../../platform/pod-security';
import { CallGraph } from '../../workload/calls/call-graph';
import { refuseReloader } from '../../workload/pod/content/content-refusals';
import { refuseClaim } from '../../workload/pod/device-claim';
import { PortProtocol } from '../../workload/pod/port';
import { refuseSpot } from '../../workload/spot/spot-nodes';
import { checkWorkload } from '../../workload/workload-checks';
import { EdgeSite } from '../platform/edge-platform';
import { mergedOverrides } from '../site/merged-overrides';
import { SiteOverride } from '../site/site-override';
import { checkSiteRegistries } from '../site/site-registry';

/** Longest name of an object that pods carry in a label. */
const LONGEST_NAME = 63;

/** Checks everything about a service that its own props tell. */
export function checkEdgeService(
  problems: Problems,
  stack: AutonomousStack,
  id: string,
  props: EdgeServiceProps,
): void {
  checkWorkload(problems, stack, id, { ...props, survive: undefined });
  refuseReloader(
    problems,
    props,
    'the Deployments of sites belong to another controller, which takes its changes back',
  );
  refuseClaim(problems, props.resources.accelerator, 'nodes of edge sites run Kubernetes without claims');
  const { survive, profile, config = {}, buffer, maxSurge, ports = [], balancing } = props;
  for (const port of profile?._hostPorts ?? []) {
    const own = ports.some(({ _id }) => _id === port._id);
    problems.check(own, 'profile.hostPorts', port.number, 'is no port of the service', 'add it to ports');
  }
  const other = balancing?._readsRequests ? ports.find(({ protocol }) => protocol !== PortProtocol.HTTP) : undefined;
  problems.check(
    other === undefined,
    'balancing',
    `a header, and port ${other?.number} of ${other?.protocol}`,
    'EdgeMesh reads a request of HTTP/1.1 from everything that arrives: its agent ends with a datagram, and other connections wait for one',
    'EdgeBalancing.consistentSource(), or a service of its own for that port',
  );
  problems.check(
    stack.mesh._istio === undefined,
    'stack',
    stack.node.path,
    "has Istio's sidecars, which do not run at edge sites: they need istiod all the time",
    'a stack without mesh for what runs at the edge',
  );
  problems.check(
    survive === undefined || survive.level !== 'zone',
    'survive',
    'zone',
    'a site has no zones',
    'Survive.node()',
  );
  problems.check(
    profile === undefined || profile.isRestricted || stack.podSecurity === PodSecurity.PRIVILEGED,
    'profile',
    'edge device',
    `namespace ${stack.namespaceName} admits Pod Security "${stack.podSecurity}" only`,
    'podSecurity: PodSecurity.PRIVILEGED on a stack of its own',
  );
  problems.check(
    maxSurge === undefined || (Number.isInteger(maxSurge) && maxSurge >= 0),
    'maxSurge',
    maxSurge,
    'must be a whole number of at least 0',
  );
  checkFiles(problems, 'config', configFiles(config));
  checkMounts(problems, props);
  checkHealthAlone(problems, props);
  problems.check(
    props.identity === undefined,
    'identity',
    'given',
    'pods of edge sites work without the cloud: neither its identities nor the API server are there',
    'leave it out, or call a service of the cloud that has them',
  );
  refuseSpot(problems, props.spot, "nodes of edge sites are nobody's to take back");
  if (buffer) {
    problems.check(
      /^\/[^:]+$/.test(buffer.mountPath),
      'buffer.mountPath',
      buffer.mountPath,
      'must be an absolute path',
    );
    const named = buffer.storageClass === undefined || isDnsSubdomain(buffer.storageClass);
    problems.check(named, 'buffer.storageClass', buffer.storageClass, 'must be the name of a storage class');
  }
}

/** Programs that ask for names, or for other machines. */
const ASKS_NAMES = /(^|\/)(nslookup|dig|host|ping|ping6|getent)$/;

/**
 * A site has to tell whether its pods are well by itself: what asks somebody else by name takes all of them out, or restarts them, as soon as the cloud is away that answers for
 * the name.
 */
function checkHealthAlone(problems: Problems, { health }: EdgeServiceProps): void {
  for (const command of health?._commands ?? []) {
    const far =
      command.slice(0, 1).find((word) => ASKS_NAMES.test(word)) ??
      command.map(hostIn).find((host) => host !== undefined);
    problems.check(
      far === undefined,
      'health',
      command.join(' '),
      `asks ${far}: while the site is without the cloud pods that work would be taken out, or restarted`,
      'a command that asks the process itself, at localhost',
    );
  }
}

/** The host of an address in a command, where it is another machine. */
function hostIn(word: string): string | undefined {
  const host = /[a-z][a-z0-9+.-]*:\/\/(?:[^/\s'"@]*@)?(\[[^\]]*\]|[^/:\s'"]+)/.exec(word)?.[1];
  return host === undefined || /^(localhost|0\.0\.0\.0|127(\.\d+){3}|\[::1?\]|\$.*)$/.test(host) ? undefined : host;
}

/** Ports of its nodes on which the policy of a service lets nobody in. */
export function closedPorts({ profile }: EdgeServiceProps, graph: CallGraph): string[] {
  return (profile?._hostPorts ?? [])
    .filter((port) => !graph.admitsOutside(port))
    .map(
      ({ number }) =>
        `hostPorts ${number}: its policy lets nobody at the site in; service.admits(Origin.cidr('...'), [port])`,
    );
}

/** A path is mounted once. */
function checkMounts(problems: Problems, { config, buffer, profile }: EdgeServiceProps): void {
  const paths = [
    '/tmp',
    ...(config ? [CONFIG_FOLDER] : []),
    ...(buffer ? [buffer.mountPath] : []),
    ...(profile?._volumes ?? []).map(({ mount }) => mount.mountPath),
  ].map((path) => posix.normalize(path).replace(/(.)\/+$/, '$1'));
  for (const path of new Set(paths.filter((one, i) => paths.indexOf(one) !== i))) {
    problems.check(false, 'mountPath', path, 'is mounted already');
  }
}

/**
 * Checks the sites that a service is deployed to, and what is different there.
 * @param present where it runs already
 */
export function checkTargets(
  problems: Problems,
  service: PlaceableService,
  sites: readonly EdgeSite[],
  overrides: readonly SiteOverride[],
  present: SitePlacements | undefined,
): void {
  problems.check(sites.length > 0, 'sites', '[]', 'must name at least one site');
  const first = present?.first ?? sites[0];
  const seen = new Set<EdgeSite>();
  const report = (wrong: readonly EdgeSite[], allowed: string, cure?: string) =>
    problems.check(wrong.length === 0, 'sites', namesOf(wrong), allowed, cure);
  report(
    sites.filter((site) => present?.at(site) || seen.size === seen.add(site).size),
    'it runs there already',
    'each site once',
  );
  report(
    sites.filter(({ platform }) => platform.cluster !== service.stack.cluster),
    `is of another cluster than the service, ${service.stack.cluster.clusterName}`,
  );
  const kind = (site: EdgeSite) => `${site._offlineSeconds > 0} ${site.holdUpgrade}`;
  report(
    sites.filter((site) => kind(site) !== kind(first)),
    `is not like ${first?.siteName}: one works without the cloud, or holds updates, and the other does not`,
    'a service for each kind of site',
  );
  const { balancing } = service._props;
  report(
    balancing ? sites.filter(({ platform }) => !platform._runtime.hasEdgeMesh) : [],
    'has no EdgeMesh, which balancing is for',
    'leave balancing out',
  );
  report(
    sites.filter(({ siteName }) => `${service.serviceName}-${siteName}`.length > LONGEST_NAME),
    `the name of the copy has more than ${LONGEST_NAME} characters`,
    'a shorter name of the service',
  );
  const differs = mergedOverrides(overrides);
  const isPinned = (image: Image) => image._pinnedBy(service.stack.environment?.images).reference.includes('@sha256:');
  report(
    sites.filter((site) => site._offlineSeconds > 0 && !isPinned(differs.get(site)?.image ?? service._props.image)),
    'may be offline, and the image has no digest: what its tag names may change meanwhile',
    "registry.image('...', { tag, digest }), or the lock of its environment",
  );
  checkSiteRegistries(problems, service, sites, differs);
  checkOverrides(problems, service, sites, overrides);
}

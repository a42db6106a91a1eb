import { exportedTo, fullHost, namespaceOf, refusal, standsFor, World } from './world';
import { Found, list } from '../../routes/claims';

const NETWORKING = 'networking.istio.io';

/** TLS to a host of which nobody checks the certificate (IST0128, 0129). */
export function certificatesAreChecked(world: World): string[] {
  return world.of(`${NETWORKING}/DestinationRule`).flatMap((found) => {
    const { spec = {} } = found.json;
    const open = (tls: any) =>
      ['SIMPLE', 'MUTUAL'].includes(tls?.mode) && !tls.caCertificates && !(tls.credentialName && spec.workloadSelector);
    const text = `speaks TLS to ${spec.host} and checks no certificate of it`;
    const cure = 'caCertificates, such as system, and subjectAltNames';
    return [
      ...(open(spec.trafficPolicy?.tls) ? [refusal(found, 128, text, cure)] : []),
      ...list(spec.trafficPolicy?.portLevelSettings)
        .filter(({ tls }) => open(tls))
        .map(({ port }) => refusal(found, 129, `on port ${port?.number} ${text}`, cure)),
    ];
  });
}

/** Hosts of DestinationRules that no Service and no ServiceEntry has (IST0174). */
export function rulesHaveHosts(world: World): string[] {
  const services = world.of('/Service').map(({ json }) => fullHost(json.metadata?.name, namespaceOf(json)));
  const entries = world.of(`${NETWORKING}/ServiceEntry`).flatMap(({ json }) => list(json.spec?.hosts).map(String));
  const namespaces = new Set(world.of('/Namespace').map(({ json }) => json.metadata?.name));
  // Outside the mesh they are those of EdgeMesh, which knows hosts by `<name>.<namespace>`.
  const rules = world
    .of(`${NETWORKING}/DestinationRule`)
    .filter(({ json }) => world.dataplaneOf(namespaceOf(json)) !== 'none');
  return rules.flatMap((found) => {
    const host = fullHost(found.json.spec?.host, namespaceOf(found.json));
    const [, namespace] = host.split('.');
    const ours = !host.endsWith('.svc.cluster.local') || namespaces.has(namespace);
    const there = [...services, ...entries].some((one) => standsFor(host, one) || standsFor(one, host));
    return there || !ours
      ? []
      : [
          refusal(
            found,
            174,
            `host ${host} is no Service or ServiceEntry of the cluster's charts`,
            'the name of a Service',
          ),
        ];
  });
}

/** ServiceEntries of one host and port with different protocols, seen from one namespace (IST0177). */
export function entriesAgree(world: World): string[] {
  const uses = world.of(`${NETWORKING}/ServiceEntry`).flatMap((found) =>
    list(found.json.spec?.hosts).flatMap((host) =>
      list(found.json.spec?.ports).map(({ number, protocol }) => ({
        found,
        at: `${host}:${number}`,
        speaks: String(protocol).toUpperCase(),
        to: exportedTo(found),
      })),
    ),
  );
  return uses.flatMap(({ found, at, speaks, to }, i) => {
    const other = uses
      .slice(0, i)
      .find(
        (one) =>
          one.at === at &&
          one.speaks !== speaks &&
          (to.includes('*') || one.to.includes('*') || to.some((namespace) => one.to.includes(namespace))),
      );
    return other
      ? [
          refusal(
            found,
            177,
            `says that ${at} speaks ${speaks}, and ${other.found.path} ${other.speaks}`,
            'one protocol in both',
          ),
        ]
      : [];
  });
}

/** Telemetry of access logs that names no provider, which is ignored where the mesh has no default (IST0157). */
export function telemetryHasProviders(world: World): string[] {
  return world
    .of('telemetry.istio.io/Telemetry')
    .flatMap((found) =>
      list(found.json.spec?.accessLogging).some(({ disabled, providers }) => !disabled && list(providers).length === 0)
        ? [
            refusal(
              found,
              157,
              'logs to no provider',
              'providers: [{ name: ... }], of the extensionProviders of the mesh',
            ),
          ]
        : [],
    );
}

/** Two Gateways of one selector that show one certificate: clients use the connection to one host for another, and get 404 (IST0138). */
export function certificatesAreApart(world: World): string[] {
  const uses = world
    .of(`${NETWORKING}/Gateway`)
    .flatMap((found) =>
      list(found.json.spec?.servers).flatMap(({ tls }) =>
        tls?.credentialName
          ? [{ found, key: JSON.stringify([found.json.spec?.selector, tls.credentialName]), of: tls.credentialName }]
          : [],
      ),
    );
  return uses.flatMap(({ found, key, of }, i) => {
    const other = uses.slice(0, i).find((one) => one.key === key && one.found !== found);
    return other
      ? [
          refusal(
            found,
            138,
            `shows the certificate ${of} that ${other.found.path} shows too`,
            'a certificate for each, or one Gateway',
          ),
        ]
      : [];
  });
}

/** Ports of a Gateway that the Service of its pods does not list (IST0162), where both are in the charts. */
export function gatewaysAreReached(world: World): string[] {
  return world.of(`${NETWORKING}/Gateway`).flatMap((found: Found) => {
    const selector: Record<string, string> = found.json.spec?.selector ?? {};
    const pods = world.templates.filter(({ labels }) =>
      Object.entries(selector).every(([key, value]) => labels[key] === value),
    );
    if (Object.keys(selector).length === 0 || pods.length === 0) {
      return [];
    }
    const ports = pods.flatMap(({ labels, namespace }) =>
      world
        .of('/Service')
        .filter(
          ({ json }) =>
            namespaceOf(json) === namespace &&
            Object.entries<string>(json.spec?.selector ?? { '': '' }).every(([key, value]) => labels[key] === value),
        )
        .flatMap(({ json }) => list(json.spec?.ports).flatMap(({ port, targetPort }) => [port, targetPort])),
    );
    return list(found.json.spec?.servers)
      .filter(({ port }) => !ports.includes(port?.number))
      .map(({ port }) =>
        refusal(
          found,
          162,
          `listens on port ${port?.number}, which no Service of its pods lists`,
          'that port in the Service',
        ),
      );
  });
}

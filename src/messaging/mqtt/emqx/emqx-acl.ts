import { VehicleGateway } from './vehicle-gateway';
import { sortedBy } from '../../../capacity/order';
import { TopicRights } from '../topic-rights';
import { OWN_ID } from '../topics';

/** What is allowed on the topics of a broker. */
export interface AclParts {
  /** What every client outside may do. */
  readonly topics: TopicRights;
  /** What services of the cluster may do, by the common name of their certificate. */
  readonly services: Readonly<Record<string, TopicRights>>;
  readonly gateways: readonly VehicleGateway[];
}

/**
 * The rules of EMQX's file source (Erlang terms; emqx_authz_rule.erl). Services come first: one has the name of its certificate, and an id that begins with that name
 * and a dash, which no client outside has, since its id and its name are the same. What no rule allows is denied.
 */
export function aclOf({ topics, services, gateways }: AclParts): string {
  const all = (rights: TopicRights, who: string) => [
    ...rule(who, 'publish', rights.publishes),
    ...rule(who, 'subscribe', rights.subscribes),
  ];
  return [
    ...sortedBy(Object.keys(services), (name) => name).flatMap((name) => {
      const who = `{'and', [{username, ${quoted(name)}}, {clientid, {re, ${quoted(`^${name}-`)}}}]}`;
      return [...all(services[name], who), `{deny, ${who}, all, ["#"]}.`];
    }),
    '{deny, all, subscribe, ["$SYS/#", {eq, "#"}, {eq, "+/#"}]}.',
    ...all(topics, 'all'),
    ...gateways.flatMap((gateway) => rule('all', 'all', [topicOf(gateway)])),
    '{deny, all}.',
    '',
  ].join('\n');
}

/** The topics of one vehicle of a gateway. Where it has shown a certificate, they are those of the name in it. */
function topicOf({ _parts: { name, needsCertificate }, _withoutTls: plain }: VehicleGateway): string {
  return needsCertificate && plain === undefined ? `${name}/\${cert_common_name}/#` : `${name}/${OWN_ID}/#`;
}

function rule(who: string, action: 'publish' | 'subscribe' | 'all', topics: readonly string[] = []): string[] {
  const filters = topics.map((topic) =>
    quoted(
      topic
        .split('/')
        .map((level) => (level === OWN_ID ? '${clientid}' : level))
        .join('/'),
    ),
  );
  return topics.length > 0 ? [`{allow, ${who}, ${action}, [${filters.join(', ')}]}.`] : [];
}

function quoted(text: string): string {
  return `"${text}"`;
}

import { ClientAuth } from './client-auth';
import { Hocon, hoconOf } from './hocon';
import { VehicleGateway } from './vehicle-gateway';

/** Where the brokers find their files. */
export const FILES = {
  tls: '/etc/emqx/tls',
  acl: '/etc/emqx/acl',
  licence: '/etc/emqx/licence',
} as const;

export const ACL_FILE = 'acl.conf';

/** Port of the API: probes, metrics and the operator ask there. */
export const API_PORT = 18083;

/** Port for services of the cluster, which show certificates of their own. */
export const SERVICES_PORT = 8884;

/** The zone of settings for services. */
const SERVICES = 'services';

/** What the settings of the brokers follow from. */
export interface EmqxSettings {
  readonly port: number;
  readonly proxyProtocol: boolean;
  readonly clientAuth: ClientAuth;
  readonly gateways: readonly VehicleGateway[];
  readonly hasServices: boolean;
  /** Clients of all protocols, and how many of them one node takes. */
  readonly connections: number;
  readonly perNode: number;
  /** Connections per second that one node takes. */
  readonly rate: number;
  /** Bytes of the largest message. */
  readonly largestMessage: number;
  /** Name of the file with the licence, where there is one. */
  readonly licenceFile?: string;
  /** Whether somebody may log in to the dashboard. */
  readonly hasDashboard: boolean;
}

/** Bytes of a packet of MQTT around its payload: the fixed header, the topic and properties. */
const PACKET_OVERHEAD = 4096;

/** The settings (HOCON; emqx_schema.erl, emqx_gateway_schema.erl and the schemas of both gateways at v5.8.6 and 6.3). */
export function emqxConfig(settings: EmqxSettings): string {
  const { clientAuth, gateways, hasServices, licenceFile, hasDashboard, largestMessage } = settings;
  const { mqtt = {}, ...auth } = clientAuth._settings;
  return hoconOf({
    listeners: listenersOf(settings),
    mqtt: { max_packet_size: largestMessage + PACKET_OVERHEAD, ...(mqtt as Record<string, Hocon>) },
    ...(hasServices && {
      zones: {
        [SERVICES]: {
          mqtt: { peer_cert_as_username: 'cn', peer_cert_as_clientid: 'disabled', use_username_as_clientid: false },
        },
      },
    }),
    ...auth,
    authorization: {
      no_match: 'deny',
      deny_action: 'ignore',
      sources: [{ type: 'file', enable: true, path: `${FILES.acl}/${ACL_FILE}` }],
    },
    ...(gateways.length > 0 && {
      gateway: Object.fromEntries(gateways.map((one) => [one._parts.name, gatewayOf(one, settings)])),
    }),
    dashboard: {
      listeners: { http: { bind: API_PORT } },
      // Without a name and a password there is no user that could log in.
      ...(!hasDashboard && { default_username: '', default_password: '' }),
    },
    ...(licenceFile !== undefined && { license: { key: `file://${FILES.licence}/${licenceFile}` } }),
  });
}

/** Those without TLS are off: they are there where nothing is said of them. */
function listenersOf(settings: EmqxSettings): Record<string, Hocon> {
  const { port, proxyProtocol, clientAuth, hasServices, connections, perNode, gateways, rate } = settings;
  const own = connections - gateways.reduce((sum, one) => sum + one.connections, 0);
  const off = { default: { enable: false } };
  return {
    tcp: off,
    ws: off,
    wss: off,
    ssl: {
      default:
        own > 0
          ? {
              bind: port,
              max_connections: shareOf(perNode, own, connections),
              max_conn_rate: `${shareOf(rate, own, connections)}/s`,
              // Who shows no certificate does not get here: there is nobody left to ask for a password.
              enable_authn: clientAuth._kind === 'jwt',
              proxy_protocol: proxyProtocol,
              ssl_options: { ...tlsFiles(), ...clientAuth._tls },
            }
          : { enable: false },
      ...(hasServices && {
        [SERVICES]: {
          bind: SERVICES_PORT,
          zone: SERVICES,
          enable_authn: false,
          ssl_options: {
            ...tlsFiles(),
            cacertfile: `${FILES.tls}/ca.crt`,
            verify: 'verify_peer',
            fail_if_no_peer_cert: true,
          },
        },
      }),
    },
  };
}

function gatewayOf(
  gateway: VehicleGateway,
  { perNode, rate, connections, clientAuth, proxyProtocol }: EmqxSettings,
): Hocon {
  const { connections: own, port, _withoutTls: plain, _parts } = gateway;
  const listener = {
    bind: port.number,
    max_connections: shareOf(perNode, own, connections),
    max_conn_rate: shareOf(rate, own, connections),
    ...(proxyProtocol && { proxy_protocol: true }),
  };
  const tls = { ...tlsFiles(), ...(_parts.needsCertificate ? clientAuth._tls : { verify: 'verify_none' }) };
  return {
    ..._parts.settings,
    listeners:
      plain === undefined ? { ssl: { default: { ...listener, ssl_options: tls } } } : { tcp: { default: listener } },
  };
}

function tlsFiles(): Record<string, Hocon> {
  return {
    certfile: `${FILES.tls}/tls.crt`,
    keyfile: `${FILES.tls}/tls.key`,
    versions: ['tlsv1.3', 'tlsv1.2'],
    handshake_timeout: '15s',
  };
}

/** The part of one protocol, at least one. */
function shareOf(whole: number, part: number, all: number): number {
  return Math.max(1, Math.floor((whole * part) / all));
}

import { ClientLogin } from './client-login';
import { sortedBy } from '../../../capacity/order';
import { TopicRights } from '../topic-rights';
import { OWN_ID } from '../topics';

/** Where a mosquitto finds its files. */
export const MOSQUITTO_FILES = {
  config: '/etc/config',
  tls: '/etc/mosquitto/tls',
  passwords: '/etc/mosquitto/passwords',
  data: '/mosquitto/data',
} as const;

/** Names of its files in `config`. */
export const CONFIG_FILE = 'mosquitto.conf';
export const ACL_FILE = 'acl.conf';

/** User and group of the image. */
export const MOSQUITTO_USER = 1883;

/** What the settings of a mosquitto follow from. */
export interface MosquittoSettings {
  readonly port: number;
  readonly login: ClientLogin;
  readonly persistent: boolean;
  /** Bytes of the largest message. */
  readonly largestMessage: number;
  /** Bytes that wait for clients that are away; absent: a thousand messages of each. */
  readonly queuedBytes?: number;
  /** Whole days after which a client that stays away is forgotten. */
  readonly forgottenDays: number;
}

/** The settings (mosquitto.conf(5) of 2.0): one listener, with TLS 1.2 or 1.3, for clients that say who they are. */
export function mosquittoConfig(settings: MosquittoSettings): string {
  const { port, login, persistent, largestMessage, queuedBytes, forgottenDays } = settings;
  const { tls, config, passwords, data } = MOSQUITTO_FILES;
  const secret = login._passwords;
  return [
    'per_listener_settings false',
    'allow_anonymous false',
    `acl_file ${config}/${ACL_FILE}`,
    ...(secret ? [`password_file ${passwords}/${secret.key}`] : []),
    `message_size_limit ${largestMessage}`,
    `max_queued_messages ${queuedBytes === undefined ? 1000 : 0}`,
    ...(queuedBytes === undefined ? [] : [`max_queued_bytes ${queuedBytes}`]),
    `persistent_client_expiration ${forgottenDays}d`,
    ...(persistent
      ? ['persistence true', `persistence_location ${data}/`, 'autosave_interval 30']
      : ['persistence false']),
    'log_dest stdout',
    `listener ${port}`,
    `certfile ${tls}/tls.crt`,
    `keyfile ${tls}/tls.key`,
    ...(secret ? [] : [`cafile ${tls}/ca.crt`, 'require_certificate true', 'use_identity_as_username true']),
    '',
  ].join('\n');
}

/** The rules: of each client by its name, and what all have below their own. What no rule allows is denied. */
export function mosquittoAcl(clients: Readonly<Record<string, TopicRights>>, own: TopicRights = {}): string {
  const rules = (word: string, { publishes = [], subscribes = [] }: TopicRights) => [
    ...publishes.map((topic) => `${word} write ${topic}`),
    ...subscribes.map((topic) => `${word} read ${topic}`),
  ];
  const named = (topics: string[] = []) =>
    topics.map((topic) =>
      topic
        .split('/')
        .map((level) => (level === OWN_ID ? '%u' : level))
        .join('/'),
    );
  return [
    ...rules('pattern', { publishes: named(own.publishes), subscribes: named(own.subscribes) }),
    ...sortedBy(Object.keys(clients), (name) => name).flatMap((name) => [
      '',
      `user ${name}`,
      ...rules('topic', clients[name]),
    ]),
    '',
  ].join('\n');
}

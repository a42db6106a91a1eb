import { EmqxBrokerProps } from './emqx-broker-props';
import { API_PORT, SERVICES_PORT } from './emqx-config';
import { BrokerLoad, connectionsIn } from './emqx-load';
import { EmqxVersion, needsLicence, versionIn, versionOf } from './emqx-version';
import { bytesOf, quantityOf } from '../../../manifest/amounts';
import { checkDnsLabel, isDnsLabel } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { checkTime } from '../../../manifest/times';
import { checkOwnTopics, checkRights } from '../topics';

/** Ports of brokers without TLS, by habit. */
const PLAIN: ReadonlySet<number> = new Set([1883, 8083]);

/** Ports on which the nodes talk to each other. */
const AMONG_NODES: ReadonlySet<number> = new Set([4370, 5369]);

/** The first version that the library knows the settings of. */
const OLDEST = '5.8.0';

/** Checks everything about a broker that its props tell. Returns the version, where one is known. */
export function checkBroker(problems: Problems, props: EmqxBrokerProps, load: BrokerLoad): EmqxVersion | undefined {
  const { connections, perNode, largestMessage, topics, services = {}, adminPassword, licence } = props;
  const whole = (prop: string, value: number) =>
    problems.check(Number.isInteger(value) && value > 0, prop, value, 'must be a whole number above 0');
  whole('connections', connections);
  if (whole('perNode', perNode)) {
    checkMemory(problems, load);
  }
  const largest = largestMessage === undefined ? 1 : bytesOf(largestMessage);
  const fits = largest > 0 && largest <= 255 * 2 ** 20;
  problems.check(
    fits,
    'largestMessage',
    largestMessage && quantityOf(largestMessage),
    'must be above 0 and at most 255 MiB, which MQTT ends at',
  );
  checkOwnTopics(problems, 'topics', topics);
  for (const [name, rights] of Object.entries(services)) {
    problems.check(isDnsLabel(name), 'services', name, 'must be a DNS label: the common name of a certificate');
    checkRights(problems, `services.${name}`, rights);
  }
  checkPorts(problems, props);
  checkGateways(problems, props);
  checkOperation(problems, props);
  checkReconnect(problems, props);
  checkDnsLabel(problems, 'operatorNamespace', props.operatorNamespace ?? 'emqx');
  const same = adminPassword !== undefined && adminPassword === licence;
  problems.check(!same, 'adminPassword', adminPassword?.key, 'is the licence', 'a secret of its own');
  return checkVersion(problems, props);
}

function checkMemory(problems: Problems, load: BrokerLoad): void {
  const most = connectionsIn(load);
  const { memory, perNode, memoryPerConnection } = load;
  const mib = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  const needed = mib((perNode * memoryPerConnection + 512 * 2 ** 20) / 0.7);
  problems.check(
    !(perNode > most),
    'perNode',
    perNode,
    `${mib(memory)} MiB hold ${most} connections of ${Math.round(memoryPerConnection / 1024)} KiB below 70 %, where EMQX raises its alarm`,
    `at most ${most}, or resources.memory of at least ${needed} MiB`,
  );
}

function checkPorts(problems: Problems, { port = 8883, gateways = [] }: EmqxBrokerProps): void {
  const all = [port, ...gateways.map((gateway) => gateway.port.number)];
  for (const [i, number] of all.entries()) {
    const prop = i === 0 ? 'port' : 'gateways.port';
    const known = Number.isInteger(number) && number >= 1024 && number <= 65_535;
    problems.check(known, prop, number, 'must be a whole number from 1024 to 65535');
    const plain = PLAIN.has(number);
    problems.check(!plain, prop, number, 'is the port of brokers without TLS: clients would try it so', '8883');
    const own = number === API_PORT || number === SERVICES_PORT || AMONG_NODES.has(number);
    problems.check(
      !own,
      prop,
      number,
      "is one of the brokers' own",
      `another than ${API_PORT}, ${SERVICES_PORT}, 4370 and 5369`,
    );
    problems.check(all.indexOf(number) === i, prop, number, 'is there already');
  }
}

function checkGateways(problems: Problems, { gateways = [], connections, clientAuth }: EmqxBrokerProps): void {
  const names = gateways.map(({ _parts }) => _parts.name);
  for (const [i, { _parts, _withoutTls: plain }] of gateways.entries()) {
    problems.check(
      names.indexOf(_parts.name) === i,
      'gateways',
      _parts.name,
      'is there already',
      'one of each protocol',
    );
    problems.check(
      !_parts.needsCertificate || plain !== undefined || clientAuth._kind === 'mutual',
      'gateways',
      _parts.name,
      'has no login: without certificates of the vehicles it would be an anonymous listener',
      'ClientAuth.mutual(...)',
    );
  }
  const sum = gateways.reduce((all, one) => all + one.connections, 0);
  problems.check(
    !(sum > connections),
    'gateways.connections',
    sum,
    `are more than the ${connections} connections of the broker`,
  );
}

function checkOperation(problems: Problems, props: EmqxBrokerProps): void {
  const { upgrade, cookie, cores, apiKeys, priority } = props;
  const single = upgrade !== undefined && upgrade._eviction === undefined;
  const cure = 'EmqxUpgrade.blueGreen()';
  if (single) {
    problems.check(
      cookie !== undefined,
      'cookie',
      cookie,
      'is what the nodes know each other by, and its default is known to all',
      'a key of a SecretRef',
    );
    problems.check(cores === undefined, 'cores', 'given', 'is for nodes of the operator', cure);
    problems.check((apiKeys ?? []).length === 0, 'apiKeys', 'given', 'are for nodes of the operator', cure);
  } else {
    problems.check(cookie === undefined, 'cookie', cookie?.key, 'is made by the operator itself', 'leave it out');
    problems.check(
      priority === undefined,
      'priority',
      priority?.priorityName,
      'is none that EMQX resources can have',
      'EmqxUpgrade.oneByOne()',
    );
  }
  const { count = 3 } = cores ?? {};
  const enough = Number.isInteger(count) && count >= 2 && count <= 9;
  problems.check(enough, 'cores.count', count, 'must be a whole number from 2 to 9: one alone is lost with its node');
}

function checkReconnect(problems: Problems, { reconnect: { within, maxRate } = {} }: EmqxBrokerProps): void {
  checkTime(problems, 'reconnect.within', within);
  const whole = maxRate === undefined || (Number.isInteger(maxRate) && maxRate > 0);
  problems.check(whole, 'reconnect.maxRate', maxRate, 'must be a whole number above 0');
}

function checkVersion(
  problems: Problems,
  { image, version, gateways = [], licence }: EmqxBrokerProps,
): EmqxVersion | undefined {
  const found = version === undefined ? versionOf(image) : versionIn(version);
  const cure = "version: '5.8.6'";
  if (
    !problems.check(found !== undefined, 'version', version ?? image.shortVersion, 'tells no version of EMQX', cure)
  ) {
    return undefined;
  }
  const old = found!.major < 5 || (found!.major === 5 && found!.minor < 8);
  problems.check(
    !old,
    'version',
    found!.text,
    `is before ${OLDEST}, of which the settings are written`,
    'a newer image',
  );
  const open = !needsLicence(found!) && /(^|\/)emqx$/.test(image.repository);
  problems.check(
    !(open && gateways.length > 0),
    'gateways',
    gateways.map(({ _parts }) => _parts.name),
    `are not in ${image.repository.split('/').pop()} ${found!.text}`,
    'the image emqx-enterprise with a licence, or a version from 5.9.0 on',
  );
  problems.check(
    !(open && licence !== undefined),
    'licence',
    licence?.key,
    `is for emqx-enterprise, and the image is emqx ${found!.text}`,
    'that image, or no licence',
  );
  const bought = !needsLicence(found!) && /(^|\/)emqx-enterprise$/.test(image.repository);
  problems.check(
    !(bought && licence === undefined),
    'licence',
    licence,
    `emqx-enterprise ${found!.text} is for evaluation alone without one`,
    'a key of a SecretRef',
  );
  return found;
}

import { KafkaClusterProps, KafkaNodes, KafkaResources } from './kafka-cluster-props';
import { checkBrokerConfig } from './kafka-config';
import { KafkaListener } from './kafka-listener';
import { heapOf } from './kafka-pods';
import { checkVersions } from './kafka-version';
import { SurviveLevel } from '../../../capacity/model';
import { Cluster } from '../../../cluster/cluster';
import { bytesOf, millisOf, quantityOf } from '../../../manifest/amounts';
import { checkDnsLabel, checkLabels } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';

/** Where a Kafka cluster runs. */
export interface KafkaPlace {
  readonly cluster: Cluster;
  readonly survive: SurviveLevel;
  readonly zones: readonly string[];
  readonly isProduction: boolean;
}

/** Names of what is made of it get up to 23 characters more. */
const LONGEST_NAME = 40;
const MOST_NODES = 500;
const MOST_HEAP_SHARE = 0.75;
const LEAST_HEAP_MIB = 256;

/** Checks what a Kafka cluster is asked to be. */
export function checkKafka(
  problems: Problems,
  id: string,
  props: KafkaClusterProps,
  listeners: readonly KafkaListener[],
  place: KafkaPlace,
): void {
  checkDnsLabel(problems, 'name', id, LONGEST_NAME);
  checkVersions(problems, props.version, props.metadataVersion);
  checkBrokers(problems, props, place);
  checkQuorum(problems, props, place);
  checkListeners(problems, listeners);
  checkBrokerConfig(problems, props.config ?? {});
  checkBeside(problems, props);
  for (const window of props.maintenanceWindows ?? []) {
    const fields = window.trim().split(/\s+/).length;
    const cron = fields === 6 || fields === 7;
    problems.check(
      cron,
      'maintenanceWindows',
      window,
      'must have 6 or 7 fields, from seconds to years',
      "'* * 2-4 ? * SUN'",
    );
  }
}

function checkBrokers(problems: Problems, { brokers }: KafkaClusterProps, place: KafkaPlace): void {
  const { count } = brokers;
  const whole = Number.isInteger(count) && count >= 1 && count <= MOST_NODES;
  problems.check(whole, 'brokers.count', count, `must be a whole number from 1 to ${MOST_NODES}`);
  const zones = place.zones.length;
  problems.check(
    !whole || place.survive !== 'zone' || count % zones === 0,
    'brokers.count',
    count,
    `leaves the ${zones} zones with different numbers of brokers, and every zone keeps a copy of everything`,
    `${Math.ceil(count / zones) * zones}`,
  );
  checkNodes(problems, 'brokers', brokers, place);
}

function checkNodes(problems: Problems, prop: string, nodes: KafkaNodes, place: KafkaPlace): void {
  const { resources, storage, heap } = nodes;
  const { cluster, survive, isProduction } = place;
  if (!checkResources(problems, `${prop}.resources`, resources)) {
    return;
  }
  const mebibytes = heapOf(nodes);
  const most = Math.floor((bytesOf(resources.memory) / 2 ** 20) * MOST_HEAP_SHARE);
  problems.check(
    mebibytes >= LEAST_HEAP_MIB && mebibytes <= most,
    `${prop}.heap`,
    heap ? quantityOf(heap) : `${mebibytes}Mi`,
    `must be from ${LEAST_HEAP_MIB}Mi to three quarters of the memory, ${most}Mi: the rest is for the page cache`,
    heap ? 'half of the memory, as without heap' : `more memory than ${quantityOf(resources.memory)}`,
  );
  checkLabels(problems, `${prop}.nodeLabels`, nodes.nodeLabels ?? {});
  storage._check(problems, `${prop}.storage`, cluster, isProduction || survive !== 'none');
}

/** A majority has to be left after what is to be survived. */
function checkQuorum(problems: Problems, { brokers, controllers }: KafkaClusterProps, place: KafkaPlace): void {
  const dual = controllers === undefined;
  const count = dual ? brokers.count : (controllers.count ?? 3);
  const prop = dual ? 'brokers.count' : 'controllers.count';
  const why = dual ? ', as brokers without controllers are controllers themselves' : '';
  const cure = dual ? 'controllers: {...} beside the brokers' : '3';
  problems.check(
    Number.isInteger(count) && count >= 1 && count <= 5 && count % 2 === 1,
    prop,
    count,
    `must be 1, 3 or 5${why}: an even number outlives no more than one less`,
    cure,
  );
  if (controllers) {
    checkNodes(problems, 'controllers', controllers, place);
  }
  const { survive, zones } = place;
  const gone = survive === 'none' ? 0 : survive === 'node' ? 1 : Math.ceil(count / zones.length);
  const majority = Math.floor(count / 2) + 1;
  problems.check(
    count % 2 === 0 || count - gone >= majority,
    prop,
    count,
    `leaves ${count - gone} after the loss of a ${survive}${survive === 'zone' ? ` of ${zones.length}` : ''}, and ${majority} have to agree`,
    survive === 'zone' && zones.length < 3 ? 'three zones' : '3',
  );
}

/** Copies of messages that are left after what is to be survived have to be enough to write. */
export function checkCopies(problems: Problems, replication: number, { survive, zones }: KafkaPlace): void {
  if (survive === 'none') {
    return;
  }
  const shared = Math.ceil(replication / zones.length);
  const apart = survive === 'node' || shared <= 1;
  problems.check(replication >= 2, 'replication', replication, `loses messages with a ${survive}`, '3');
  problems.check(
    replication < 2 || apart,
    'replication',
    replication,
    `has ${shared} copies in one of ${zones.length} zones: without it ${replication - shared} are left, and ${replication - 1} have to be in sync`,
    `replication of ${zones.length}, or ${replication} zones`,
  );
}

function checkListeners(problems: Problems, listeners: readonly KafkaListener[]): void {
  listeners.forEach((listener) => listener._check(problems));
  problems.check(
    listeners.some(({ _isInside }) => _isInside),
    'listeners',
    '[]',
    'must have one for the workloads of the cluster',
    'KafkaListener.inside()',
  );
  for (const [prop, values] of [
    ['name', listeners.map(({ _name }) => _name)],
    ['port', listeners.map(({ _port }) => _port)],
  ] as const) {
    const twice = values.find((value, i) => values.indexOf(value as never) < i);
    problems.check(twice === undefined, `listeners.${prop}`, twice, 'is that of two listeners');
  }
}

function checkBeside(problems: Problems, { operators, cruiseControl, exporter }: KafkaClusterProps): void {
  for (const [prop, resources] of [
    ['operators.topics', operators?.topics],
    ['operators.users', operators?.users],
    ['cruiseControl', cruiseControl],
    ['exporter', exporter],
  ] as const) {
    if (resources) {
      checkResources(problems, prop, resources);
    }
  }
}

function checkResources(problems: Problems, prop: string, { cpu, memory }: KafkaResources): boolean {
  const some = problems.check(millisOf(cpu) > 0, `${prop}.cpu`, cpu.amount, 'must be above 0');
  return problems.check(bytesOf(memory) > 0, `${prop}.memory`, quantityOf(memory), 'must be above 0') && some;
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { capacityBoard, fleetBoard, servicesBoard } from './boards';
import { dashboardJson } from './panel';
import { sortedBy } from '../../capacity/order';
import { Cluster } from '../../cluster/cluster';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel, isDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** Where dashboards go, and which more there are. */
export interface DashboardsProps {
  /**
   * Namespace of the ConfigMaps: one that the sidecar of Grafana watches.
   * @default 'monitoring'
   */
  readonly namespace?: string;
  /**
   * Labels by which Grafana finds them, beside `grafana_dashboard: "1"`.
   * @default - none
   */
  readonly labels?: Record<string, string>;
  /**
   * Dashboards of your own, by their names: JSON as Grafana exports it.
   * @default - none
   */
  readonly more?: Record<string, string>;
}

/** What etcd takes of an object, less room for its metadata. */
const MOST_BYTES = 2 ** 20 - 16 * 1024;

/**
 * Dashboards for Grafana 10.4 or newer, as ConfigMaps that its sidecar finds by the label `grafana_dashboard: "1"`: services (demand, burn rates and replicas against
 * the plan), capacity (nodes and requests against the plan) and fleet (sites, devices, uplinks). Their series are those that `Observability` records.
 *
 * @example
 * new Dashboards(cluster, 'dashboards', { namespace: 'monitoring' });
 */
@checked
export class Dashboards extends Construct {
  /** The ConfigMaps. */
  public readonly configMaps: ApiObject[];

  /**
   * @param cluster Cluster that they are of.
   * @param id Name in the program.
   * @param props Where they go.
   * @throws where one of your own is no JSON of a dashboard, has a uid that is taken, or is larger than an object may be
   */
  public constructor(cluster: Cluster, id: string, props: DashboardsProps = {}) {
    super(cluster, id);
    const { namespace = 'monitoring', labels = {}, more = {} } = props;
    const { clusterName } = cluster;
    const own = [servicesBoard(clusterName), capacityBoard(clusterName), fleetBoard(clusterName)];
    const all: Record<string, string> = {
      ...Object.fromEntries(own.map((board) => [board.uid.split('-')[0], dashboardJson(board)])),
      ...more,
    };
    const problems = new Problems(pathOf(cluster, id));
    checkDnsLabel(problems, 'namespace', namespace);
    const uids = new Map(own.map(({ uid, title }) => [uid, title]));
    Object.entries(more).forEach(([name, text]) => checkBoard(problems, name, text, uids));
    problems.raiseFor(this);
    cluster._deliverOwn();
    const owner = { partOf: clusterName, namespace };
    this.configMaps = sortedBy(Object.entries(all), ([name]) => name).map(([name, text]) =>
      kubeObject(this, `Dashboard-${name}`, 'ConfigMap', {
        metadata: namespaced('ConfigMap', `dashboard-${clusterName}-${name}`, owner, {
          ...labels,
          grafana_dashboard: '1',
        }),
        data: { [`${clusterName}-${name}.json`]: text },
      }),
    );
  }
}

function checkBoard(problems: Problems, name: string, text: string, uids: Map<string, string>): void {
  const prop = `more['${name}']`;
  problems.check(isDnsLabel(name), 'more', name, 'must be a name of lower-case letters, digits and -');
  problems.check(
    !['services', 'capacity', 'fleet'].includes(name),
    'more',
    name,
    'is the name of one that is there',
    'another name',
  );
  const size = Buffer.byteLength(text);
  problems.check(
    size <= MOST_BYTES,
    prop,
    `${Math.ceil(size / 1024)} KiB`,
    'is more than an object may hold, 1 MiB',
    'fewer panels in each',
  );
  const board = parsed(text);
  const isBoard = board !== undefined && typeof board.title === 'string' && Array.isArray(board.panels);
  problems.check(isBoard, prop, `${text.slice(0, 20)}`, 'is no JSON of a dashboard with a title and panels');
  if (isBoard) {
    const { uid, title, schemaVersion } = board;
    const hasUid = typeof uid === 'string' && /^[-A-Za-z0-9_]{1,40}$/.test(uid);
    problems.check(
      hasUid,
      `${prop}.uid`,
      uid,
      'must be 1 to 40 letters, digits, - and _: without one every import is another dashboard',
    );
    problems.check(!uids.has(uid), `${prop}.uid`, uid, `is that of '${uids.get(uid)}'`, 'one of its own');
    problems.check(
      Number.isInteger(schemaVersion),
      `${prop}.schemaVersion`,
      schemaVersion,
      'must be a whole number, as Grafana exports it',
    );
    uids.set(uid, title);
  }
}

function parsed(text: string): any {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

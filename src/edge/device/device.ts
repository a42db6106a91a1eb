import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { DeviceConnection } from './connection';
import { DeviceModel } from './device-model';
import { DeviceProperty, PropertyAccess } from './device-property';
import { PushMethod } from './push-method';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { isDnsSubdomain } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { DataFlows } from '../../protection/data-flows';
import { EdgeNode } from '../edge-node';
import { edgexDevice } from '../edgex/edgex-objects';
import { EdgexSites, edgexOf } from '../edgex/edgex-of';
import { EdgePlatform } from '../platform/edge-platform';

/** A property of one device: what is wanted of it, and how often it is read. */
export interface DeviceTwin {
  /** A property of the model. */
  readonly property: DeviceProperty;
  /**
   * The value that the device is to have, as text: of the type and within the range of the property, which must be writable.
   * @default - none: it is only read
   */
  readonly desired?: string;
  /**
   * How often the mapper reads it.
   * @default Duration.seconds(1)
   */
  readonly collect?: Duration;
  /**
   * How often it is reported.
   * @default - as often as it is read
   */
  readonly report?: Duration;
  /**
   * Whether it is reported to the cloud.
   * @default true
   */
  readonly reportToCloud?: boolean;
  /**
   * Where the mapper sends it besides.
   * @default - nowhere
   */
  readonly push?: PushMethod;
}

/** One device. */
export interface DeviceProps {
  /** What kind of device it is. */
  readonly model: DeviceModel;
  /** The node that it is connected to: `site.edgeNode('gateway')`. */
  readonly edgeNode: EdgeNode;
  /** How the mapper reaches it. */
  readonly connection: DeviceConnection;
  /** Its properties in use; others of the model are not read. */
  readonly twins: DeviceTwin[];
}

/**
 * A device at a site: a Device (devices.kubeedge.io/v1beta1; with an `EdgexPlatform` iot.openyurt.io/v1alpha1). Everything about it is checked against its model.
 *
 * @example
 * const cars = DeviceProperty.ofInt('cars', { visitor: PropertyVisitor.opcUa('ns=2;s=Line1.Cars'), minimum: 0 });
 * const model = new DeviceModel(stack, 'line-counter', { protocol: DeviceProtocol.OPC_UA, properties: [cars] });
 * new Device(stack, 'line-1', {
 *   model,
 *   edgeNode: site.edgeNode('gateway-1'),
 *   connection: DeviceConnection.opcUa({ url: 'opc.tcp://192.168.20.1:4840' }),
 *   twins: [{ property: cars, collect: Duration.seconds(5), reportToCloud: false }],
 * });
 */
@checked
export class Device extends Construct {
  /** The Device. */
  public readonly apiObject: ApiObject;
  /** Name of the device. */
  public readonly deviceName: string;
  /** @internal */
  public readonly _props: DeviceProps;

  /**
   * @param scope Site that it is at.
   * @param id Name of the device.
   * @param props Its model, how it is connected, and who reads it.
   */
  public constructor(scope: Construct, id: string, props: DeviceProps) {
    super(scope, id);
    this.deviceName = id;
    this._props = props;
    const { model, edgeNode, connection, twins } = props;
    const { stack } = model;
    const platform = EdgePlatform._ofCluster(stack.cluster, this.node.path);
    const problems = new Problems(pathOf(scope, id));
    problems.check(isDnsSubdomain(id), 'name', id, 'must be a lower-case DNS name');
    const inStack = this.node.scopes.includes(stack);
    problems.check(
      inStack,
      'model',
      model.node.path,
      'is in another namespace: KubeEdge looks for it in that of the device',
      'a model in the stack of the device',
    );
    const here = platform._holds(edgeNode);
    problems.check(here, 'edgeNode', edgeNode.nodeName, `is no node of a site of cluster ${stack.cluster.clusterName}`);
    problems.check(
      connection.protocol.name === model.protocol.name,
      'connection',
      connection.protocol.name,
      `must be of the protocol of the model, ${model.protocol.name}`,
    );
    twins.forEach((twin, i) => checkTwin(problems, model, twins, twin, i));
    const edgex = edgexOf(stack);
    if (edgex) {
      checkForEdgex(problems, edgex, props);
    }
    problems.raiseFor(this);
    if (edgex) {
      edgex.addDevice(this.node.path, connection.protocol.name, connection._endpoints);
      const wanted = twins.flatMap(({ property, desired }) =>
        desired === undefined ? [] : [[property.name, desired]],
      );
      this.apiObject = edgexDevice(this, stack._owner, {
        name: id,
        pool: edgeNode.siteName,
        model: model.modelName,
        service: edgex.serviceFor(connection.protocol.name)!,
        connection,
        desired: Object.fromEntries(wanted),
      });
      return;
    }
    twins.forEach((twin) => this.noteData(twin, stack));
    platform._devices.addDevice({
      path: this.node.path,
      protocol: model.protocol.name,
      site: edgeNode.siteName,
      node: edgeNode.nodeName,
      weakness: connection._weakness,
      endpoints: [...connection._endpoints, ...twins.flatMap(({ push }) => push?._endpoints ?? [])],
    });
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'devices.kubeedge.io/v1beta1',
      kind: 'Device',
      metadata: namespaced('Device', id, stack._owner),
      spec: {
        deviceModelRef: { name: model.modelName },
        nodeName: edgeNode.nodeName,
        protocol: { protocolName: connection.protocol.name, configData: connection._configData },
        properties: twins.map(twinSpec),
      },
    });
  }

  /** Values of a property are reported to the cloud, which is where the cluster is, and pushed to others. */
  private noteData({ property, reportToCloud = true, push }: DeviceTwin, stack: AutonomousStack): void {
    const flows = DataFlows.of(this);
    const { cluster } = stack;
    const path = `${this.node.path}.${property.name}`;
    flows.place({ path, residency: () => stack.residency, data: property.dataClasses, isStore: true });
    if (reportToCloud) {
      flows.place({ path: cluster.node.path, residency: () => cluster.residency });
      flows.flow(path, cluster, 'is reported to');
    }
    if (push) {
      const place = push._place;
      flows.place({ residency: () => stack.residency, ...place });
      flows.flow(path, place.path, 'is pushed to');
    }
  }
}

/** What EdgeX has no place for. */
function checkForEdgex(problems: Problems, { pools }: EdgexSites, { edgeNode, twins }: DeviceProps): void {
  problems.check(
    pools.includes(edgeNode.siteName),
    'edgeNode',
    edgeNode.nodeName,
    `is at ${edgeNode.siteName}, which has no EdgeX of the stack`,
    'sites of the EdgexPlatform',
  );
  const pushed = twins.find(({ push }) => push !== undefined);
  problems.check(
    pushed === undefined,
    'twins.push',
    pushed?.property.name,
    'is of mappers of KubeEdge: EdgeX sends values by its own services',
    'an application service of EdgeX',
  );
}

function checkTwin(
  problems: Problems,
  { properties, modelName }: DeviceModel,
  twins: readonly DeviceTwin[],
  { property, desired, collect, report }: DeviceTwin,
  at: number,
): void {
  const { name } = property;
  const known = properties.includes(property);
  problems.check(
    known,
    'twins',
    name,
    `is no property of model ${modelName}`,
    `one of ${properties.map((one) => one.name).join(', ')}`,
  );
  const first = twins.findIndex((other) => other.property === property) === at;
  problems.check(first, 'twins', name, 'is there twice');
  if (desired !== undefined) {
    const writable = property.access === PropertyAccess.READ_WRITE;
    problems.check(
      writable,
      `twins['${name}'].desired`,
      desired,
      'the property can only be read',
      'access: PropertyAccess.READ_WRITE on the property',
    );
    const refused = property._refuses(desired);
    problems.check(refused === undefined, `twins['${name}'].desired`, desired, refused ?? '');
  }
  const cycle = (prop: string, duration: Duration | undefined) =>
    problems.check(
      duration === undefined || duration.toMilliseconds() > 0,
      `twins['${name}'].${prop}`,
      timeText(duration),
      'must be above 0',
    );
  cycle('collect', collect);
  cycle('report', report);
}

/** Cycles are milliseconds. */
function twinSpec({
  property,
  desired,
  collect = Duration.seconds(1),
  report = collect,
  reportToCloud = true,
  push,
}: DeviceTwin) {
  return {
    name: property.name,
    collectCycle: collect.toMilliseconds(),
    reportCycle: report.toMilliseconds(),
    reportToCloud,
    ...(desired !== undefined && { desired: { value: desired } }),
    ...(push && { pushMethod: push._spec }),
    visitors: property._visitors(),
  };
}

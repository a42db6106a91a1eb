import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DeviceProperty } from './device-property';
import { DeviceProtocol } from './device-protocol';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { deviceProfile, hasType } from '../edgex/edgex-objects';
import { EdgexSites, edgexOf } from '../edgex/edgex-of';
import { EdgePlatform } from '../platform/edge-platform';

/** What devices of one kind have in common. */
export interface DeviceModelProps {
  /** What they speak. */
  readonly protocol: DeviceProtocol;
  /** What they tell, and what they can be told. */
  readonly properties: DeviceProperty[];
}

/**
 * A kind of devices: a DeviceModel (devices.kubeedge.io/v1beta1). KubeEdge looks for the model of a device in the device's own namespace:
 * each stack needs its own. With an `EdgexPlatform` a DeviceProfile for each of its sites (iot.openyurt.io/v1alpha1).
 *
 * @example
 * const takt = DeviceProperty.ofInt('takt', {
 *   visitor: PropertyVisitor.opcUa('ns=2;s=Line1.Takt'),
 *   access: PropertyAccess.READ_WRITE,
 *   unit: 's',
 *   minimum: 30,
 *   maximum: 600,
 * });
 * new DeviceModel(stack, 'line-controller', { protocol: DeviceProtocol.OPC_UA, properties: [takt] });
 */
@checked
export class DeviceModel extends Construct {
  /** The DeviceModel; the first of the profiles of EdgeX. */
  public readonly apiObject: ApiObject;
  /** Name of the model. */
  public readonly modelName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** What its devices speak. */
  public readonly protocol: DeviceProtocol;
  /** What its devices tell, and what they can be told. */
  public readonly properties: DeviceProperty[];

  /**
   * @param scope Platform that it is on.
   * @param id Name of the model.
   * @param props Its properties.
   */
  public constructor(scope: Construct, id: string, props: DeviceModelProps) {
    super(scope, id);
    this.modelName = id;
    this.stack = AutonomousStack.containing(this);
    this.protocol = props.protocol;
    this.properties = [...props.properties];
    const platform = EdgePlatform._ofCluster(this.stack.cluster, this.node.path);
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    const { runtimeName, _kubeEdge } = platform.runtime;
    const edgex = edgexOf(this.stack);
    const [allowed, cure] =
      runtimeName === 'OpenYurt'
        ? ['has devices by EdgeX alone', 'an EdgexPlatform in the stack, before its models']
        : ['has no devices', 'EdgeRuntime.kubeEdge(...)'];
    problems.check(_kubeEdge !== undefined || edgex !== undefined, 'runtime', runtimeName, allowed, cure);
    problems.check(this.properties.length > 0, 'properties', '[]', 'must name at least one property');
    this.properties.forEach(({ name, visitor }, i) => {
      const first = this.properties.findIndex((other) => other.name === name) === i;
      problems.check(first, 'properties', name, 'is there twice');
      const { protocol } = visitor;
      problems.check(
        protocol.name === this.protocol.name,
        `properties['${name}'].visitor`,
        protocol.name,
        `must be of the protocol of the model, ${this.protocol.name}`,
      );
    });
    if (edgex) {
      checkForEdgex(problems, edgex, this);
    }
    problems.raiseFor(this);
    if (edgex) {
      const owner = this.stack._owner;
      [this.apiObject] = edgex.pools.map((pool) => deviceProfile(this, owner, id, pool, this.properties));
      return;
    }
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'devices.kubeedge.io/v1beta1',
      kind: 'DeviceModel',
      metadata: namespaced('DeviceModel', id, this.stack._owner),
      spec: { protocol: this.protocol.name, properties: this.properties.map(({ _spec }) => _spec) },
    });
  }
}

/** What EdgeX wants of a model beside what all do. */
function checkForEdgex(problems: Problems, edgex: EdgexSites, { protocol, properties }: DeviceModel): void {
  problems.check(
    edgex.serviceFor(protocol.name) !== undefined,
    'protocol',
    protocol.name,
    'is spoken by no device service of the EdgexPlatform',
    'one of it in deviceServices',
  );
  for (const property of properties.filter((one) => !hasType(one))) {
    problems.check(false, 'properties', property.name, 'is a stream, and EdgeX has values alone', 'leave it out');
  }
}

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
 * each stack needs its own.
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
  /** The DeviceModel. */
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
    problems.check(_kubeEdge !== undefined, 'runtime', runtimeName, 'has no devices', 'EdgeRuntime.kubeEdge(...)');
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
    problems.raiseFor(this);
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'devices.kubeedge.io/v1beta1',
      kind: 'DeviceModel',
      metadata: namespaced('DeviceModel', id, this.stack._owner),
      spec: { protocol: this.protocol.name, properties: this.properties.map(({ _spec }) => _spec) },
    });
  }
}

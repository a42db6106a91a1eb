import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { isTopic } from '../device/push-method';
import { EdgeNode } from '../edge-node';
import { EdgePlatform } from '../platform/edge-platform';

type BusKind = 'rest' | 'eventbus' | 'servicebus';

/** Where messages come from. */
@checked
export class EdgeRouteSource {
  /**
   * Requests to the router of CloudCore, at `/<node>/<namespace>/<path>`.
   * @param path Path after the namespace.
   */
  public static rest(path: string): EdgeRouteSource {
    if (!/^\/?[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/.test(path)) {
      throw new Error(`EdgeRouteSource.rest('${path}'): must be a path of letters, digits, ., _, ~ and -`);
    }
    return new EdgeRouteSource('rest', { path: path.replace(/^\//, '') });
  }

  /**
   * A topic of the MQTT broker of an edge node.
   * @param edgeNode Node whose broker it is.
   * @param topic Topic of the messages.
   */
  public static eventBus(edgeNode: EdgeNode, topic: string): EdgeRouteSource {
    if (!isTopic(topic)) {
      throw new Error(`EdgeRouteSource.eventBus('${topic}'): must be a topic without wildcards`);
    }
    return new EdgeRouteSource('eventbus', { topic, node_name: edgeNode.nodeName }, edgeNode);
  }

  private constructor(
    /** @internal */
    public readonly _kind: BusKind,
    /** @internal */
    public readonly _resource: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _edgeNode?: EdgeNode,
  ) {}
}

/** Where messages go. */
@checked
export class EdgeRouteTarget {
  /**
   * A server that is reached from the cloud.
   * @param url Address of the server.
   */
  public static rest(url: string): EdgeRouteTarget {
    if (!/^https?:\/\/[^\s]+$/.test(url)) {
      throw new Error(`EdgeRouteTarget.rest('${url}'): must be a URL`);
    }
    return new EdgeRouteTarget('rest', { resource: url });
  }

  /**
   * A topic of the MQTT broker of the edge node that the message is for.
   * @param topic Topic of the messages.
   */
  public static eventBus(topic: string): EdgeRouteTarget {
    if (!isTopic(topic)) {
      throw new Error(`EdgeRouteTarget.eventBus('${topic}'): must be a topic without wildcards`);
    }
    return new EdgeRouteTarget('eventbus', { topic });
  }

  /**
   * A server on the edge node that the message is for.
   * @param port Port of the server on the node.
   * @param path Path of the requests.
   */
  public static serviceBus(port: number, path: string): EdgeRouteTarget {
    if (!(Number.isInteger(port) && port > 0 && port < 65_536) || !path.startsWith('/')) {
      throw new Error(
        `EdgeRouteTarget.serviceBus(${port}, '${path}'): needs a port from 1 to 65535 and a path with / first`,
      );
    }
    return new EdgeRouteTarget('servicebus', { path }, { service_port: String(port) });
  }

  private constructor(
    /** @internal */
    public readonly _kind: BusKind,
    /** @internal */
    public readonly _resource: Readonly<Record<string, string>>,
    /** @internal */
    public readonly _properties: Readonly<Record<string, string>> = {},
  ) {}
}

/** A way of messages between cloud and edge. */
export interface EdgeRouteProps {
  /** Where they come from. */
  readonly source: EdgeRouteSource;
  /** Where they go. */
  readonly target: EdgeRouteTarget;
}

/** What KubeEdge carries; its admission refuses everything else. */
const CARRIED: ReadonlySet<string> = new Set(['rest to eventbus', 'rest to servicebus', 'eventbus to rest']);

/**
 * A way of messages between cloud and edge: a Rule, and the RuleEndpoints of its ends (rules.kubeedge.io/v1), which come before it and
 * which the routes of a stack share. CloudCore's router speaks plain HTTP: keep it inside the cluster.
 *
 * @example
 * new EdgeRoute(stack, 'stop-line', {
 *   source: EdgeRouteSource.rest('line/stop'),
 *   target: EdgeRouteTarget.eventBus('line/stop'),
 * });
 */
@checked
export class EdgeRoute extends Construct {
  /** The Rule. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope Platform that it is on.
   * @param id Name of the Rule and its endpoints.
   * @param props Where messages come from and go to.
   */
  public constructor(scope: Construct, id: string, props: EdgeRouteProps) {
    super(scope, id);
    const stack = AutonomousStack.containing(this);
    const platform = EdgePlatform._ofCluster(stack.cluster, this.node.path);
    const problems = new Problems(pathOf(scope, id));
    const { source, target } = props;
    const { runtimeName, _kubeEdge } = platform.runtime;
    checkDnsLabel(problems, 'name', id);
    problems.check(_kubeEdge !== undefined, 'runtime', runtimeName, 'has no routes', 'EdgeRuntime.kubeEdge(...)');
    const pair = `${source._kind} to ${target._kind}`;
    problems.check(CARRIED.has(pair), 'source, target', pair, `must be ${[...CARRIED].join(', ')}`);
    const { _edgeNode: edgeNode } = source;
    problems.check(
      !edgeNode || platform._holds(edgeNode),
      'source',
      edgeNode?.nodeName,
      `is no node of a site of cluster ${stack.cluster.clusterName}`,
    );
    const taken = source._kind === 'rest' && takenBy(stack, source._resource.path);
    problems.check(!taken, 'source', source._resource.path, `is the path of ${taken || ''} already`, 'another path');
    problems.raiseFor(this);
    if (source._kind === 'rest') {
      PATHS.set(stack, (PATHS.get(stack) ?? new Map<string, string>()).set(source._resource.path, this.node.path));
    }
    if (target._kind === 'servicebus') {
      platform._switches.use('ServiceBus');
    }
    if (source._kind === 'eventbus' || target._kind === 'eventbus') {
      platform._switches.use('EventBus');
    }
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'rules.kubeedge.io/v1',
      kind: 'Rule',
      metadata: namespaced('Rule', id, stack._owner),
      spec: {
        source: endpoint(stack, source._kind, {}),
        sourceResource: source._resource,
        target: endpoint(stack, target._kind, target._properties),
        targetResource: target._resource,
      },
    });
  }
}

/** Paths of REST that lead somewhere, by the stack whose namespace they are in. */
const PATHS = new WeakMap<AutonomousStack, Map<string, string>>();

function takenBy(stack: AutonomousStack, path: string): string | undefined {
  return PATHS.get(stack)?.get(path);
}

/** The endpoint of a kind, made with the first route that needs it. Returns its name. */
function endpoint(stack: AutonomousStack, kind: BusKind, properties: Readonly<Record<string, string>>): string {
  const port = properties.service_port;
  const name = port === undefined ? kind : `${kind}-${port}`;
  const id = `RuleEndpoint-${name}`;
  if (!stack.node.tryFindChild(id)) {
    customResource(stack, id, {
      apiVersion: 'rules.kubeedge.io/v1',
      kind: 'RuleEndpoint',
      metadata: namespaced('RuleEndpoint', name, stack._owner),
      spec: { ruleEndpointType: kind, properties },
    });
  }
  return name;
}

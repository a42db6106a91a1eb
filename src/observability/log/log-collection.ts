import { ApiObject, Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { checkLogs, rateText } from './log-checks';
import { eventConfig, nodeConfig, POD_LOGS, STATE } from './log-config';
import { LogCollectionProps } from './log-props';
import { edgeLogFindings } from './log-uplinks';
import { bytesText, secondsText } from '../../capacity/forecast/texts';
import { bytesOf } from '../../manifest/amounts';
import { pathOf, Problems } from '../../manifest/problems';
import { DAY_SECONDS, inSeconds } from '../../manifest/times';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { DataFlows } from '../../protection/data-flows';
import { Cpu } from '../../units/cpu';
import { Peer } from '../../workload/calls/peer';
import { AccessRule } from '../../workload/pod/identity/access-rule';
import { Collector } from '../collector/collector';
import { CollectorResources } from '../collector/collector-props';
import { checkCollector } from '../tracing/trace-checks';

/** Label and taint of the nodes of edge sites. */
const EDGE_NODE = 'node-role.kubernetes.io/edge';

/** What watches events: a few each second, with what the client of the API server holds. */
const EVENTS: CollectorResources = { cpu: Cpu.millis(100), memory: Size.mebibytes(256) };

/**
 * Collects the logs of all pods on all nodes, and the events of Kubernetes, into one store. A collector on every node, counted on every node, reads
 * the files of the containers; what the store does not take waits on the disk of the node, of which it asks for as much. One more collector watches events.
 *
 * Emits two OpenTelemetryCollectors (opentelemetry.io/v1beta1) with ServiceAccounts and NetworkPolicies; the operator (0.158) has to be in the cluster. Container
 * runtimes are containerd and CRI-O. That on the nodes runs as root without any capability, as the files are root's.
 *
 * @example
 * const nodes = new AutonomousStack(app, 'logging', { cluster, podSecurity: PodSecurity.PRIVILEGED });
 * new LogCollection(nodes, 'logs', {
 *   image: registry.image('docker-hub/otel/opentelemetry-collector-k8s', { tag: '0.158.0', digest }),
 *   sink: LogSink.loki({ address: TelemetryAddress.outside('logs.example.com'), tenant: 'east' }),
 *   perDay: DataSize.gigabytes(200),
 *   perNodePerDay: DataSize.gigabytes(12),
 * });
 */
@checked
export class LogCollection extends Construct {
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** The OpenTelemetryCollector of the nodes. */
  public readonly nodeCollector: ApiObject;
  /** The OpenTelemetryCollector of events; undefined where there are none wanted. */
  public readonly eventCollector?: ApiObject;
  private readonly props: LogCollectionProps;

  /**
   * @param scope Stack that it is in: one that admits privileged pods, without a mesh.
   * @param id Name of its objects.
   * @param props Where logs go, how much there is, and how long it is kept on the way.
   */
  public constructor(scope: Construct, id: string, props: LogCollectionProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this.props = props;
    const resources = props.resources ?? { cpu: Cpu.millis(100), memory: Size.mebibytes(256) };
    const problems = new Problems(pathOf(scope, id));
    checkCollector(problems, this.stack, props.events === false ? id : `${id}-events`, resources);
    checkLogs(problems, this.stack, props, resources);
    problems.raiseFor(this);
    this.nodeCollector = this.emitNodes(resources);
    this.eventCollector = (props.events ?? true) ? this.emitEvents() : undefined;
    this.tellPlan();
  }

  private get keptSeconds(): number {
    return inSeconds(this.props.keeps ?? Duration.hours(4));
  }

  /** Bytes of a node's disk in which it waits. */
  private get queueBytes(): number {
    return Math.ceil((this.props.perNodePerDay.toBytes() * this.keptSeconds) / DAY_SECONDS);
  }

  private emitNodes(resources: CollectorResources): ApiObject {
    const { stack, props, node } = this;
    const { edgeNodes = false, priority, image, perNodePerDay, sink: target } = props;
    const { cluster, namespaceName: namespace } = stack;
    const { queueBytes } = this;
    const { config, sink } = nodeConfig({
      cluster: cluster.clusterName,
      namespace,
      name: node.id,
      sink: target,
      queueBytes,
    });
    const elsewhere = [{ key: EDGE_NODE, operator: 'DoesNotExist' }];
    const affinity = {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: elsewhere }] },
      },
    };
    const parts = {
      name: node.id,
      stack,
      mode: 'daemonset' as const,
      image,
      resources,
      config,
      secrets: sink.secrets,
      identity: sink.identity,
      env: [...sink.env, { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
      user: 0,
      // The queue, and a tenth for what the file of a queue takes beside it.
      disk: Math.ceil(1.1 * queueBytes),
      volumes: [
        { name: 'pods', hostPath: { path: POD_LOGS } },
        { name: 'state', hostPath: { path: `${STATE}/${namespace}-${node.id}`, type: 'DirectoryOrCreate' } },
      ],
      volumeMounts: [
        { name: 'pods', mountPath: POD_LOGS, readOnly: true },
        { name: 'state', mountPath: STATE },
      ],
      more: {
        tolerations: [{ operator: 'Exists' }],
        ...(!edgeNodes && { affinity }),
        ...(priority && { priorityClassName: priority.priorityName }),
        daemonSetUpdateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      },
    };
    const { path } = node;
    const collector = new Collector(this, 'Nodes', parts, [], () => ({
      path,
      reason: `up to ${rateText(perNodePerDay.toBytes())} of logs; ${bytesText(queueBytes)} on the disk keep ${secondsText(this.keptSeconds)} of them`,
      findings: edgeNodes ? edgeLogFindings(path, cluster, perNodePerDay.toBytes(), this.keptSeconds) : [],
    }));
    collector.calls(target.address._peer);
    return collector.resource;
  }

  private emitEvents(): ApiObject {
    const { stack, props, node } = this;
    const { image, sink: target, apiServer } = props;
    const { config, sink } = eventConfig(stack.cluster.clusterName, target, Math.floor(0.2 * bytesOf(EVENTS.memory)));
    const parts = {
      name: `${node.id}-events`,
      stack,
      mode: 'deployment' as const,
      image,
      resources: EVENTS,
      config,
      secrets: sink.secrets,
      identity: sink.identity,
      env: sink.env,
      rules: [AccessRule.to('get', 'list', 'watch').on('events')],
      // Two of them would tell every event twice.
      more: { replicas: 1, deploymentUpdateStrategy: { type: 'Recreate' } },
    };
    const collector = new Collector(this, 'Events', parts, [], () => ({
      path: node.path,
      degraded: 0,
      reason: 'one alone: two would tell every event twice',
    }));
    collector.calls(target.address._peer);
    const ways = apiServer ? [apiServer] : [443, 6443].map((port) => Peer.cidr('0.0.0.0/0', port));
    ways.forEach((way) => collector.calls(way));
    return collector.resource;
  }

  private tellPlan(): void {
    const { perDay, retention, sink } = this.props;
    const { path } = this.node;
    const { cluster } = this.stack;
    cluster._forecasts.add(() => ({
      storage: [
        {
          path,
          name: `logs to ${sink.address.host}`,
          perDay: perDay.toBytes(),
          ...(retention && { keptDays: inSeconds(retention) / DAY_SECONDS }),
        },
      ],
    }));
    const flows = DataFlows.of(this);
    flows.place({ path: sink.address.host, residency: () => sink.address.residency });
    flows.later((places) => {
      const charts = cluster._charts().map((chart) => `${chart.node.path}/`);
      return places
        .filter((place) => !place.isStore && charts.some((chart) => place.path.startsWith(chart)))
        .map(({ path: from }) => ({ from, to: sink.address.host, how: 'logs to' }));
    });
  }
}

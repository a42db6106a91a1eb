import { CloudCoreContext, cloudCoreSizeOf } from './cloudcore';
import { Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { someClauses } from '../../capacity/some-of';
import { EdgeNode } from '../edge-node';

/** What a platform has to say about itself. */
export function edgeFindings(context: CloudCoreContext, path: string, isDelivered: boolean): Finding[] {
  return [
    ...switches(context, path),
    ...cloudCores(context, path),
    ...racingJobs(context, path),
    ...withoutBroker(context, path, isDelivered),
  ];
}

/** Routes to and from topics, which nobody carries: the chart of CloudCore brings the brokers of the nodes, and nothing else does. */
function withoutBroker({ settings, switches: noted }: CloudCoreContext, path: string, isDelivered: boolean): Finding[] {
  const has = settings?.brokerOnNodes || (isDelivered && (settings?.addresses ?? []).length > 0);
  if (!settings || has || !noted.uses('EventBus')) {
    return [];
  }
  return [
    {
      code: 'EVENT_BUS_WITHOUT_BROKER',
      severity: 'error',
      path,
      message:
        'routes lead to topics of edge nodes, and no node has an MQTT broker on 127.0.0.1:1883, which the EventBus of EdgeCore speaks to',
      cure: [
        'delivery on the platform and addresses of KubeEdge: the chart of CloudCore then runs one on every node',
        'brokerOnNodes: true, where somebody else does',
      ],
    },
  ];
}

/** Labels of their own that edge nodes join with: nothing at a site discovers what a machine has, and pods with an accelerator ask for such a label. */
export function nodeLabels(nodes: readonly EdgeNode[], path: string): Finding[] {
  const kinds = new Map<string, number>();
  for (const { nodeType, labels } of nodes) {
    const pairs = sortedBy(Object.entries(labels), ([key]) => key).map(([key, value]) => `${key}=${value}`);
    if (pairs.length > 0) {
      const text = `${pairs.join(', ')} of type ${nodeType.name}`;
      kinds.set(text, (kinds.get(text) ?? 0) + 1);
    }
  }
  if (kinds.size === 0) {
    return [];
  }
  const texts = sortedBy(kinds, ([text]) => text).map(([text, n]) => `${text} (${n} ${n === 1 ? 'node' : 'nodes'})`);
  return [
    {
      code: 'EDGE_NODE_LABELS',
      severity: 'info',
      path,
      message: `edge nodes join with the labels ${someClauses(texts, MOST_NAMED)}`,
    },
  ];
}

/** So many kinds of nodes stand in a finding. */
const MOST_NAMED = 8;

/** Policies that nobody enforces: what runs at sites is open to whoever reaches their nodes. */
export function unenforced(services: readonly { readonly serviceName: string }[], path: string): Finding[] {
  if (services.length === 0) {
    return [];
  }
  const many = services.length === 1 ? `that of ${services[0].serviceName}` : `those of ${services.length} services`;
  return [
    {
      code: 'EDGE_POLICIES_NOT_ENFORCED',
      severity: 'info',
      path,
      message: `network policies at its sites, ${many}, hold only where a network plug-in on their nodes enforces them: without one whoever reaches the pods may call them, and they may call anything`,
      cure: [
        'enforcesPolicies: true on the platform, where such a plug-in runs at all sites',
        'a firewall at the sites, and services that ask who calls',
      ],
    },
  ];
}

/** Everything that has to be on in KubeEdge, because something in the app needs it. */
function switches({ settings, switches: { cloud, edge } }: CloudCoreContext, path: string): Finding[] {
  if (!settings || cloud.length + edge.length === 0) {
    return [];
  }
  return [
    {
      code: 'EDGE_SWITCHES',
      severity: 'info',
      path,
      message: `KubeEdge needs ${cloud.join(', ') || 'nothing'} at the cloud (values of the cloudcore chart)${edge.length > 0 ? `, and ${edge.join(', ')} in the configuration of every EdgeCore` : ''}; edge nodes join with the taint node-role.kubernetes.io/edge:NoSchedule`,
    },
  ];
}

/** Whether CloudCore takes all nodes, also when one of its replicas is lost. */
function cloudCores(context: CloudCoreContext, path: string): Finding[] {
  const size = cloudCoreSizeOf(context);
  if (!size || size.nodes === 0) {
    return [];
  }
  const { replicas, nodeLimit, nodes, nodesEach, millicores, mebibytes, reconnectsPerSecond } = size;
  const enough = replicas > 1 && nodesEach <= nodeLimit;
  if (!enough) {
    const needed = Math.ceil(nodes / nodeLimit) + 1;
    return [
      {
        code: 'EDGE_CLOUDCORE_TOO_FEW',
        severity: 'warning',
        path,
        message: `${replicas} CloudCores with a limit of ${nodeLimit} nodes each do not take ${nodes} nodes when one of them is lost`,
        expected: `at least ${needed}`,
        actual: String(replicas),
        cure: [`cloudCores: ${needed}`, ...(replicas > 1 ? [`nodeLimit: ${nodesEach}`] : [])],
      },
    ];
  }
  return [
    {
      code: 'EDGE_CLOUDCORE_SIZE',
      severity: 'info',
      path,
      message: `${replicas} CloudCores of ${millicores}m and ${mebibytes}Mi for ${nodes} nodes: after the loss of one each has at most ${nodesEach} of ${nodeLimit}, and ${reconnectsPerSecond} connections per second when all come back within a minute`,
    },
  ];
}

/** KubeEdge 1.23 lets a CloudCore that a node is not connected to report its task as failed. */
function racingJobs(context: CloudCoreContext, path: string): Finding[] {
  const replicas = cloudCoreSizeOf(context)?.replicas ?? 1;
  const jobs = context.switches.objectsOf('Job');
  if (jobs.length === 0 || replicas < 2) {
    return [];
  }
  const stops = jobs.some((job) => toleranceOf(job.json()) < 1);
  const message = `jobs on nodes run on ${replicas} CloudCores: one that a node is not connected to may report its task as failed (KubeEdge 1.23)`;
  const finding = { code: 'EDGE_JOBS_WITH_REPLICAS', path };
  return stops
    ? [
        {
          ...finding,
          severity: 'warning',
          message: `${message}, and a job stops where more fail than it tolerates`,
          cure: ['failureTolerance: 1 on the jobs, and a look at the nodes', 'cloudCores: 1 as long as they run'],
        },
      ]
    : [{ ...finding, severity: 'info', message: `${message}; the jobs go on: look at the nodes afterwards` }];
}

/** The share of failures that a job of operations.kubeedge.io goes on with; of pulls it stands in their template. */
function toleranceOf({ spec }: { readonly spec?: JobSpec }): number {
  return Number(spec?.imagePrePullTemplate?.failureTolerate ?? spec?.failureTolerate ?? 0);
}

interface JobSpec {
  readonly failureTolerate?: string;
  readonly imagePrePullTemplate?: { readonly failureTolerate?: string };
}

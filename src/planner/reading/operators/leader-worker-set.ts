import { autoscaler, statefulSet } from './made';
import { Made, OperatorContext, OperatorReaders } from './operator';
import { KubeObject, KubePod } from '../../../manifest/kube';
import { readCount } from '../workloads/replica-counts';

const KIND = 'LeaderWorkerSet';

/** Groups of a leader and its workers as lws 0.10 runs them (pkg/controllers, pkg/webhooks). */
export const LEADER_WORKER_SET: OperatorReaders = { [`leaderworkerset.x-k8s.io/${KIND}`]: groups };

const EXCLUSIVE = 'leaderworkerset.sigs.k8s.io/exclusive-topology';

/** More groups than these are not each a gang of its own. */
const MOST_APART = 200;

/** All pods of one template. */
interface Role {
  readonly part?: string;
  readonly template: KubePod;
  /** How many of them each group has. */
  readonly each: number;
}

/** Groups of so many pods; an autoscaler, a surge and a budget of disruption count groups. */
function groups(resource: KubeObject, context: OperatorContext): Made[] {
  const { metadata, spec = {} } = resource;
  const { leaderWorkerTemplate = {}, rolloutStrategy } = spec;
  const { leaderTemplate, workerTemplate = {} } = leaderWorkerTemplate;
  const count = (value: unknown, field: string) => readCount(value ?? 1, field, context.path, context.findings) ?? 1;
  const [replicas, size] = [
    count(spec.replicas, 'number of groups'),
    count(leaderWorkerTemplate.size, 'size of a group'),
  ];
  const surge = groupsOf(rolloutStrategy?.rollingUpdateConfiguration?.maxSurge, replicas);
  const roles: Role[] = leaderTemplate
    ? [
        { part: 'leader', template: leaderTemplate, each: 1 },
        { part: 'worker', template: workerTemplate, each: size - 1 },
      ]
    : [{ template: workerTemplate, each: size }];
  const [range] = context.objects.autoscalersOf(metadata?.namespace ?? 'default', KIND, `${metadata?.name}`);
  const most = Math.max(replicas, range?.max ?? 0);
  const label = metadata?.annotations?.[EXCLUSIVE];
  const made = roles.filter(({ each }) => each > 0);
  if (label !== undefined && most <= MOST_APART) {
    context.findings.push(...exclusive(resource, context, leaderTemplate !== undefined, label));
    // Each group looks for a domain of its own.
    return Array.from({ length: replicas }, (_, i) => made.map((role) => group(resource, role, i, label))).flat();
  }
  return made.flatMap(({ part, template, each }): Made[] => {
    const json = named(resource, part, replicas * each, template);
    const target = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: json.metadata!.name };
    return [
      { json, part, surge: surge * each },
      ...(range ? [{ json: autoscaler(`${json.metadata!.name}`, target, range.min * each, most * each) }] : []),
    ];
  });
}

function named({ metadata }: KubeObject, part: string | undefined, pods: number, template: KubePod): KubeObject {
  const json = statefulSet([metadata?.name, ...(part === undefined ? [] : [part])].join('-'), pods, template);
  // The queue that the whole waits in is said by its labels.
  return { ...json, metadata: { ...json.metadata, labels: metadata?.labels } };
}

function group(resource: KubeObject, { part, template, each }: Role, index: number, label: string): Made {
  const own = [String(index), ...(part === undefined ? [] : [part])].join('-');
  return { json: named(resource, own, each, template), part: own, gang: { mode: 'required', label } };
}

function groupsOf(value: unknown, replicas: number): number {
  const percent = /^(\d+)%$/.exec(String(value));
  const number = percent ? Math.ceil((Number(percent[1]) * replicas) / 100) : Number(value ?? 0);
  return Number.isInteger(number) && number >= 0 ? number : 0;
}

/** What the plan does not know of groups with domains of their own. */
function exclusive({ metadata }: KubeObject, { path }: OperatorContext, hasLeader: boolean, label: string) {
  const rules = [
    `that no two groups share a domain of ${label}`,
    ...(hasLeader ? ['that a leader is in the domain of its workers'] : []),
  ];
  return [
    {
      code: 'NOT_MODELLED',
      severity: 'warning' as const,
      path,
      message: `${rules.join(', and ')}, of ${KIND} ${metadata?.name}, is not modelled: the plan does not check it`,
      cure: ['use queues of Kueue with a topology'],
      uncovered: true as const,
    },
  ];
}

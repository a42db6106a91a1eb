import { createHash } from 'crypto';
import { Expected, ExpectedPool, ExpectedTemplate, ExpectedWorkload, PLACED, Scaling } from './expected';
import { templateOf } from './live/pod-rules';
import { roomsOf } from './rooms';
import { isEighths, isVolumes, minus } from '../capacity/resources';
import { Amounts, ClusterEntry, PoolEntry, WorkloadEntry } from '../report/document';

/** A manifest, as it was read. */
type Manifest = any;

export function hashOfPlan(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a plan says of a cluster, with what its manifests say of the pods. */
export function expectedOf(cluster: ClusterEntry, manifests: readonly Manifest[], planHash?: string): Expected {
  const templates = new Templates(manifests);
  const sites = new Map(cluster.pools.map((pool) => [pool.id, pool.sites]));
  return {
    cluster: cluster.name,
    kubernetesVersion: cluster.kubernetesVersion,
    feasible: cluster.status === 'feasible',
    ...(planHash !== undefined && { planHash }),
    pools: cluster.pools.map((pool) => poolOf(pool, cluster)),
    workloads: cluster.workloads.map((workload) => workloadOf(workload, templates, sites)),
  };
}

/** Labels that the kubelet takes from others, and that newer versions leave out. */
const OLD_LABELS = /^(beta\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io)\//;

/** Resources that nodes report; others only the planner counts. */
export function isReported(resource: string): boolean {
  return !isEighths(resource) && !isVolumes(resource);
}

function poolOf(pool: PoolEntry, cluster: ClusterEntry): ExpectedPool {
  const { id, zone, sites, nodes, maxNodes, nodeType, capacity, reserved, daemonsets, labels = {}, taints = [] } = pool;
  const shape = minus(capacity, reserved);
  return {
    id,
    ...(zone !== undefined && { zone }),
    ...(sites && { sites }),
    nodes,
    ...(maxNodes !== undefined && { maxNodes }),
    nodeType,
    shape: reportedOnly(shape),
    daemonsets: Object.fromEntries(Object.entries(daemonsets).map(([name, amounts]) => [name, reportedOnly(amounts)])),
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !OLD_LABELS.test(key))),
    taints,
    rooms: roomsOf(cluster, id, pool.allocatable).map((room) => ({ ...room, left: reportedOnly(room.left) })),
  };
}

function reportedOnly(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => isReported(name)));
}

/** Edge sites by the pool that stands for them. */
type Sites = ReadonlyMap<string, readonly string[] | undefined>;

function workloadOf(workload: WorkloadEntry, templates: Templates, sites: Sites): ExpectedWorkload {
  const { id, path, priority, requests, device, replicas, headroom, eligible } = workload;
  const [template, ...variants] = templates.of(id, sites.get(eligible[0]));
  const scaling = templates.scalingOf(id);
  return {
    id,
    path,
    priority,
    requests: reportedOnly(requests),
    ...(device && { sharesDevices: true as const }),
    planned: replicas.planned,
    ...(replicas.max !== undefined && { max: replicas.max }),
    ...(headroom !== undefined && { headroom }),
    eligible,
    ...(template && { template }),
    ...(variants.length > 0 && { variants }),
    ...(scaling && { scaling }),
  };
}

/** Pod templates and autoscalers of manifests, by the ids that plans have for what they are of. */
class Templates {
  private readonly templates = new Map<string, ExpectedTemplate>();
  private readonly scalings = new Map<string, Scaling>();
  /** Of what an edge runtime makes copies of: by kind, name and the site that gets one, in the namespaces of equal sites. */
  private readonly copied = new Map<string, Map<string, ExpectedTemplate>>();

  public constructor(manifests: readonly Manifest[]) {
    manifests.forEach((manifest) => this.add(manifest));
  }

  /** The template of a workload; of copies at equal sites those that differ, in images for example, as they come in waves. */
  public of(id: string, sites: readonly string[] = []): ExpectedTemplate[] {
    const own = this.templates.get(id);
    const [namespace, kind, name] = id.split('/');
    if (own || sites.length === 0 || !name.endsWith(`-${sites[0]}`)) {
      return own ? [own] : [];
    }
    const base = `${kind}/${name.slice(0, -sites[0].length - 1)}`;
    const copies = sites.flatMap((site) => {
      const some = this.copied.get(`${base} ${site}`);
      return some?.get(namespace) ?? some?.values().next().value ?? [];
    });
    return [...new Map(copies.map((one) => [JSON.stringify(one), one])).values()];
  }

  public scalingOf(id: string): Scaling | undefined {
    return this.scalings.get(id);
  }

  private add(manifest: Manifest): void {
    const { kind, metadata, spec } = manifest ?? {};
    if (metadata?.name === undefined || spec === undefined) {
      return;
    }
    const { namespace = 'default', name } = metadata;
    if (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') {
      this.addScaling(namespace, kind, spec);
    } else if (kind === 'EdgeApplication') {
      this.addCopied(namespace, spec);
    } else if (spec.template?.spec?.containers) {
      this.templates.set(`${namespace}/${kind}/${name}`, templateOf(spec.template.spec));
    }
  }

  private addScaling(namespace: string, kind: string, spec: any): void {
    const { kind: target = 'Deployment', name } = spec.scaleTargetRef ?? {};
    const [min, max] =
      kind === 'ScaledObject'
        ? [spec.minReplicaCount ?? 0, spec.maxReplicaCount ?? 100]
        : [spec.minReplicas ?? 1, spec.maxReplicas];
    this.scalings.set(`${namespace}/${target}/${name}`, { min, max });
  }

  /** Copies with settings of their own, other than a number, are none of these. */
  private addCopied(namespace: string, spec: any): void {
    const groups: any[] = spec.workloadScope?.targetNodeGroups ?? [];
    const plain = groups.filter(({ overriders = {} }) => Object.keys(overriders).every((name) => name === 'replicas'));
    const manifests: any[] = spec.workloadTemplate?.manifests ?? [];
    for (const { kind, metadata, spec: inner } of manifests.filter((one) => one.spec?.template?.spec?.containers)) {
      const template = withoutPlaces(templateOf(inner.template.spec));
      for (const { name } of plain) {
        const key = `${kind}/${metadata.name} ${name}`;
        const known = this.copied.get(key) ?? new Map<string, ExpectedTemplate>();
        this.copied.set(key, known.set(metadata.namespace ?? namespace, template));
      }
    }
  }
}

/** The edge runtime itself says on which nodes copies run. */
function withoutPlaces({ rules, ...rest }: ExpectedTemplate): ExpectedTemplate {
  const { nodeSelector: _, affinity: __, ...others } = rules;
  return { ...rest, rules: { ...others, [PLACED]: true } };
}

import { Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { byCodeUnit, sortedBy } from '../../capacity/order';
import { Cluster } from '../../cluster/cluster';
import { KubeObject, KubePod, selects } from '../../manifest/kube';
import { manifestsIn } from '../../manifest/objects';
import { AutonomousStack } from '../../platform/autonomous-stack';

/** An object as it is applied. */
export interface Seen {
  readonly path: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly json: KubeObject;
}

/** Pods of a manifest, and where they are. */
export interface SeenPods {
  readonly object: Seen;
  readonly pod: KubePod;
  readonly labels: Readonly<Record<string, string>>;
}

/** Everything that is looked at, read once. */
export class Survey {
  /** All objects, in the order of their paths. */
  public readonly objects: readonly Seen[];
  /** All constructs. */
  public readonly constructs: readonly IConstruct[];
  /** Stacks, in the order of their paths. */
  public readonly stacks: readonly AutonomousStack[];

  public constructor(
    public readonly cluster: Cluster,
    charts: readonly Chart[],
  ) {
    this.constructs = [...new Set(charts.flatMap((chart) => chart.node.findAll()))];
    this.stacks = stacksAmong(charts);
    this.objects = sortedBy(manifestsIn(charts), ({ path }) => path).map(({ path, group, kind, name, ...rest }) => {
      const json = rest.json();
      return { path, group, kind, name, namespace: json.metadata?.namespace ?? rest.namespace, json };
    });
  }

  /** Objects of a kind. */
  public of(group: string, ...kinds: string[]): Seen[] {
    return this.objects.filter((one) => one.group === group && kinds.includes(one.kind));
  }

  /** Constructs of a class, in the order of their paths. */
  public made<T extends IConstruct>(type: { readonly prototype: T }): T[] {
    return this.constructs
      .filter((one): one is T => one instanceof (type as unknown as new () => T))
      .sort((a, b) => byCodeUnit(a.node.path, b.node.path));
  }

  /** All pods that manifests show. */
  public get pods(): SeenPods[] {
    return this.objects.flatMap((object) => {
      const pod = podOf(object.json);
      return pod ? [{ object, pod, labels: pod.metadata?.labels ?? {} }] : [];
    });
  }

  /** Pods of a namespace that a selector of labels selects. */
  public podsWith(namespace: string | undefined, matchLabels: Record<string, string> | undefined): SeenPods[] {
    return this.pods.filter(
      ({ object, labels }) => object.namespace === namespace && matchLabels && selects({ matchLabels }, labels),
    );
  }

  /** The Service of a host name, as clients in a namespace mean it. */
  public serviceOf(host: string, from: string | undefined): Seen | undefined {
    const [name, namespace = from] = host.split('.');
    return this.of('', 'Service').find((one) => one.name === name && one.namespace === namespace);
  }
}

/** An object as people name it. */
export function nameOf({ kind, namespace, name }: Pick<Seen, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** Charts that are stacks, in the order of their paths. */
export function stacksAmong(charts: readonly Chart[]): AutonomousStack[] {
  return sortedBy(charts.filter(isStack), ({ node }) => node.path);
}

function isStack(chart: Chart): chart is AutonomousStack {
  try {
    return AutonomousStack.containing(chart) === chart;
  } catch {
    return false;
  }
}

/** The pods of a controller, or the pod itself. */
function podOf({ kind, spec, metadata }: KubeObject): KubePod | undefined {
  const template =
    kind === 'CronJob' ? spec?.jobTemplate?.spec?.template : kind === 'Pod' ? { metadata, spec } : spec?.template;
  return Array.isArray(template?.spec?.containers) ? template : undefined;
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { publishedData } from './published-data';
import { Cluster } from '../cluster/cluster';
import { partsOf, tooLong } from '../drift/publish';
import { publishedNames } from '../drift/published';
import { kubeObject } from '../manifest/k8s/kube-object';
import { namespaced } from '../manifest/metadata';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';
import { checked } from '../props/checked';

/** Where the plan of a cluster is published. */
export interface PublishedPlanProps {
  /**
   * Namespace of the ConfigMap, which has to be there before the cluster's own objects.
   * @default 'kube-system'
   */
  readonly namespace?: string;
}

/** After everything that it tells of. */
const WAVE = { 'argocd.argoproj.io/sync-wave': '30' };

const ID = 'capacity-plan';

/**
 * The plan of a cluster in the cluster itself: emits ConfigMap `capacity-plan` in the chart of the cluster, in wave 30. Its `summary.json` is for people: nodes,
 * cost, bound, findings, pods of each workload, and the SHA-256 of plan.json; its `plan.json` is the plan in short for `DriftCheck`. A plan that is too long for one
 * ConfigMap goes on in `capacity-plan-2` and further ones, of less than 256 KiB each.
 *
 * @example
 * new PublishedPlan(cluster, { namespace: 'kube-system' });
 */
@checked
export class PublishedPlan extends Construct {
  /**
   * The one of a cluster; makes it where there is none.
   * @internal
   */
  public static _of(cluster: Cluster): PublishedPlan {
    const found = cluster.node.tryFindChild(ID);
    return found instanceof PublishedPlan ? found : new PublishedPlan(cluster);
  }

  /** Namespace of the ConfigMap. */
  public readonly namespace: string;
  /** ConfigMap `capacity-plan`. */
  public readonly configMap: ApiObject;
  private readonly cluster: Cluster;
  private parts = 1;

  /**
   * @param cluster the cluster, once
   * @param props Where it is published.
   */
  public constructor(cluster: Cluster, props: PublishedPlanProps = {}) {
    const problems = new Problems(pathOf(cluster, ID));
    const { namespace = 'kube-system' } = props;
    checkDnsLabel(problems, 'namespace', namespace);
    const twice = cluster.node.tryFindChild(ID) !== undefined;
    problems.check(
      !twice,
      'cluster',
      cluster.clusterName,
      'publishes its plan already',
      'one PublishedPlan, before DriftCheck makes one',
    );
    problems.raise();
    super(cluster, ID);
    this.cluster = cluster;
    this.namespace = namespace;
    this.configMap = this.emitPart(0);
    cluster._deliverOwn();
    const planner = Planner.of(this);
    planner.realises(cluster, () => this.realise());
    planner.realisesBefore(cluster);
    this.node.addValidation({ validate: () => this.problems() });
  }

  /**
   * Names of its ConfigMaps, as the plan is now.
   * @internal
   */
  public get _names(): string[] {
    return publishedNames(this.parts);
  }

  /** Makes as many ConfigMaps as the plan takes. */
  private realise(): void {
    const data = publishedData(this.cluster);
    const parts = data ? partsOf(data.expected) : 1;
    for (let part = this.parts; part < parts; part++) {
      this.emitPart(part);
    }
    for (let part = parts; part < this.parts; part++) {
      this.node.tryRemoveChild(partId(part));
    }
    this.parts = parts;
  }

  private emitPart(part: number): ApiObject {
    const name = publishedNames(part + 1)[part];
    const owner = { partOf: this.cluster.clusterName, namespace: this.namespace };
    const configMap = kubeObject(this, partId(part), 'ConfigMap', {
      metadata: namespaced('ConfigMap', name, owner, {}, WAVE),
    });
    const render = configMap.toJson.bind(configMap);
    configMap.toJson = () => {
      const data = publishedData(this.cluster)?.parts(this.parts)[part];
      return { ...render(), ...(data && { data }) };
    };
    return configMap;
  }

  private problems(): string[] {
    const parts = publishedData(this.cluster)?.parts(this.parts) ?? [];
    return parts.flatMap((data, i) => {
      const long = tooLong(data);
      return long === undefined ? [] : [`ConfigMap ${publishedNames(i + 1)[i]} ${long}`];
    });
  }
}

function partId(part: number): string {
  return part === 0 ? 'Plan' : `Plan-${part + 1}`;
}

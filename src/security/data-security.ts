import { Chart } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { DataSecurityProps, SecurityException } from './data-security-props';
import { LAYERS } from './layers/answer';
import { SIGSTORE_LABEL } from './parts/image-signatures';
import { stacksAmong, Survey } from './survey/survey';
import { tableJson, tableMarkdown } from './table';
import { LayerVerdict, linesOf, verdictOf } from './verdict';
import { Cluster } from '../cluster/cluster';
import { pathOf, Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';
import { AutonomousStack } from '../platform/autonomous-stack';
import { checked } from '../props/checked';

/** A cluster that is looked at, whole or a stack of it. */
interface Place {
  readonly cluster: Cluster;
  readonly stack?: AutonomousStack;
  /** What the tables are called. */
  readonly name: string;
}

/**
 * Data security in four layers: where data are collected, the ways that they take, what workloads run on, and who calls them. It is one switch for a cluster, for
 * one stack, or for all clusters of an app: `synth` then fails with all holes at once, each with what would close it, and writes which object covers which
 * part of which layer beside the plan: `security-<cluster>.md` and `.json`.
 *
 * Emits an ImageValidatingPolicy or ClusterImagePolicy for each signer, and with an agent its Namespace and a NetworkPolicy; the plan counts the agent on
 * each node.
 *
 * @example
 * new AuditPolicy(cluster, 'audit');
 * new DataSecurity(cluster, 'security', {
 *   link: { nodeEncryption: NodeEncryption.ciliumWireGuard() },
 *   platform: {
 *     runtime: RuntimeDetection.falco(),
 *     images: ImageSignatures.kyverno([
 *       ImageSigner.kms('release', { repositories: ['harbor.cars.example.com/vehicles'], key: 'awskms:///alias/images' }),
 *     ]),
 *   },
 * });
 */
@checked
export class DataSecurity extends Construct {
  private readonly places: readonly Place[];
  private known?: readonly LayerVerdict[][];

  /**
   * @param scope A cluster, a stack, or an app that has its clusters.
   * @param id Name of the switch.
   * @param props What is said of each layer, and what is excused.
   * @throws where the scope is none of these, or an exception has no path or reason
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: DataSecurityProps = {},
  ) {
    super(scope, id);
    const problems = new Problems(pathOf(scope, id));
    this.places = placesOf(scope);
    problems.check(
      this.places.length > 0,
      'scope',
      scope.node.path || 'the app',
      'has no cluster to look at',
      'a cluster or a stack as the scope, or the app after its clusters are made',
    );
    checkExceptions(problems, props);
    problems.raiseFor(this);
    this.places.forEach((place) => this.emit(place));
    const planner = Planner.of(this);
    this.places.forEach(({ name }, i) => {
      planner.writeBeside(`security-${name}.md`, () => tableMarkdown(name, this.verdicts()[i]));
      planner.writeBeside(`security-${name}.json`, () => tableJson(name, this.verdicts()[i]));
    });
    this.node.addValidation({
      validate: () => (planner.clashes().length > 0 ? [] : this.holes),
    });
  }

  /** All holes as they are now, a line for each cause. */
  public get holes(): string[] {
    const forgotten =
      this.node.scope === this.node.root
        ? Planner.of(this)
            .plannedClusters.filter((cluster) => !this.places.some((place) => place.cluster === cluster))
            .map(
              ({ node }) =>
                `[${node.path}] is made after ${this.node.path}, which does not look at it; the other way round`,
            )
        : [];
    return [...this.verdicts().flatMap(linesOf), ...forgotten];
  }

  /** The table of a cluster or stack as JSON: what covers which part of which layer. */
  public toJson(): string {
    const verdicts = this.verdicts();
    return this.places.map(({ name }, i) => tableJson(name, verdicts[i])).join('');
  }

  /** The same as Markdown. */
  public toMarkdown(): string {
    const verdicts = this.verdicts();
    return this.places.map(({ name }, i) => tableMarkdown(name, verdicts[i])).join('\n');
  }

  /** What is found in each place. While nothing changes, as in a synth, it is looked for once. */
  private verdicts(): readonly LayerVerdict[][] {
    const planner = Planner.of(this);
    if (this.known && planner.isUnchanged) {
      return this.known;
    }
    planner.settle();
    this.known = this.places.map((place) => {
      const survey = new Survey(place.cluster, chartsOf(place));
      return verdictOf(this.labelled(survey, place), this.props);
    });
    return this.known;
  }

  /** Stacks that were made since then ask policy-controller too. */
  private labelled(survey: Survey, place: Place): Survey {
    const missing = this.label(survey.stacks);
    return missing ? new Survey(place.cluster, chartsOf(place)) : survey;
  }

  private label(stacks: readonly AutonomousStack[]): boolean {
    const { images } = this.props.platform ?? {};
    const missing =
      images?._controller === 'sigstore'
        ? stacks.filter(({ namespaceObject }) => namespaceObject.metadata.getLabel(SIGSTORE_LABEL) === undefined)
        : [];
    missing.forEach(({ namespaceObject }) => namespaceObject.metadata.addLabel(SIGSTORE_LABEL, 'true'));
    return missing.length > 0;
  }

  private emit({ cluster, stack }: Place): void {
    const { images, runtime } = this.props.platform ?? {};
    if (!images && !runtime) {
      return;
    }
    const inApp = this.node.scope === this.node.root;
    const where: Construct = inApp ? new Construct(cluster, this.node.id) : this;
    const owner = { partOf: stack ? stack.node.id : cluster.clusterName };
    images?._emit(where, owner);
    runtime?._emit(where, owner, cluster);
    if (!stack) {
      cluster._deliverOwn();
    }
    const charts: Chart[] = stack ? [stack] : cluster._charts();
    this.label(stacksAmong(charts));
  }
}

function chartsOf({ cluster, stack }: Place): Chart[] {
  return stack ? [stack] : cluster._charts();
}

/** The stack, the cluster, or all clusters of the app. */
function placesOf(scope: IConstruct): Place[] {
  const clusters = Planner.of(scope).plannedClusters as readonly Cluster[];
  const whole = scope === scope.node.root ? clusters : clusters.filter((cluster) => (cluster as IConstruct) === scope);
  if (whole.length > 0 || scope === scope.node.root) {
    return whole.map((cluster) => ({ cluster, name: cluster.clusterName }));
  }
  const stack = AutonomousStack.containing(scope);
  return [{ cluster: stack.cluster, stack, name: `${stack.cluster.clusterName}-${stack.node.id}` }];
}

function checkExceptions(problems: Problems, props: DataSecurityProps): void {
  for (const layer of LAYERS) {
    const exceptions: readonly SecurityException[] = props[layer]?.exceptions ?? [];
    for (const { rule, path, reason } of exceptions) {
      problems.check(path.trim() !== '', `${layer}.exceptions`, rule, 'has no path of a construct');
      problems.check(reason.trim() !== '', `${layer}.exceptions`, `${rule} of ${path}`, 'must say why');
    }
  }
}

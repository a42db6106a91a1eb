import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { ORDERED } from './application-health';
import { application, appProject, settingsPatch } from './argo-objects';
import { DeliveredChart, DeliveredTenant, DeliveryStage, HelmRelease, markDelivered } from './delivered-chart';
import { helmApplication } from './helm-application';
import { manifestSource } from './manifest-source';
import { TenantProject } from './tenant-project';
import { sortedRecord } from '../capacity/order';
import { Owner } from '../manifest/metadata';
import { checkDnsLabel } from '../manifest/names';
import { pathOf, Problems } from '../manifest/problems';
import { checked } from '../props/checked';

/** Where Argo CD finds the manifests, and where it runs. */
export interface ArgoDeliveryProps {
  /** URL of the Git repository into which the synthesised manifests are committed. No wildcards. */
  readonly repository: string;
  /** Branch, tag or commit that is applied. */
  readonly revision: string;
  /** Folder of the repository that holds the output of `cdk8s synth`, for example 'dist' or 'clusters/dist'. */
  readonly path: string;
  /**
   * Namespace of Argo CD on the hub.
   * @default 'argocd'
   */
  readonly namespace?: string;
  /**
   * Whether a part of `argocd-cm` is emitted with the entries that it needs: health checks of kinds that Argo CD does not know, and that of
   * Applications, by which they wait for each other. It is applied on the server's side, and never removed. Otherwise whoever owns the settings of
   * Argo CD merges `settings` of the delivery.
   * @default true
   */
  readonly patchSettings?: boolean;
}

/** An Application, and where it applies something. */
interface Noted {
  readonly cluster: string;
  readonly namespace?: string;
  readonly wave: number;
  readonly object: ApiObject;
}

/** How much later what waits for jobs comes: kinds that a namespace alone uses, of wave -9, too. */
const AFTER_JOBS = 20;

/**
 * Delivers charts with Argo CD: for each an `Application` and an `AppProject` that admits exactly the kinds that the chart
 * renders. It is a chart of its own because the hub applies it, not the clusters that are delivered to.
 *
 * The app must write one folder per chart (the default of `AutonomousApp`) or one file per chart.
 *
 * @example
 * const delivery = new ArgoDelivery(app, 'delivery', {
 *   repository: 'https://git.cars.example.com/platform/manifests.git',
 *   revision: 'main',
 *   path: 'dist',
 * });
 * new AutonomousStack(app, 'shop', { cluster, delivery });
 */
@checked
export class ArgoDelivery extends Chart {
  private readonly props: ArgoDeliveryProps;
  private readonly projects = new Map<string, TenantProject>();
  private readonly health: Record<string, string> = { ...ORDERED };
  private readonly applications: Noted[] = [];
  private readonly held = new Set<string>();

  /**
   * @param scope App that it is in.
   * @param id Name of the delivery, in paths of its Applications.
   * @param props The repository, and how it is synchronised.
   */
  public constructor(scope: Construct, id: string, props: ArgoDeliveryProps) {
    super(scope, id, { disableResourceNameHashes: true });
    this.props = props;
    const problems = new Problems(pathOf(scope, id));
    problems.check(
      /^(https:\/\/|ssh:\/\/|git@|oci:\/\/)[^\s*]+$/.test(props.repository),
      'repository',
      props.repository,
      'must be the URL of one Git repository, without wildcards',
    );
    problems.check(
      props.revision.length > 0 && !/\s/.test(props.revision),
      'revision',
      props.revision,
      'must be a branch, tag or commit',
    );
    problems.check(
      /^[^/\s][^\s]*$/.test(props.path) && !props.path.split('/').includes('..'),
      'path',
      props.path,
      'must be a folder of the repository, without / at the start and without ..',
    );
    checkDnsLabel(problems, 'namespace', props.namespace ?? 'argocd');
    problems.raiseFor(this);
    if (props.patchSettings ?? true) {
      settingsPatch(this, 'ArgoSettings', props.namespace ?? 'argocd', this.health);
    }
    this.node.addValidation({ validate: () => this.validateOutput() });
  }

  /** Entries that `argocd-cm` needs for what is delivered, by key; complete when everything is made. */
  public get settings(): Record<string, string> {
    return sortedRecord(this.health);
  }

  /** @internal */
  public _deliver(chart: Chart, delivered: DeliveredChart): void {
    if (chart.node.root !== this.node.root) {
      throw new Error(`[${chart.node.path}] delivery: ${this.node.path} is in another app; use one of the same app`);
    }
    const name = delivered.stack === undefined ? delivered.cluster : `${delivered.cluster}-${delivered.stack}`;
    if (this.node.tryFindChild(name)) {
      throw new Error(
        `[${chart.node.path}] delivery: Application ${name} is there already; give the stack or the cluster another name`,
      );
    }
    markDelivered(chart);
    const scope = new Construct(this, name);
    const { repository, revision, path, namespace = 'argocd' } = this.props;
    const owner = { partOf: this.node.id, namespace };
    const destination = { name: delivered.cluster, namespace: delivered.namespace ?? 'default' };
    const { tenant } = delivered;
    if (tenant) {
      this.projectOf(tenant, owner).add({ name, destination, chart });
    } else {
      appProject(scope, 'AppProject', { name, owner, repository, destination, chart });
    }
    const object = application(scope, 'Application', {
      name,
      project: tenant?.name ?? name,
      stage: delivered.stage,
      owner,
      repository,
      revision,
      destination,
      chart,
      source: () => manifestSource(App.of(this) as App, chart, path),
    });
    this.note({ ...delivered, wave: delivered.stage, object });
  }

  /**
   * Delivers a Helm chart of somebody else.
   * @internal
   */
  public _deliverHelm(name: string, release: HelmRelease): void {
    const { namespace = 'argocd' } = this.props;
    const owner = { partOf: this.node.id, namespace };
    const object = helmApplication(new Construct(this, name), { name, owner, release });
    this.note({ ...release, wave: release.wave ?? DeliveryStage.KINDS, object });
  }

  /**
   * Has everything of a namespace come after the jobs that fetch its images: it waits for them, and they must not wait for it.
   * @internal
   */
  public _holdUntilJobs(cluster: string, namespace: string): void {
    this.held.add(`${cluster}/${namespace}`);
    this.applications.forEach((one) => this.order(one));
  }

  private note(one: Noted): void {
    this.applications.push(one);
    this.order(one);
  }

  private order({ cluster, namespace, wave, object }: Noted): void {
    if (namespace !== undefined && this.held.has(`${cluster}/${namespace}`)) {
      object.metadata.addAnnotation('argocd.argoproj.io/sync-wave', String(AFTER_JOBS + wave));
    }
  }

  /**
   * Adds checks of health for kinds that Argo CD does not know.
   * @internal
   */
  public _addHealth(checks: Record<string, string>): void {
    Object.assign(this.health, checks);
  }

  /** The project of a tenant, which is made with the first of its Applications. */
  private projectOf(tenant: DeliveredTenant, owner: Owner): TenantProject {
    const known = this.projects.get(tenant.path);
    if (known) {
      return known;
    }
    const made = TenantProject._of(this, tenant, { owner, repository: this.props.repository });
    this.projects.set(tenant.path, made);
    return made;
  }

  private validateOutput(): string[] {
    const app = App.of(this) as App;
    const allowed = [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, YamlOutputType.FILE_PER_CHART];
    if (app.yamlOutputType !== undefined && !allowed.includes(app.yamlOutputType)) {
      return [
        `OUTPUT_MIXES_CHARTS yamlOutputType ${YamlOutputType[app.yamlOutputType]}: Argo CD applies one chart per Application, this output mixes charts; cure: FOLDER_PER_CHART_FILE_PER_RESOURCE or FILE_PER_CHART`,
      ];
    }
    const charts = this.node.root.node.findAll().filter((construct): construct is Chart => Chart.isChart(construct));
    const nested = charts.find((chart) => chart.node.children.some((child) => Chart.isChart(child)));
    const dependent = charts.find((chart) => dependsOnOthers(chart));
    const numbered = 'cdk8s then numbers all output folders, and the paths of the Applications change with every chart';
    return [
      ...(nested
        ? [`CHARTS_NESTED ${nested.node.path}: has a chart inside: ${numbered}; cure: charts side by side`]
        : []),
      ...(dependent && !nested
        ? [
            `CHARTS_DEPEND ${dependent.node.path}: depends on another chart: ${numbered}; cure: sync waves order the objects`,
          ]
        : []),
    ];
  }
}

function dependsOnOthers(chart: Chart): boolean {
  return chart.node
    .findAll()
    .some((construct) => construct.node.dependencies.some((target) => Chart.of(target) !== Chart.of(construct)));
}

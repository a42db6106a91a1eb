import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { HarborInstallationProps } from './harbor-installation-props';
import { HARBOR_KEYS } from './harbor-secrets';
import { DeliveryStage } from '../../delivery/delivered-chart';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { groupIn } from '../../platform/group';
import { HarborRegistry } from '../../platform/harbor-registry';
import { emitExternalSecret } from '../../platform/secrets/external-secret';
import { checked } from '../../props/checked';

/** A Harbor registry that runs in a stack: its chart, everything secret by reference, and its pods in the plan. */
@checked
export class HarborInstallation extends HarborRegistry {
  /** The stack that it runs in. */
  public readonly stack: AutonomousStack;
  /** Name of the release, and first part of the names of its objects. */
  public readonly releaseName: string;
  private jobs?: Chart;

  public constructor(scope: Construct, id: string, props: HarborInstallationProps) {
    super(scope, id, { host: props.host, login: props.login });
    this.stack = AutonomousStack.containing(this);
    this.releaseName = id;
    emitExternalSecret(groupIn(this, 'Secrets'), this._keysSecret, this.stack._owner, {
      name: this._keysSecret,
      store: props.secrets.store,
      keys: props.secrets._remote(HARBOR_KEYS),
    });
  }

  /**
   * Name of the Secret with its keys, of which HARBOR_ADMIN_PASSWORD is the password of the user admin.
   * @internal
   */
  public get _keysSecret(): string {
    return `${this.releaseName}-keys`;
  }

  /**
   * URL of its API in the cluster, without a slash at the end.
   * @internal
   */
  public get _apiUrl(): string {
    return `http://${this.releaseName}-core.${this.stack.namespaceName}.svc/api/v2.0`;
  }

  /**
   * Labels of the pods of one of its parts, such as 'core'.
   * @internal
   */
  public _podLabels(part: string): Record<string, string> {
    return { release: this.releaseName, app: 'harbor', component: part };
  }

  /**
   * Where the objects of a job go that needs a running Harbor: delivered, in an Application that comes after that of the chart.
   * @internal
   */
  public _jobScope(job: Construct): Construct {
    const { _delivery: delivery, cluster, namespaceName } = this.stack;
    if (!delivery) {
      return job;
    }
    const stack = `${this.stack.node.id}-${this.releaseName}-jobs`;
    if (!this.jobs) {
      this.jobs = new Chart(this.stack.node.scope!, stack, {
        namespace: namespaceName,
        disableResourceNameHashes: true,
      });
      cluster.include(this.jobs);
      delivery._deliver(this.jobs, {
        cluster: cluster.clusterName,
        stack,
        namespace: namespaceName,
        stage: DeliveryStage.JOBS,
      });
    }
    return new Construct(
      this.jobs,
      job.node.scopes
        .slice(1)
        .map(({ node }) => node.id)
        .join('-'),
    );
  }
}

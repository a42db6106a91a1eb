import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { AuditRule, checkRule, written } from './audit-rule';
import { standardRules } from './standard-rules';
import { Cluster } from '../../cluster/cluster';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { checked } from '../../props/checked';

/** What of the requests to the API server is written down. */
export interface AuditPolicyProps {
  /**
   * Rules that come before all others but that of secrets; the first that matches decides.
   * @default - none
   */
  readonly more?: AuditRule[];
  /**
   * Whether reads of people and workloads are written down, without their content: who looked at what. Those of Kubernetes itself never are.
   * @default true
   */
  readonly reads?: boolean;
}

const POLICIES = new WeakMap<Cluster, AuditPolicy>();

/**
 * What the API server writes to its audit log: a Policy (audit.k8s.io/v1), which is a file of the API server and no object. It is written beside plan.json, as
 * `audit-policy-<cluster>.yaml`, never into a folder that is delivered; whoever runs the control plane gives it to the API server with `--audit-policy-file`.
 *
 * Secrets, ConfigMaps and tokens are noted without content; ways into pods (exec, attach, port-forward, proxy) and changes of rights and policies
 * with all of it; what parts of Kubernetes read, and their leases and events, not at all.
 *
 * @example
 * new AuditPolicy(cluster, 'audit', {
 *   more: [{ level: AuditLevel.NONE, users: ['system:serviceaccount:monitoring:prometheus'], verbs: ['get', 'list', 'watch'] }],
 * });
 */
@checked
export class AuditPolicy extends Construct {
  /**
   * That of a cluster; undefined where there is none.
   * @param cluster The cluster.
   */
  public static of(cluster: Cluster): AuditPolicy | undefined {
    return POLICIES.get(cluster);
  }

  /** Name of the file, beside plan.json. */
  public readonly fileName: string;
  private readonly rules: readonly AuditRule[];

  /**
   * @param cluster Cluster whose API server it is for.
   * @param id Name in the program.
   * @param props Rules beside those that always hold.
   */
  public constructor(cluster: Cluster, id: string, props: AuditPolicyProps = {}) {
    super(cluster, id);
    const { more = [], reads = true } = props;
    const problems = new Problems(pathOf(cluster, id));
    const other = POLICIES.get(cluster);
    problems.check(
      !other,
      'cluster',
      cluster.node.path,
      `has ${other?.node.path} already: an API server has one policy`,
    );
    more.forEach((rule, i) => checkRule(problems, `more[${i}]`, rule));
    problems.raiseFor(this);
    POLICIES.set(cluster, this);
    this.rules = standardRules({ more, reads });
    this.fileName = `audit-policy-${cluster.clusterName}.yaml`;
    Planner.of(this).writeBeside(this.fileName, () => this.text);
  }

  /** The file, as YAML. */
  public get text(): string {
    return Yaml.stringify({
      apiVersion: 'audit.k8s.io/v1',
      kind: 'Policy',
      // A request is told once, when it was answered.
      omitStages: ['RequestReceived'],
      rules: this.rules.map(written),
    });
  }
}

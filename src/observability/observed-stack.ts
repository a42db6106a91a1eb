import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { emitAlertRoutes } from './alert-routes';
import { podMonitor } from './monitor';
import { ObserveOptions } from './observe-options';
import { Prometheus } from './prometheus';
import { kubeEdgeRules } from './rules/edge-rules';
import { queriesOf } from './rules/requests';
import { RuleGroup } from './rules/rule';
import { certificateRules, ObservedCertificate, podRules } from './rules/stack-rules';
import { workloadRules } from './rules/workload-rules';
import { unwatched } from './unwatched';
import { nearestOf } from '../capacity/nearest';
import { sortedBy } from '../capacity/order';
import { ClusterPlan } from '../capacity/plan';
import { Device } from '../edge/device/device';
import { customResource } from '../manifest/custom-resource';
import { namespaced } from '../manifest/metadata';
import { manifestsIn } from '../manifest/objects';
import { Problems } from '../manifest/problems';
import { Planner } from '../planner/planner';
import { AutonomousStack } from '../platform/autonomous-stack';
import { observeLatencies } from '../workload/observed/latency-bounds';
import { ObservedWorkload } from '../workload/observed/observed-workload';
import { Workload } from '../workload/workload';

/** Seconds that a certificate of cert-manager is valid, where nobody says, and the part of it after which it is renewed (1.18, pkg/util/pki/renewaltime.go). */
const VALID = 90 * 86_400;
const RENEWED_AFTER = 2 / 3;

/** What watches one stack: its PodMonitor, PrometheusRule and AlertmanagerConfig. */
export class ObservedStack extends Construct {
  public readonly prometheusRule: ApiObject;
  public readonly alertmanagerConfig?: ApiObject;

  public constructor(
    public readonly stack: AutonomousStack,
    prometheus: Prometheus,
    private readonly options: ObserveOptions,
  ) {
    super(stack, 'Observed');
    const { cluster, _owner: owner } = stack;
    observeLatencies(stack);
    const planner = Planner.of(stack);
    planner.realises(cluster, () => {
      this.node.tryRemoveChild('PodMonitor');
      podMonitor(this, stack, prometheus, this.workloads);
    });
    planner.realisesBefore(stack);
    this.prometheusRule = customResource<object>(this, 'PrometheusRule', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: namespaced('PrometheusRule', 'plan', owner, { ...prometheus._labels }),
      spec: { groups: planner.planned(cluster, (plan) => this.groups(plan)) },
    });
    planner.describe(this.prometheusRule, () => ({
      path: this.prometheusRule.node.path,
      findings: unwatched(this.workloads, options.requests ?? {}),
    }));
    if (options.receivers) {
      this.alertmanagerConfig = emitAlertRoutes(this, 'AlertmanagerConfig', {
        cluster,
        owner,
        name: 'plan',
        labels: prometheus._alertmanagerLabels,
        receivers: options.receivers,
      });
    }
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Its long-running workloads. */
  public get workloads(): ObservedWorkload[] {
    const all = this.stack.node.findAll().filter((one): one is Workload => one instanceof Workload);
    return sortedBy(all, ({ workloadName }) => workloadName).map(({ _observed }) => _observed);
  }

  /** Whether KubeEdge brings any of it to sites. */
  public get hasKubeEdge(): boolean {
    return manifestsIn([this.stack]).some(({ kind }) => kind === 'EdgeApplication');
  }

  private groups(plan: ClusterPlan): RuleGroup[] {
    const { namespaceName, cluster } = this.stack;
    const certificates = this.certificates();
    const edge = this.edgeRules();
    return [
      ...this.workloads.map((observed) => ({
        name: `${namespaceName}-${observed.name}`,
        rules: workloadRules({
          observed,
          queries: queriesOf(observed, this.options.requests?.[observed.name]),
          availability: this.options.availability ?? 99.9,
          zoneSkew: skewOf(observed, plan),
        }),
      })),
      {
        name: `${namespaceName}-pods`,
        rules: [...podRules(namespaceName, cluster.clusterName), ...certificateRules(namespaceName, certificates)],
      },
      ...(edge.length > 0 ? [{ name: `${namespaceName}-sites`, rules: edge }] : []),
    ];
  }

  private edgeRules() {
    const { stack, options } = this;
    const silence = Math.ceil(options.deviceSilence?.toSeconds({ integral: false }) ?? 900);
    const devices = stack.node.findAll().some((one) => one instanceof Device);
    return kubeEdgeRules(stack.namespaceName, silence, { applications: this.hasKubeEdge, devices });
  }

  /** Certificates that are in the stack, of whatever namespace. */
  private certificates(): ObservedCertificate[] {
    const all = manifestsIn([this.stack]).filter(
      ({ group, kind }) => group === 'cert-manager.io' && kind === 'Certificate',
    );
    return sortedBy(all, ({ namespace, name }) => `${namespace}/${name}`).map(({ name, namespace, json }) => {
      const { duration, renewBefore } = (json() as { spec?: { duration?: string; renewBefore?: string } }).spec ?? {};
      const valid = secondsIn(duration) ?? VALID;
      return {
        name,
        namespace: namespace ?? this.stack.namespaceName,
        renewSeconds: secondsIn(renewBefore) ?? valid * (1 - RENEWED_AFTER),
      };
    });
  }

  private problems(): string[] {
    const { requests = {} } = this.options;
    const problems = new Problems(`${this.stack.node.path} observe`);
    const workloads = new Map(this.workloads.map((one) => [one.name, one]));
    for (const [name, metric] of Object.entries(requests)) {
      const observed = workloads.get(name);
      const meant = nearestOf(name, workloads.keys());
      const known = problems.check(
        observed !== undefined,
        'requests',
        name,
        'is no workload of the stack',
        meant && `did you mean '${meant}'?`,
      );
      if (known) {
        const read = observed!.hasSidecar || observed!.metrics !== undefined;
        problems.check(read, 'requests', name, 'has no metrics port', 'metricsPort on the workload');
        metric._check(problems, name, observed!.latency);
      }
    }
    return problems.noted;
  }
}

/** How far zones may be apart, as the plan counts on it. */
function skewOf({ zones, ids }: ObservedWorkload, { model }: ClusterPlan): number | undefined {
  const skews = model.workloads.flatMap(({ id, zoneSkew }) => (ids.includes(id) ? (zoneSkew ?? []) : []));
  return zones.length < 2 || skews.length === 0 ? undefined : skews.reduce((sum, one) => sum + one, 0);
}

/** Seconds of a duration as Go writes it. */
function secondsIn(text: string | undefined): number | undefined {
  const units: Record<string, number> = { h: 3600, m: 60, s: 1 };
  const parts = [...(text ?? '').matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  return parts.length === 0 ? undefined : parts.reduce((sum, [, n, unit]) => sum + Number(n) * units[unit], 0);
}

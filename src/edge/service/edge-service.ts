import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { SitePlacements } from './edge-placement';
import { EdgeServiceProps } from './edge-service-props';
import { farCalls } from './far-calls';
import { checkEdgeService, checkTargets, closedPorts } from './service-checks';
import { serviceConfig, ServiceConfig } from './service-config';
import { Finding } from '../../capacity/model';
import { sortedRecord } from '../../capacity/order';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { selectorLabels } from '../../manifest/labels';
import { namespaced } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { port as policyPort, podsIn } from '../../platform/network-policies';
import { Tenants } from '../../platform/tenant/tenants';
import { checked } from '../../props/checked';
import { FlowPlace } from '../../protection/flow-place';
import { withAccelerator } from '../../workload/accelerated';
import { noteCall, noteData, placeOf } from '../../workload/calls/call-flows';
import { CallGraph } from '../../workload/calls/call-graph';
import { ICallTarget } from '../../workload/calls/call-target';
import { Caller } from '../../workload/calls/caller';
import { Origin } from '../../workload/calls/origin';
import { Peer } from '../../workload/calls/peer';
import { helperFindings, helperPorts } from '../../workload/pod/helpers/pod-helpers';
import { WorkloadPod } from '../../workload/pod/patch/workload-pod';
import { Port } from '../../workload/pod/port';
import { Uses } from '../../workload/pod/use/uses';
import { servicePorts } from '../../workload/service/service-ports';
import { meshRule } from '../mesh/edge-mesh-rule';
import { EdgePlatform, EdgeSite, IEdgeService } from '../platform/edge-platform';
import { mergedOverrides } from '../site/merged-overrides';
import { SiteOverride } from '../site/site-override';
import { imagesOf, ownRegistry } from '../site/site-registry';
import { Placement } from '../site/site-sizing';

/**
 * A service that runs at edge sites: `fleet.deploy(service)` or `site.deploy(service)`. The edge runtime copies it to every site
 * (EdgeApplication, YurtAppSet or DeploymentGrid); a ServiceAccount, a NetworkPolicy, a ConfigMap where it has files and a Service where it
 * has ports come with it. Every site reaches its own pods only.
 *
 * It has as many replicas at each site as the demand of a site needs: sites that may be offline have no autoscaler.
 *
 * @example
 * const controller = new EdgeService(stack, 'controller', {
 *   image: registry.image('station/controller', { tag: '4.2.0', digest }),
 *   ports: [Port.http(8080)],
 *   resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
 *   replicas: Replicas.fixed(1),
 * });
 * fleet.deploy(controller, { overrides: [{ sites: [fleet.site('sh-001')], env: { LANES: '2' } }] });
 */
@checked
export class EdgeService extends Construct implements ICallTarget, IEdgeService {
  /** Name of the service; copies are named `<service>-<site>`. */
  public readonly serviceName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** The ServiceAccount; no token is mounted. */
  public readonly serviceAccount: ApiObject;
  /** The NetworkPolicy. Nodes without a network plug-in that enforces policies ignore it. */
  public readonly networkPolicy: ApiObject;
  /** @internal */
  public readonly _props: EdgeServiceProps;
  private readonly podAccess = WorkloadPod._of(this, () => this.workloads);
  private readonly graph: CallGraph;
  private readonly selector: Record<string, string>;
  private readonly uses: Uses;
  private readonly plain: EdgeServiceProps;
  private readonly different = new WeakMap<SiteOverride, EdgeServiceProps>();
  private readonly configs = new Map<string, ServiceConfig>();
  private placements?: SitePlacements;
  private serviceObject?: ApiObject;
  private readonly farTargets: ICallTarget[] = [];

  /**
   * @param scope Platform that it is on.
   * @param id Name of the service and its objects.
   * @param given Image, resources, sites, replicas and what happens offline.
   */
  public constructor(scope: Construct, id: string, given: EdgeServiceProps) {
    super(scope, id);
    this.serviceName = id;
    this.stack = AutonomousStack.containing(this);
    const { namespaceName, _owner: owner, monitoringNamespace } = this.stack;
    this.selector = selectorLabels(id, namespaceName);
    this.uses = new Uses({ construct: this, stack: this.stack, name: id, selector: this.selector }, given.uses);
    this.plain = this.uses.over(given);
    const props = withAccelerator(this.plain);
    this._props = props;
    const problems = new Problems(pathOf(scope, id));
    checkEdgeService(problems, this.stack, id, props);
    this.uses.check(problems, given);
    problems.raiseFor(this);
    noteData(this, this.stack, props);
    this.serviceAccount = kubeObject(this, 'ServiceAccount', 'ServiceAccount', {
      metadata: namespaced('ServiceAccount', id, owner, this.selector),
      automountServiceAccountToken: false,
    });
    this.emitConfig(undefined);
    this.graph = new CallGraph(this, 'Calls', {
      name: id,
      owner,
      selector: this.selector,
      ports: this.ports,
      metricsPort: props.metricsPort,
      monitoringNamespace,
      peers: 'none',
    });
    this.networkPolicy = this.graph.networkPolicy;
    this.node.addValidation({
      validate: () =>
        this.placements
          ? closedPorts(this._props, this.graph)
          : ['is deployed to no site; fleet.deploy(service), or site.deploy(service)'],
    });
  }

  /** Its pods at all sites, for what no prop is for. */
  public get pod(): WorkloadPod {
    return this.podAccess;
  }

  /** Sites that it runs at. */
  public get sites(): EdgeSite[] {
    return this.placements?.sites ?? [];
  }

  /** The objects that the edge runtime copies to the sites, or the Deployments of each site. */
  public get workloads(): ApiObject[] {
    return this.placements?.objects ?? [];
  }

  /** The Service, or ServiceGrid; undefined before it is deployed, and where it has no ports. */
  public get service(): ApiObject | undefined {
    return this.serviceObject;
  }

  /**
   * Replicas at a site. Throws where it does not run.
   * @param site A site at which it runs.
   */
  public replicasAt(site: EdgeSite): number {
    const placement = this.placements?.at(site);
    if (!placement) {
      throw new Error(`[${this.node.path}] does not run at ${site.node.path}`);
    }
    return placement.sizing.planned;
  }

  /**
   * Allows it to call another service or a peer. Everything that is not declared is denied.
   * @param target what it calls
   * @param ports ports of the other service that it calls; by default all that it has
   */
  public calls(target: ICallTarget, ports?: Port[]): void {
    this.opens(target, ports);
    noteCall(this, this.stack, target);
  }

  /** @internal */
  public get _place(): FlowPlace {
    return placeOf(this, this.stack);
  }

  /** The way to something, of which others say what goes to and fro. */
  private opens(target: ICallTarget, ports?: Port[]): void {
    if (typeof target?._calledBy !== 'function') {
      throw new Error(`[${this.node.path}] calls ${String(target)}: must be a workload or a Peer`);
    }
    const caller: Caller = {
      path: this.node.path,
      cluster: this.stack.cluster,
      owner: this.stack._owner,
      selector: this.selector,
      declareHost: () => undefined,
    };
    this.graph.addEgress(target._calledBy(caller, ports));
    if (!target._atEdge && !this.farTargets.includes(target)) {
      this.farTargets.push(target);
    }
  }

  /**
   * Lets somebody outside the stacks call it, such as pods of a namespace that is no stack. Everything that is not declared is denied.
   * @param origin who calls
   * @param ports ports that it calls; by default all
   */
  public admits(origin: Origin, ports?: Port[]): void {
    this.graph.admit(this.node.path, origin, ports);
  }

  /**
   * Lets its pods reach what is known when everything is.
   * @internal
   */
  protected _reaches(rules: () => k8s.NetworkPolicyEgressRule[]): void {
    this.graph.addLateEgress(rules);
  }

  /** @internal */
  public _imagesAt(site: EdgeSite): Image[] {
    return imagesOf(this, this.placements?.at(site)?.override);
  }

  /** @internal */
  public get _atEdge(): boolean {
    return true;
  }

  /** @internal */
  public get _sends(): number {
    return this._props.sends?.toBitsPerSecond() ?? 0;
  }

  /** @internal */
  public get _leavesSite(): boolean {
    return this.farTargets.some((target) => !(target instanceof Peer));
  }

  /**
   * Calls that leave too little of the time that the service has, and what its helpers do otherwise than one thinks.
   * @internal
   */
  public get _findings(): Finding[] {
    const placed = this.sites.map((site) => ({ site, sizing: this.placements!.at(site)!.sizing }));
    const { path } = this.node;
    return [
      ...(this.placements?.findings() ?? []),
      ...farCalls(path, this._props.replicas._objectiveSeconds, this.farTargets, placed),
      ...helperFindings(path, this._props, this.stack.cluster.kubernetesVersion, false),
    ];
  }

  /** @internal */
  public _calledBy(caller: Caller, ports: readonly Port[] = this.ports): k8s.NetworkPolicyEgressRule {
    const own = new Set(this.ports.map(({ _id }) => _id));
    const problems = new Problems(caller.path);
    const { path } = this.node;
    const { cluster } = this.stack;
    problems.check(
      caller.cluster === cluster,
      'calls',
      path,
      `runs in cluster ${cluster.clusterName}, the caller in ${caller.cluster.clusterName}`,
    );
    problems.check(own.size > 0, 'calls', path, 'has no port that can be called', 'add one to its ports');
    for (const { _id, number } of ports) {
      const cure = `one of ${this.ports.map((one) => one.number).join(', ')}`;
      problems.check(own.has(_id), 'calls', path, `has no port ${number}`, cure);
    }
    problems.raise();
    this.graph.addCaller(caller, ports);
    return {
      to: [podsIn(this.stack.namespaceName, this.selector)],
      ports: ports.map(({ number, _transport }) => policyPort(number, _transport)),
    };
  }

  /**
   * What it is at sites where something is different.
   * @internal
   */
  public _propsAt(override: SiteOverride | undefined): EdgeServiceProps {
    if (!override) {
      return this._props;
    }
    const known = this.different.get(override) ?? withAccelerator(overridden(this.plain, override));
    this.different.set(override, known);
    return known;
  }

  /** @internal */
  public _configAt(override: SiteOverride | undefined): ServiceConfig | undefined {
    return this.configs.get(keyOf(this._propsAt(override).config));
  }

  /** @internal */
  public _deploy(sites: readonly EdgeSite[], overrides: readonly SiteOverride[]): void {
    const problems = new Problems(`${this.node.path} deploy`);
    checkTargets(problems, this, sites, overrides, this.placements);
    problems.raise();
    Tenants.of(this).deploys(this.stack, this.node.path, sites);
    const [{ platform }] = sites;
    if (!this.placements) {
      platform._services.push(this);
      this.placements = new SitePlacements(this, this.selector, sites[0]);
      this.emitService(platform);
      const planner = Planner.of(this);
      planner.realises(this.stack.cluster, (plan) => {
        this.placements!.realise(plan);
        this.podAccess._settle();
      });
      planner.realisesBefore(this.stack);
    }
    const differs = mergedOverrides(overrides);
    for (const site of sites) {
      ownRegistry(this, site, differs.get(site))?._emitLogin(this.stack, this.stack._owner);
    }
    new Set(differs.values()).forEach((override) => this.emitConfig(override));
    this.placements.add(sites.map((site): Placement => ({ site, override: differs.get(site) })));
    this.podAccess._settle();
    const pods = this.sites.reduce((sum, site) => sum + this.replicasAt(site), 0);
    this.uses.connect((target, ports) => this.opens(target, ports), { planned: pods, max: pods });
  }

  /** Ports that others call. */
  private get ports(): Port[] {
    return [...(this._props.ports ?? []), ...helperPorts(this._props)];
  }

  /** Its files as they are at some sites: a ConfigMap for each content. */
  private emitConfig(override: SiteOverride | undefined): void {
    const { config } = this._propsAt(override);
    const key = keyOf(config);
    if (config && !this.configs.has(key)) {
      const id = this.configs.size === 0 ? 'config' : `config-${this.configs.size + 1}`;
      this.configs.set(key, serviceConfig(this, id, this.serviceName, this.selector, config));
    }
  }

  private emitService(platform: EdgePlatform): void {
    const { ports } = this;
    const { balancing } = this._props;
    if (ports.length === 0) {
      return;
    }
    const { _owner: owner, namespaceName } = this.stack;
    const metadata = namespaced('Service', this.serviceName, owner, this.selector);
    this.serviceObject = platform._runtime.emitService(this, 'Service', metadata, {
      type: 'ClusterIP',
      selector: this.selector,
      ports: servicePorts(ports, helperPorts(this._props)),
    });
    platform._switches.use('EdgeMesh');
    if (balancing) {
      meshRule(this, 'DestinationRule', this.serviceName, owner, `${this.serviceName}.${namespaceName}`, balancing);
    }
  }
}

/** The props of a service with what is different at some sites. */
function overridden(
  props: EdgeServiceProps,
  { resources, replicas, image, args, env, config }: SiteOverride,
): EdgeServiceProps {
  return {
    ...props,
    ...(resources && { resources }),
    ...(replicas && { replicas }),
    ...(image && { image }),
    ...(args && { args }),
    ...(env && { env: { ...props.env, ...env } }),
    ...(config && { config: { ...props.config, ...config } }),
  };
}

function keyOf(config: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify(sortedRecord(config));
}

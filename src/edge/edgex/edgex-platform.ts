import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { componentOf, CORE_DATA, dock, EdgexPart, edgexService, REQUIRED } from './edgex-components';
import { deviceService } from './edgex-objects';
import { setEdgex } from './edgex-of';
import { Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { clusterScoped, namespaced } from '../../manifest/metadata';
import { checkDnsLabel, isDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { podsIn, port as policyPort } from '../../platform/network-policies';
import { PodSecurity } from '../../platform/pod-security';
import { checked } from '../../props/checked';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { DeviceProtocol } from '../device/device-protocol';
import { Endpoint, endpointRules } from '../device/endpoint';
import { EdgePlatform, EdgeSite } from '../platform/edge-platform';

/** What speaks with devices of one protocol in EdgeX. */
export interface EdgexDeviceService {
  /** What its devices speak. */
  readonly protocol: DeviceProtocol;
  /** Name under which it registers with EdgeX, for example 'device-modbus'. */
  readonly name: string;
  /** Its image, for example edgexfoundry/device-modbus 3.1. */
  readonly image: Image;
  /** Port that it serves, for example 59901. */
  readonly port: number;
}

/** EdgeX at sites of OpenYurt. */
export interface EdgexPlatformProps {
  /** Sites that have it. A site has one. */
  readonly sites: EdgeSite[];
  /** What speaks with devices, one for each protocol. */
  readonly deviceServices: EdgexDeviceService[];
  /**
   * Where the images of EdgeX are.
   * @default 'docker.io/openyurt'
   */
  readonly repository?: string;
  /**
   * Images in place of those, by the component: 'edgex-redis', 'yurt-iot-dock' and so on.
   * @default - none
   */
  readonly images?: Record<string, Image>;
  /**
   * What components ask for and may use, by the component.
   * @default - 50 millicores and 64 MiB each; 100 millicores and 128 MiB for stores and the dock; twice the memory at most
   */
  readonly resources?: Record<string, WorkloadResources>;
  /**
   * Whether readings are kept at the site (edgex-core-data).
   * @default false
   */
  readonly keepsReadings?: boolean;
}

const VERSION = 'napa';
const FRAMEWORK = 'platformadmin-framework';
const MARK = 'iot.openyurt.io/generate';
const IOT = 'iot.openyurt.io';
const KINDS = ['deviceprofiles', 'devices', 'deviceservices'];

/** Where pods of a node find the API server: YurtHub's own address there (cmd/yurthub of OpenYurt 1.7). */
const YURT_HUB = '169.254.2.1/32';
const YURT_HUB_PORT = 10_268;

/** Sites that have an EdgeX, and whose. */
const TAKEN = new WeakMap<EdgeSite, string>();

/**
 * EdgeX at sites of OpenYurt 1.7, for devices: a PlatformAdmin (iot.openyurt.io/v1beta1), from which OpenYurt makes the services of EdgeX 3.1 at each site, and the framework that it makes
 * them from, with tolerations and requests. All pods are in the plan. `DeviceModel` and `Device` of the stack are then those of EdgeX.
 *
 * @example
 * const water = new Cluster(app, 'water', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
 * const sites = new EdgePlatform(app, 'pumps', { cluster: water, runtime: EdgeRuntime.openYurt() });
 * const box = NodeType.of('pump-box', {
 *   cpu: Cpu.units(4),
 *   memory: Size.gibibytes(8),
 *   ephemeralStorage: Size.gibibytes(64),
 *   reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
 * });
 * const pump = new EdgeSite(sites, 'pump-1', { nodes: [{ name: 'pump-1-box', nodeType: box }] });
 * const meters = new AutonomousStack(app, 'meters', { cluster: water, podSecurity: PodSecurity.BASELINE });
 * new EdgexPlatform(meters, 'edgex', {
 *   sites: [pump],
 *   deviceServices: [{ protocol: DeviceProtocol.MODBUS, name: 'device-modbus', image, port: 59901 }],
 * });
 */
@checked
export class EdgexPlatform extends Construct {
  /** The PlatformAdmin. */
  public readonly apiObject: ApiObject;
  private readonly endpoints = new Map<string, Endpoint[]>();
  private devices = 0;

  /**
   * @param scope Stack of the devices. Its namespace has to admit Pod Security "baseline".
   * @param id Name of the PlatformAdmin.
   * @param props Sites, and what speaks with devices.
   */
  public constructor(scope: Construct, id: string, props: EdgexPlatformProps) {
    super(scope, id);
    const stack = AutonomousStack.containing(this);
    const { sites, deviceServices } = props;
    const platform = EdgePlatform._ofCluster(stack.cluster, this.node.path);
    const parts = partsOf(stack, props);
    this.check(stack, platform, id, props, parts);
    sites.forEach((site) => TAKEN.set(site, this.node.path));
    const pools = sites.map(({ siteName }) => siteName).sort();
    setEdgex(stack, {
      pools,
      serviceFor: (protocol) => deviceServices.find((one) => one.protocol.name === protocol)?.name,
      addDevice: (_, protocol, endpoints) => {
        this.devices += 1;
        this.endpoints.set(protocol, [...(this.endpoints.get(protocol) ?? []), ...endpoints]);
      },
    });
    const mayBeOffline = sites.some(({ _offlineSeconds }) => _offlineSeconds > 0);
    const components = parts.map((part) => componentOf(part, repositoryOf(props), changeOf(props, part), mayBeOffline));
    this.emitFramework(stack, components);
    this.emitDock(stack);
    this.emitPolicies(stack, props, parts);
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: `${IOT}/v1beta1`,
      kind: 'PlatformAdmin',
      metadata: namespaced('PlatformAdmin', id, stack._owner),
      spec: {
        version: VERSION,
        platform: 'edgex',
        security: false,
        nodepools: pools,
        components: parts.filter((part) => !REQUIRED.includes(part)).map(({ name }) => ({ name })),
      },
    });
    pools.forEach((pool) =>
      deviceServices.forEach(({ name, port }) => deviceService(this, stack._owner, pool, name, port)),
    );
    this.count(stack, id, pools, components);
    platform._addFindings(() => this.findings());
  }

  private check(
    stack: AutonomousStack,
    platform: EdgePlatform,
    id: string,
    { sites, deviceServices, images = {}, resources = {}, repository }: EdgexPlatformProps,
    parts: readonly EdgexPart[],
  ): void {
    const problems = new Problems(pathOf(this.node.scope!, id));
    const { runtimeName } = platform.runtime;
    checkDnsLabel(problems, 'name', id, 20);
    problems.check(
      runtimeName === 'OpenYurt',
      'runtime',
      runtimeName,
      'has no PlatformAdmin',
      'EdgeRuntime.openYurt()',
    );
    problems.check(sites.length > 0, 'sites', '[]', 'must name at least one');
    sites.forEach((site) => {
      const other = TAKEN.get(site);
      problems.check(
        other === undefined,
        'sites',
        site.siteName,
        `has the EdgeX of ${other} already`,
        'each site once',
      );
      const own = site.platform === platform;
      problems.check(own, 'sites', site.siteName, `is of another cluster than ${stack.cluster.clusterName}`);
    });
    problems.check(
      stack.podSecurity !== PodSecurity.RESTRICTED,
      'stack',
      stack.node.path,
      'admits Pod Security "restricted" only, and images of EdgeX choose their users themselves',
      'podSecurity: PodSecurity.BASELINE on a stack of its own',
    );
    const second = stack.node.findAll().some((one) => one !== this && one instanceof EdgexPlatform);
    problems.check(
      !second,
      'stack',
      stack.node.path,
      `has an EdgexPlatform: OpenYurt reads ${FRAMEWORK} once`,
      'a stack for each',
    );
    deviceServices.forEach(({ name, protocol, port }, i) => {
      problems.check(isDnsLabel(name), 'deviceServices', name, 'must be a DNS label: a-z, 0-9 and -');
      const range = Number.isInteger(port) && port > 0 && port < 65_536;
      problems.check(range, 'deviceServices.port', port, 'must be from 1 to 65535');
      const first = deviceServices.findIndex((other) => other.protocol.name === protocol.name) === i;
      problems.check(first, 'deviceServices', protocol.name, 'is there twice', 'one for each protocol');
    });
    const known = parts.map(({ name }) => name);
    for (const name of [...Object.keys(images), ...Object.keys(resources)].filter((one) => !known.includes(one))) {
      problems.check(false, 'images, resources', name, 'is no component', `one of ${known.join(', ')}`);
    }
    const place = repository === undefined || /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+$/.test(repository);
    problems.check(place, 'repository', repository, "must be <host>/<path>, for example 'harbor.example.com/openyurt'");
    problems.raiseFor(this);
  }

  /** JSON is YAML. OpenYurt writes here what is not there: all that it needs is. */
  private emitFramework(stack: AutonomousStack, components: readonly object[]): void {
    kubeObject(this, 'Framework', 'ConfigMap', {
      metadata: namespaced('ConfigMap', FRAMEWORK, stack._owner, { [MARK]: 'Framework' }),
      data: { framework: `${JSON.stringify({ components, configMaps: [] }, undefined, 2)}\n` },
    });
  }

  /** The dock lists its kinds in the whole cluster, and writes those of its namespace (pkg/yurtiotdock/controllers of OpenYurt 1.7). */
  private emitDock({ _owner: owner, namespaceName }: AutonomousStack): void {
    const name = 'yurt-iot-dock';
    const role = `${name}-${namespaceName}`;
    const subjects = [{ kind: 'ServiceAccount', name, namespace: namespaceName }];
    const apiGroup = 'rbac.authorization.k8s.io';
    kubeObject(this, 'ServiceAccount', 'ServiceAccount', { metadata: namespaced('ServiceAccount', name, owner) });
    kubeObject(this, 'ClusterRole', 'ClusterRole', {
      metadata: clusterScoped('ClusterRole', role, owner),
      rules: [
        { apiGroups: [''], resources: ['namespaces', 'nodes'], verbs: ['get'] },
        { apiGroups: [IOT], resources: [...KINDS], verbs: ['get', 'list', 'watch'] },
      ],
    });
    kubeObject(this, 'ClusterRoleBinding', 'ClusterRoleBinding', {
      metadata: clusterScoped('ClusterRoleBinding', role, owner),
      roleRef: { apiGroup, kind: 'ClusterRole', name: role },
      subjects,
    });
    kubeObject(this, 'Role', 'Role', {
      metadata: namespaced('Role', name, owner),
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        { apiGroups: [IOT], resources: [...KINDS], verbs: ['create', 'delete', 'patch', 'update'] },
        { apiGroups: [IOT], resources: KINDS.map((kind) => `${kind}/status`), verbs: ['get', 'patch', 'update'] },
        { apiGroups: [IOT], resources: KINDS.map((kind) => `${kind}/finalizers`), verbs: ['update'] },
      ],
    });
    kubeObject(this, 'RoleBinding', 'RoleBinding', {
      metadata: namespaced('RoleBinding', name, owner),
      roleRef: { apiGroup, kind: 'Role', name },
      subjects,
    });
  }

  /** Components talk with each other; device services with devices, the dock with the API server. */
  private emitPolicies(
    { _owner: owner, namespaceName }: AutonomousStack,
    { deviceServices }: EdgexPlatformProps,
    parts: readonly EdgexPart[],
  ): void {
    const each = parts.map(({ name }) => name).sort();
    const inside: k8s.LabelSelector = { matchExpressions: [{ key: 'app', operator: 'In', values: each }] };
    const ports = parts.flatMap(({ port }) => port ?? []).sort((a, b) => a - b);
    const rule = ports.map((number) => policyPort(number));
    kubeObject(this, 'Policy', 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', `${this.node.id}-inside`, owner),
      spec: {
        podSelector: inside,
        policyTypes: ['Egress', 'Ingress'],
        ingress: [{ from: [{ podSelector: inside }], ports: rule }],
        egress: [{ to: [{ podSelector: inside }], ports: rule }],
      },
    });
    for (const { name, protocol } of sortedBy(deviceServices, (one) => one.name)) {
      kubeObject(this, `Policy-${name}`, 'NetworkPolicy', {
        metadata: namespaced('NetworkPolicy', `${this.node.id}-${name}`, owner),
        spec: {
          podSelector: podsIn(namespaceName, { app: name }).podSelector!,
          policyTypes: ['Egress'],
          egress: Lazy.any({
            produce: () => endpointRules(this.endpoints.get(protocol.name) ?? []),
          }) as unknown as k8s.NetworkPolicyEgressRule[],
        },
      });
    }
    kubeObject(this, 'Policy-dock', 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', `${this.node.id}-dock`, owner),
      spec: {
        podSelector: { matchLabels: { app: 'yurt-iot-dock' } },
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: YURT_HUB } }], ports: [policyPort(YURT_HUB_PORT)] }],
      },
    });
  }

  /** What OpenYurt makes of it: for each component a YurtAppSet over all its pools (platform_admin_controller.go). */
  private count(stack: AutonomousStack, id: string, pools: readonly string[], components: readonly any[]): void {
    const { path } = this.node;
    stack.cluster._countPresumed(() => ({
      name: `${stack.namespaceName}-${id}`,
      countsFor: [path],
      objects: components.map(({ name, deployment }) => ({
        path,
        json: {
          apiVersion: 'apps.openyurt.io/v1beta1',
          kind: 'YurtAppSet',
          metadata: { name: `${id}-${name}`, namespace: stack.namespaceName },
          spec: { pools: [...pools], workload: { workloadTemplate: { deploymentTemplate: { spec: deployment } } } },
        },
      })),
    }));
  }

  private findings(): Finding[] {
    return this.devices === 0
      ? []
      : [
          {
            code: 'EDGEX_READS_ON_DEMAND',
            severity: 'info',
            path: this.node.path,
            message: `how often values of ${this.devices} ${this.devices === 1 ? 'device is' : 'devices are'} read is not among the fields of OpenYurt's Device: they are read when somebody asks for them, and their state in the cloud every few seconds`,
            cure: ['events of their profile in EdgeX itself, where values are needed at a rate'],
          },
        ];
  }
}

function repositoryOf({ repository = 'docker.io/openyurt' }: EdgexPlatformProps): string {
  return repository;
}

function changeOf({ images = {}, resources = {}, deviceServices }: EdgexPlatformProps, { name }: EdgexPart) {
  const own = deviceServices.find((one) => one.name === name)?.image;
  return { image: images[name] ?? own, resources: resources[name] };
}

function partsOf(stack: AutonomousStack, { deviceServices, keepsReadings }: EdgexPlatformProps): EdgexPart[] {
  return [
    ...REQUIRED,
    ...(keepsReadings ? [CORE_DATA] : []),
    ...deviceServices.map(({ name, port }) => edgexService(name, '', port)),
    dock(stack.namespaceName, VERSION),
  ];
}

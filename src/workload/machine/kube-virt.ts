import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { sortedBy } from '../../capacity/order';
import { Architecture } from '../../cluster/architecture';
import { Cluster } from '../../cluster/cluster';
import { Taint } from '../../cluster/taint';
import { customResource } from '../../manifest/custom-resource';
import { KubeObject } from '../../manifest/kube';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel, checkLabels, isQualifiedName } from '../../manifest/names';
import { manifestsIn } from '../../manifest/objects';
import { pathOf, Problems } from '../../manifest/problems';
import {
  gatesFor,
  isMachine,
  isOff,
  machineOf,
  NEWEST_MINOR,
  OLDEST_MINOR,
} from '../../planner/reading/operators/kubevirt-gates';
import { checked } from '../../props/checked';
import { tolerations } from '../pod/pod-placement';

/** A kind of device that machines may have. One of `pciVendorSelector` and `mdevName` is given. */
export interface KubeVirtDevice {
  /** Resource by which machines ask for it, for example 'nvidia.com/AD102GL_L40S'. */
  readonly resource: string;
  /**
   * Vendor and product of the PCI device, for example '10DE:26B9'.
   * @default - it is a mediated device
   */
  readonly pciVendorSelector?: string;
  /**
   * Name of the type of mediated devices, for example 'NVIDIA L40S-24Q'.
   * @default - it is a PCI device
   */
  readonly mdevName?: string;
  /**
   * Whether a device plugin of its maker hands it out, as that of NVIDIA's operator does, and not KubeVirt.
   * @default false
   */
  readonly externalPlugin?: boolean;
}

/** The KubeVirt of a cluster. */
export interface KubeVirtProps {
  /**
   * Version of its operator, 1.6.0 to 1.9.x: by it some gates are on anyway.
   * @default - 1.9
   */
  readonly version?: string;
  /**
   * Namespace of its operator.
   * @default 'kubevirt'
   */
  readonly namespace?: string;
  /**
   * Architecture of machines of others that do not say theirs. Machines of this library always do.
   * @default - that of KubeVirt's own processes
   */
  readonly defaultArchitecture?: Architecture;
  /**
   * Devices that machines may have. Those that machines of the cluster ask for have to be among them.
   * @default - none
   */
  readonly devices?: KubeVirtDevice[];
  /**
   * Gates beside those that the machines of the cluster need.
   * @default - none
   */
  readonly featureGates?: string[];
  /**
   * Replicas of its API and of its controllers.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Labels of the nodes on which its API and its controllers run.
   * @default - all nodes of the cluster
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints that its API, its controllers and its agent on every node tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
}

/**
 * The resource that configures KubeVirt, with exactly the feature gates that the machines of the cluster need, whoever made these. Its operator and its CRDs, of the release manifest
 * kubevirt-operator.yaml, have to be there. What it runs (virt-api, virt-controller, virt-exportproxy, virt-handler on every node) is in the plan.
 *
 * @example
 * new KubeVirt(cluster, 'kubevirt', {
 *   version: '1.8.2',
 *   defaultArchitecture: Architecture.AMD64,
 *   devices: [{ resource: 'nvidia.com/AD102GL_L40S', pciVendorSelector: '10DE:26B9', externalPlugin: true }],
 * });
 */
@checked
export class KubeVirt extends Construct {
  /** The KubeVirt resource. */
  public readonly apiObject: ApiObject;
  private readonly cluster: Cluster;
  private readonly minor: number;
  private readonly more: readonly string[];

  /**
   * @param cluster Cluster that it is in.
   * @param id Name of the resource.
   * @param props Its version, and what machines may have.
   */
  public constructor(cluster: Cluster, id: string, props: KubeVirtProps = {}) {
    super(cluster, id);
    this.cluster = cluster;
    this.minor = minorOf(props.version) ?? NEWEST_MINOR;
    this.more = props.featureGates ?? [];
    const problems = new Problems(pathOf(cluster, id));
    check(problems, id, props);
    problems.raiseFor(this);
    cluster._checkOnce('KubeVirt', () => this.others());
    cluster._deliverOwn();
    const { namespace = 'kubevirt', replicas = 2, nodeLabels = {}, tolerates = [], defaultArchitecture } = props;
    const tolerated = tolerations({ tolerates });
    this.apiObject = customResource(this, 'Resource', {
      apiVersion: 'kubevirt.io/v1',
      kind: 'KubeVirt',
      metadata: namespaced('KubeVirt', id, { partOf: cluster.clusterName, namespace }),
      spec: {
        // Machines and their disks do not go with it.
        uninstallStrategy: 'BlockUninstallIfWorkloadsExist',
        infra: {
          replicas,
          // Without a place they ask for nodes of the control plane, which clusters of clouds do not have.
          nodePlacement: { ...(Object.keys(nodeLabels).length > 0 && { nodeSelector: nodeLabels }), ...tolerated },
        },
        ...(tolerates.length > 0 && { workloads: { nodePlacement: tolerated } }),
        configuration: {
          ...(defaultArchitecture !== undefined && { architectureConfiguration: { defaultArchitecture } }),
          developerConfiguration: Lazy.any({ produce: () => this.developer() }),
          ...permitted(props.devices ?? []),
          // Pods of machines have to say it where Pod Security is "restricted".
          seccompConfiguration: { virtualMachineInstanceProfile: { customProfile: { runtimeDefaultProfile: true } } },
        },
      },
    });
  }

  /** Gates that are switched on, in the order of their names; complete when all machines are made. */
  public get featureGates(): string[] {
    const objects = manifestsIn(this.cluster._charts());
    const of = (kind: string): KubeObject[] => objects.filter((one) => one.kind === kind).map((one) => one.json());
    const machines = objects
      .filter(({ object, kind }) => isMachine({ kind, apiVersion: object.apiVersion }))
      .map((one) => machineOf(one.json(), (kind) => (kind === 'KubeVirt' ? [] : of(kind))));
    const needed = machines.flatMap((machine) => gatesFor(machine)).filter((gate) => isOff(gate, this.minor));
    // Until 1.7 machines had to be of the architecture of virt-api, which may run on nodes of any.
    const said = new Set(machines.flatMap(({ spec }) => spec?.architecture ?? []));
    const several = this.minor <= LAST_OF_ONE_ARCHITECTURE && this.nodesDiffer && said.size > 0;
    return [
      ...new Set([...needed.map(({ name }) => name), ...(several ? ['MultiArchitecture'] : []), ...this.more]),
    ].sort();
  }

  private get nodesDiffer(): boolean {
    return this.cluster._nodes.architecture === undefined;
  }

  private developer(): object | undefined {
    const { featureGates } = this;
    return featureGates.length > 0 ? { featureGates } : undefined;
  }

  /** The operator takes one resource in a cluster. */
  private others(): string[] {
    const all = manifestsIn(this.cluster._charts()).filter(
      ({ group, kind }) => kind === 'KubeVirt' && group === 'kubevirt.io',
    );
    return all.length > 1
      ? [
          `KubeVirt ${all.map(({ path }) => path).join(' and ')}: a cluster has one such resource, the operator refuses another`,
        ]
      : [];
  }
}

/** virt-api refused other architectures than its own without a gate (validateArchitecture of 1.7). */
const LAST_OF_ONE_ARCHITECTURE = 7;

/** The minor of a version of KubeVirt 1. */
function minorOf(version: string | undefined): number | undefined {
  const minor = /^v?1\.(\d+)\.\d+$/.exec(version ?? '')?.[1];
  return minor === undefined ? undefined : Number(minor);
}

function check(problems: Problems, id: string, props: KubeVirtProps): void {
  const { version, namespace = 'kubevirt', replicas = 2, devices = [], featureGates = [], nodeLabels = {} } = props;
  checkDnsLabel(problems, 'name', id);
  checkDnsLabel(problems, 'namespace', namespace);
  checkLabels(problems, 'nodeLabels', nodeLabels);
  const minor = minorOf(version);
  problems.check(
    version === undefined || (minor !== undefined && minor >= OLDEST_MINOR && minor <= NEWEST_MINOR),
    'version',
    version,
    `must be a release 1.${OLDEST_MINOR}.0 to 1.${NEWEST_MINOR}.x of KubeVirt: the gates of others are not known`,
    "'1.8.2'",
  );
  const whole = Number.isInteger(replicas) && replicas > 0 && replicas < 256;
  problems.check(whole, 'replicas', replicas, 'must be a whole number from 1 to 255');
  for (const gate of featureGates) {
    problems.check(/^[A-Z][A-Za-z0-9]*$/.test(gate), 'featureGates', gate, 'must be the name of a gate', "'Snapshot'");
  }
  const names = devices.map(({ resource }) => resource);
  problems.check(new Set(names).size === names.length, 'devices', names, 'must have different resources');
  for (const { resource, pciVendorSelector: pci, mdevName } of devices) {
    const isDevice = isQualifiedName(resource) && resource.includes('/');
    problems.check(isDevice, 'devices.resource', resource, "must be a device such as 'nvidia.com/AD102GL_L40S'");
    problems.check(
      (pci === undefined) !== (mdevName === undefined),
      'devices',
      resource,
      'needs one of pciVendorSelector and mdevName',
    );
    problems.check(
      pci === undefined || /^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$/.test(pci),
      'devices.pciVendorSelector',
      pci,
      'must be vendor and product in hexadecimal digits',
      "'10DE:26B9'",
    );
    problems.check(mdevName === undefined || mdevName.trim() !== '', 'devices.mdevName', mdevName, 'must not be empty');
  }
}

function permitted(devices: readonly KubeVirtDevice[]): object {
  if (devices.length === 0) {
    return {};
  }
  const ordered = sortedBy(devices, ({ resource }) => resource);
  const of = (name: string, value: (device: KubeVirtDevice) => string | undefined, field: string) => {
    const entries = ordered.flatMap((device) => {
      const selector = value(device);
      return selector === undefined
        ? []
        : [
            {
              [field]: selector,
              resourceName: device.resource,
              ...(device.externalPlugin && { externalResourceProvider: true }),
            },
          ];
    });
    return entries.length > 0 ? { [name]: entries } : {};
  };
  return {
    permittedHostDevices: {
      ...of('pciHostDevices', ({ pciVendorSelector }) => pciVendorSelector?.toUpperCase(), 'pciVendorSelector'),
      ...of('mediatedDevices', ({ mdevName }) => mdevName, 'mdevNameSelector'),
    },
  };
}

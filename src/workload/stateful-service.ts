import { ApiObject, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { helperPorts, scratchOf } from './pod/helpers/pod-helpers';
import { PodScope } from './pod/pod-checks';
import { podVolumes } from './pod/pod-template';
import { Port } from './pod/port';
import { AccessMode } from '../cluster/storage/access-mode';
import { normal } from './pod/volumes/mount-checks';
import { Workload } from './workload';
import { WorkloadProps } from './workload-props';
import { bytesOf, quantityOf } from '../manifest/amounts';
import { kubeObject } from '../manifest/k8s/kube-object';
import * as k8s from '../manifest/k8s/types';
import { namespaced } from '../manifest/metadata';
import { checkDnsLabel, isDnsSubdomain } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { quantities } from '../manifest/quantities';
import { checked } from '../props/checked';

/** A volume that each pod of a stateful service has for itself. */
export interface ServiceVolume {
  /** Name of the volume, unique in the workload. */
  readonly name: string;
  /** Where the container finds it. */
  readonly mountPath: string;
  /** Size of the volume of one pod. */
  readonly size: Size;
  /**
   * Storage class.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
  /**
   * How many may have it at a time. Its pod alone needs it: `AccessMode.READ_WRITE_ONCE_POD` keeps all others off, even on the same node.
   * @default AccessMode.READ_WRITE_ONCE
   */
  readonly accessMode?: AccessMode;
}

/** A service with a stable name and volumes for each pod. */
export interface StatefulServiceProps extends WorkloadProps {
  /**
   * Volumes of each pod. A volume ties its pod to the zone in which it was made: after the loss of the zone the pod does not come
   * back elsewhere, and the plan counts on that.
   * @default - none
   */
  readonly volumes?: ServiceVolume[];
  /**
   * Ports on which its pods talk to each other and that nobody else may call, such as those of replication and election. The headless Service has
   * them, the one for callers has not. On `ports` its pods reach each other too.
   * @default - none
   */
  readonly peerPorts?: Port[];
}

/**
 * A stateful service, such as a broker or a log store: StatefulSet with volume claims, a headless Service for the names of its
 * pods, which may call each other, and the objects that every workload has. No two of its pods share a node where there are nodes enough, and its budget
 * lets one go at a time.
 *
 * @example
 * new StatefulService(stack, 'log', {
 *   image: registry.image('telemetry/log-store', { tag: '3.9.0' }),
 *   ports: [Port.tcp(9092, { name: 'log' })],
 *   resources: { cpu: Cpu.units(2), memory: Size.gibibytes(8) },
 *   replicas: Replicas.fixed(3),
 *   volumes: [{ name: 'data', mountPath: '/var/lib/log', size: Size.tebibytes(1), storageClass: 'zonal-ssd' }],
 * });
 */
@checked
export class StatefulService extends Workload {
  /** The StatefulSet. */
  public readonly statefulSet: ApiObject;
  /** The headless Service. */
  public readonly headlessService: ApiObject;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the service and its objects.
   * @param props Image, resources, ports, replicas and volumes.
   */
  public constructor(scope: Construct, id: string, props: StatefulServiceProps) {
    super(scope, id, props);
    this._connect(true);
    this.headlessService = this.emitHeadless();
    this.statefulSet = this.emitStatefulSet(props.volumes ?? []);
    this._complete(this.statefulSet);
    this._describe(this.statefulSet, { budget: false });
  }

  /** @internal */
  protected _check(problems: Problems): void {
    const { ports = [], volumes = [], sheddable, helpers = [], service } = this._props as StatefulServiceProps;
    problems.check(!sheddable, 'sheddable', true, 'is not for services with data', 'leave it out');
    const { max } = this._sizing;
    const fixed = 'Replicas.needed(...) or Replicas.fixed(...)';
    problems.check(max === undefined, 'replicas', `max ${max}`, 'a stateful service is not autoscaled', fixed);
    problems.check(
      !service?.headless,
      'service.headless',
      true,
      `it has a headless Service already, ${this.workloadName}-headless`,
      'leave it out',
    );
    problems.check(ports.length > 0, 'ports', '[]', 'a stateful service needs a port', 'for example Port.tcp(9092)');
    const taken = new Set([
      'scratch',
      ...helpers.map(scratchOf).map(({ name }) => name),
      ...podVolumes(this._props).all,
    ]);
    const paths = ['/tmp', ...volumes.map(({ mountPath }) => normal(mountPath))];
    volumes.forEach(({ name, mountPath, size, storageClass }, i) => {
      checkDnsLabel(problems, 'volumes.name', name);
      const first = !taken.has(name) && volumes.findIndex((other) => other.name === name) === i;
      problems.check(first, 'volumes.name', name, 'is there already');
      problems.check(/^\/[^:]+$/.test(mountPath), 'volumes.mountPath', mountPath, 'must be an absolute path');
      problems.check(paths.indexOf(paths[i + 1]) === i + 1, 'volumes.mountPath', mountPath, 'is mounted already');
      problems.check(bytesOf(size) > 0, 'volumes.size', quantityOf(size), 'must be above 0');
      const named = storageClass === undefined || isDnsSubdomain(storageClass);
      problems.check(named, 'volumes.storageClass', storageClass, 'must be the name of a storage class');
    });
  }

  /** @internal */
  protected get _onSpotWhole(): string {
    return 'only all of its pods can be there: they are of one StatefulSet';
  }

  /** @internal */
  protected _plannedId(): string {
    return `${this.stack.namespaceName}/StatefulSet/${this.workloadName}`;
  }

  /**
   * One at a time, whatever the plan would let go: members of a store that agree on something lose it with the second one.
   * @internal
   */
  protected _mayGo(): any {
    return 1;
  }

  /** @internal */
  protected get _podScope(): Omit<PodScope, 'name'> {
    const { volumes = [] } = this._props as StatefulServiceProps;
    return {
      taken: ['/tmp', ...volumes.map(({ mountPath }) => normal(mountPath))],
      volumes: volumes.map(({ name }) => name),
    };
  }

  /** @internal */
  protected get _peerPorts(): readonly Port[] | undefined {
    return (this._props as StatefulServiceProps).peerPorts;
  }

  private emitHeadless(): ApiObject {
    return kubeObject(this, 'HeadlessService', 'Service', {
      metadata: namespaced('Service', `${this.workloadName}-headless`, this._owner, this._selector),
      spec: {
        clusterIP: 'None',
        // Peers find each other before they are ready to serve.
        publishNotReadyAddresses: true,
        selector: this._selector,
        // A sidecar encrypts what goes to ports that a Service has; to any other it would send plain bytes, which mutual TLS refuses.
        ports: this._servicePorts([
          ...(this._props.ports ?? []),
          ...helperPorts(this._props),
          ...(this._peerPorts ?? []),
        ]),
      },
    });
  }

  private emitStatefulSet(volumes: readonly ServiceVolume[]): ApiObject {
    return kubeObject(this, 'StatefulSet', 'StatefulSet', {
      metadata: namespaced('StatefulSet', this.workloadName, this._owner, this._labels()),
      spec: {
        replicas: this._sizing.planned,
        revisionHistoryLimit: 3,
        // Pods start and come back independently: one that waits for its zone must not keep the others from coming back.
        podManagementPolicy: 'Parallel',
        serviceName: `${this.workloadName}-headless`,
        selector: { matchLabels: this._selector },
        updateStrategy: { type: 'RollingUpdate' },
        template: this._template({
          volumeMounts: volumes.map(({ name, mountPath }) => ({ name, mountPath })),
          peerPorts: this._peerPorts,
          apart: true,
        }),
        ...(volumes.length > 0 && {
          volumeClaimTemplates: volumes.map((volume) => this.claim(volume)),
        }),
      },
    });
  }

  private claim({ name, size, storageClass, accessMode }: ServiceVolume): k8s.PersistentVolumeClaim {
    return {
      metadata: { name, labels: this._selector },
      spec: {
        accessModes: [accessMode ?? AccessMode.READ_WRITE_ONCE],
        ...(storageClass !== undefined && { storageClassName: storageClass }),
        resources: { requests: quantities({ storage: bytesOf(size) }) },
      },
    };
  }
}

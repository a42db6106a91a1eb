import { ApiObject, Duration, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { RestoreDrillProps } from './backup-props';
import { CHECK_SCRIPT, DRILL_SCRIPT, RESTORE_FOLDER, RESTORED } from './drill-script';
import { claimsIn } from './namespace-claims';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { selectorLabels } from '../../manifest/labels';
import { clusterScoped, namespaced, Owner } from '../../manifest/metadata';
import { podSecurityLabels } from '../../manifest/pod-security';
import { Planner } from '../../planner/planner';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { allowDns, defaultDeny } from '../../platform/network-policies';
import { PodSecurity } from '../../platform/pod-security';
import { Variable } from '../../platform/variable';
import { Cpu } from '../../units/cpu';
import { CallGraph } from '../../workload/calls/call-graph';
import { ContainerOptions } from '../../workload/pod/container-options';
import { podTemplate } from '../../workload/pod/pod-template';
import { WorkloadResources } from '../../workload/pod/workload-resources';

/** What a drill tries, and where. */
export interface DrillParts {
  readonly drill: RestoreDrillProps;
  /** Its name in the stack. */
  readonly id: string;
  /** The Schedule whose last backup comes back. */
  readonly scheduleName: string;
  readonly stack: AutonomousStack;
  readonly veleroNamespace: string;
}

/** What the script needs. */
const RESOURCES: WorkloadResources = { cpu: Cpu.millis(100), memory: Size.mebibytes(128) };

/**
 * Volumes come back into a namespace of their own, in which nothing can be called: a CronJob makes the Restore, another mounts what came back and looks into
 * it. The second starts at the same time and waits for its claims, for which some storage waits in turn before it makes volumes.
 */
export class RestoreDrill extends Construct {
  /** The CronJob that restores. */
  public readonly cronJob: ApiObject;
  private readonly namespace: string;
  /** Names of what restores, and of what looks into it. */
  private readonly runner: string;
  private readonly check: string;
  private readonly owner: Owner;

  public constructor(
    scope: Construct,
    id: string,
    private readonly parts: DrillParts,
  ) {
    super(scope, id);
    const { stack, drill, veleroNamespace: velero } = parts;
    const { cluster } = stack;
    this.namespace = namespaceOf(parts.scheduleName, drill);
    this.runner = `${parts.id}-drill`;
    this.check = `${parts.id}-check`;
    this.owner = { ...stack._owner, namespace: this.namespace };
    this.emitNamespace();
    // Where its registry makes pull secrets it makes one here too: those of the stack are in another namespace.
    stack.registry?._emitLogin(this, this.owner);
    defaultDeny(this, this.owner, `${parts.id}-deny`);
    allowDns(this, this.owner, cluster, `${parts.id}-dns`);
    this.emitRights(velero);
    this.emitCalls();
    kubeObject(this, 'Restore', 'ConfigMap', {
      metadata: this.metadata('ConfigMap', this.runner),
      data: { 'restore.json': `${JSON.stringify(this.restore(velero), undefined, 2)}\n` },
    });
    this.cronJob = this.emitJob('Job', this.runner, this.runnerPod(velero));
    this.emitJob('Check', this.check, this.checkPod());
  }

  private metadata(kind: string, name: string, namespace = this.namespace) {
    return namespaced(kind, name, { ...this.owner, namespace }, selectorLabels(name, this.namespace));
  }

  private emitNamespace(): void {
    const { version } = this.parts.stack.cluster.kubernetesVersion;
    kubeObject(this, 'Namespace', 'Namespace', {
      metadata: clusterScoped(
        'Namespace',
        this.namespace,
        this.owner,
        podSecurityLabels(PodSecurity.RESTRICTED, version),
      ),
    });
  }

  /** The claims of the stack, by name. */
  private claims(): string[] {
    const { stack } = this.parts;
    return claimsIn(stack.cluster, stack.namespaceName).flatMap(({ name, madeOf }) => (madeOf ? [] : [name]));
  }

  /** It may make one Restore, of one name, see its look end, and remove the claims that came back. */
  private emitRights(velero: string): void {
    for (const name of [this.runner, this.check]) {
      kubeObject(this, `ServiceAccount-${name}`, 'ServiceAccount', {
        metadata: this.metadata('ServiceAccount', name),
        automountServiceAccountToken: false,
      });
    }
    const apiGroups = ['velero.io'];
    this.emitRole('Velero', velero, this.restoreName, [
      { apiGroups, resources: ['restores'], verbs: ['create'] },
      { apiGroups, resources: ['restores'], resourceNames: [this.restoreName], verbs: ['get', 'delete'] },
    ]);
    this.emitRole('Own', this.namespace, this.runner, [
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get'] },
      {
        apiGroups: [''],
        resources: ['persistentvolumeclaims'],
        resourceNames: Lazy.any({ produce: () => this.claims() }) as unknown as string[],
        verbs: ['get', 'delete'],
      },
    ]);
  }

  private get restoreName(): string {
    return `${this.parts.scheduleName}-drill`;
  }

  private emitRole(id: string, namespace: string, name: string, rules: k8s.PolicyRule[]): void {
    kubeObject(this, `${id}Role`, 'Role', { metadata: this.metadata('Role', name, namespace), rules });
    kubeObject(this, `${id}RoleBinding`, 'RoleBinding', {
      metadata: this.metadata('RoleBinding', name, namespace),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: this.runner, namespace: this.namespace }],
    });
  }

  private emitCalls(): void {
    const { cluster, monitoringNamespace } = this.parts.stack;
    const { owner } = this;
    const selector = selectorLabels(this.runner, this.namespace);
    const node = { name: this.runner, owner, selector, ports: [], monitoringNamespace, peers: 'none' as const };
    const graph = new CallGraph(this, 'Calls', node);
    const { path } = this.node;
    for (const peer of this.parts.drill.apiServer) {
      graph.addEgress(peer._calledBy({ path, cluster, owner, selector, declareHost: () => undefined }));
    }
  }

  /** Volumes alone come back: pods would read topics and write to databases that others use. */
  private restore(velero: string): object {
    const { scheduleName, stack } = this.parts;
    return {
      apiVersion: 'velero.io/v1',
      kind: 'Restore',
      metadata: { name: this.restoreName, namespace: velero },
      spec: {
        scheduleName,
        includedNamespaces: [stack.namespaceName],
        namespaceMapping: { [stack.namespaceName]: this.namespace },
        includedResources: [
          'persistentvolumeclaims',
          'persistentvolumes',
          'volumesnapshotcontents.snapshot.storage.k8s.io',
          'volumesnapshots.snapshot.storage.k8s.io',
        ],
        restorePVs: true,
      },
    };
  }

  private runnerPod(velero: string): k8s.PodTemplateSpec {
    const template = this.pod(this.runner, this.parts.drill.image, RESOURCES, ['/bin/sh', '-c', DRILL_SCRIPT], {
      env: { CHECK: this.check, HOME: '/tmp', RESTORE: this.restoreName, VELERO: velero },
      variables: { JOB: Variable.podLabel('job-name') },
    });
    const volume = { name: 'restore', configMap: { name: this.runner } };
    const [main] = template.spec!.containers;
    const claims = { name: 'CLAIMS', value: Lazy.any({ produce: () => this.claims().join(' ') }) as unknown as string };
    return withParts(template, {
      automountServiceAccountToken: true,
      containers: [
        {
          ...main,
          env: [...(main.env ?? []), claims].sort((a, b) => (a.name < b.name ? -1 : 1)),
          volumeMounts: [
            ...(main.volumeMounts ?? []),
            { name: volume.name, mountPath: RESTORE_FOLDER, readOnly: true },
          ],
        },
      ],
      volumes: [...(template.spec!.volumes ?? []), volume],
    });
  }

  private checkPod(): k8s.PodTemplateSpec {
    const {
      image,
      checkImage = image,
      check = ['/bin/sh', '-c', CHECK_SCRIPT],
      resources = RESOURCES,
    } = this.parts.drill;
    const template = this.pod(this.check, checkImage, resources, check, {});
    const [main] = template.spec!.containers;
    const { volumeMounts: mounts = [] } = main;
    const { volumes = [] } = template.spec!;
    const lazily = <T>(produce: () => T[]) => Lazy.any({ produce }) as unknown as T[];
    return withParts(template, {
      containers: [
        {
          ...main,
          volumeMounts: lazily(() => [
            ...mounts,
            ...this.claims().map((name, i) => ({ name: `claim-${i}`, mountPath: `${RESTORED}/${name}` })),
          ]),
        },
      ],
      volumes: lazily(() => [
        ...volumes,
        ...this.claims().map((claimName, i) => ({ name: `claim-${i}`, persistentVolumeClaim: { claimName } })),
      ]),
    });
  }

  private pod(
    name: string,
    image: Image,
    resources: WorkloadResources,
    command: readonly string[],
    options: ContainerOptions,
  ): k8s.PodTemplateSpec {
    const selector = selectorLabels(name, this.namespace);
    return podTemplate({
      name,
      cluster: this.parts.stack.cluster,
      labels: selector,
      annotations: {},
      selector,
      image,
      resources,
      ports: [],
      options,
      command: [...command],
      scratch: Size.mebibytes(64),
      graceSeconds: 30,
      nodeLabels: {},
      tolerates: [],
      survive: 'none',
      zones: 1,
      replicated: false,
    });
  }

  private emitJob(id: string, name: string, template: k8s.PodTemplateSpec): ApiObject {
    const { schedule, within = Duration.hours(4) } = this.parts.drill;
    const { path } = this.node;
    const job = kubeObject(this, id, 'CronJob', {
      metadata: this.metadata('CronJob', name),
      spec: {
        schedule,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 600,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate: {
          spec: {
            backoffLimit: 0,
            activeDeadlineSeconds: Math.ceil(within.toSeconds({ integral: false })),
            template,
          },
        },
      },
    });
    Planner.of(this).describe(job, () => ({ path, degraded: 0 }));
    return job;
  }
}

/** Where what was saved comes back. */
export function namespaceOf(scheduleName: string, { namespace }: RestoreDrillProps): string {
  return namespace ?? `${scheduleName}-drill`;
}

function withParts(template: k8s.PodTemplateSpec, more: Partial<k8s.PodSpec>): k8s.PodTemplateSpec {
  return { ...template, spec: { ...template.spec!, restartPolicy: 'Never', ...more } };
}

import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { checkInstallation } from './harbor-checks';
import { expose } from './harbor-entrance';
import { HarborExposure } from './harbor-exposure';
import { forecastsOf } from './harbor-forecasts';
import { HarborInstallationProps } from './harbor-installation-props';
import { jobWorkersOf, partsOf } from './harbor-parts';
import { harborPods } from './harbor-pods';
import { referencesOf } from './harbor-references';
import { HarborTraffic, METRICS } from './harbor-traffic';
import { isRecreated, scannerVolume, valuesOf } from './harbor-values';
import { over } from '../../charts/catalogue/parts';
import { HelmChart } from '../../charts/helm-chart';
import { Footprint } from '../../cluster/footprint/footprint';
import { DeliveryStage } from '../../delivery/delivered-chart';
import { checkDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { groupIn } from '../../platform/group';
import { HarborRegistry } from '../../platform/harbor-registry';
import { emitExternalSecret } from '../../platform/secrets/external-secret';
import { checked } from '../../props/checked';
import { ICallTarget } from '../../workload/calls/call-target';
import { Peer } from '../../workload/calls/peer';

/** Where the databases of vulnerabilities are, unless somebody says otherwise. */
const DATABASES = ['mirror.gcr.io', 'ghcr.io'];

/** What the chart renders with any of the values. */
const KINDS = ['ConfigMap', 'Secret', 'Service', 'apps/Deployment', 'apps/StatefulSet', 'policy/PodDisruptionBudget'];

/**
 * A Harbor registry in a stack of its own or beside other things: the chart `harbor` as an Application of Argo CD after that of the stack, everything
 * secret by reference, so that two renderings are equal, external PostgreSQL and Redis, images in a bucket, TLS at the gateway, policies for its pods,
 * and every pod in the plan.
 *
 * Stacks take it as their `registry`. In the stack it emits ExternalSecrets, a ServiceAccount, a NetworkPolicy, with Istio an AuthorizationPolicy, and
 * its route.
 *
 * @example
 *
 * const harbor = new HarborInstallation(platform, 'harbor', {
 *   host: 'harbor.eu.cars.example.com',
 *   secrets: HarborSecrets.stored(secrets, 'platform/harbor'),
 *   database,
 *   redis,
 *   storage: HarborStorage.bucket(bucket),
 *   exposure: HarborExposure.istio(),
 * });
 */
@checked
export class HarborInstallation extends HarborRegistry {
  /** The stack that it runs in. */
  public readonly stack: AutonomousStack;
  /** Name of the release, and first part of the names of its objects. */
  public readonly releaseName: string;
  /** Name of its Application. */
  public readonly applicationName: string;
  /** @internal */
  public readonly _exposure: HarborExposure;
  /** @internal */
  public readonly _jobWorkers: number;
  private readonly traffic: HarborTraffic;
  private jobs?: Chart;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the release.
   * @param props Version, storage, database, Redis, and how it is reached.
   */
  public constructor(scope: Construct, id: string, props: HarborInstallationProps) {
    super(scope, id, { host: props.host, login: props.login });
    this.stack = AutonomousStack.containing(this);
    this.releaseName = id;
    this._exposure = props.exposure;
    this._jobWorkers = jobWorkersOf(props);
    this.applicationName = `${this.stack.cluster.clusterName}-${this.stack.node.id}-${id}`;
    const problems = new Problems(this.node.path);
    checkDnsLabel(problems, 'name', id, 40);
    checkInstallation(problems, this.stack, props);
    problems.raiseFor(this);
    this.traffic = new HarborTraffic(this, 'Traffic', this.stack, id, this._allLabels);
    this.deliver(props);
    this.reachOut(props);
    const { load, storage, host } = props;
    if (load) {
      this.stack.cluster._forecasts.add(() => forecastsOf(this.node.path, host, storage, load));
    }
  }

  private deliver(props: HarborInstallationProps): void {
    const { stack, releaseName: release, host } = this;
    const { cluster, namespaceName: namespace, _delivery: delivery, _owner: owner } = stack;
    const references = referencesOf(release, props);
    for (const secret of references.made) {
      emitExternalSecret(groupIn(this, 'Secrets'), secret.name, owner, secret);
    }
    const parts = partsOf(props);
    const annotations = this.podAnnotations();
    const parentRef = expose({ scope: this, stack, traffic: this.traffic, release, host }, props.exposure);
    const registryAnnotations = egressLimit(props);
    const values = valuesOf({ release, stack, props, parts, references, annotations, registryAnnotations, parentRef });
    const { _release: chart } = HelmChart.of({
      repository: props.repository ?? 'https://helm.goharbor.io',
      name: 'harbor',
      version: props.version ?? '1.19.1',
      namespace,
      values: over(values, props.values),
      namespacedKinds: [
        ...KINDS,
        ...((props.monitored ?? true) ? ['monitoring.coreos.com/ServiceMonitor'] : []),
        ...(parentRef ? ['gateway.networking.k8s.io/HTTPRoute'] : []),
        ...(props.storage._volume ? ['PersistentVolumeClaim'] : []),
      ],
      footprint: Footprint.none(),
      // The password of Redis is in it, which the chart does not know under Argo CD.
      kept: [{ kind: 'Secret', name: references.scannerSecret, path: '.data' }],
    });
    delivery!._deliverHelm(this.applicationName, {
      ...chart,
      kinds: { ...chart.kinds, cluster: [] },
      cluster: cluster.clusterName,
      releaseName: release,
      namespaceExists: true,
      wave: DeliveryStage.IN_STACK,
    });
    const { storage, storageClass: storageClassName } = scannerVolume(props.scanner ?? {});
    const objects = harborPods(parts, {
      ...{ cluster, namespace, release, annotations, registryAnnotations },
      path: this.node.path,
      labels: (part) => this._podLabels(part),
      scannerVolume: { storage, storageClassName },
      recreated: isRecreated(props.storage),
    });
    cluster._countPresumed(() => ({ name: this.applicationName, objects, countsFor: [] }));
  }

  /** Whom the pods have to reach. What proxy caches and replication reach is told by these. */
  private reachOut({ database, redis, storage, scanner = {} }: HarborInstallationProps): void {
    const { databases = DATABASES, javaDatabases = DATABASES } = scanner;
    const hosts = [...databases, ...javaDatabases].map((repository) => repository.split('/')[0]);
    this._reaches([
      ...database._peers,
      ...redis._peers,
      ...(storage._bucket?._peers ?? []),
      ...[...new Set(hosts)].map((host) => {
        const [name, number = '443'] = host.split(':');
        return Peer.host(name, Number(number));
      }),
    ]);
  }

  /** Sidecars start first and take no connections of Prometheus, which is outside the mesh. */
  private podAnnotations(): Record<string, string> {
    const istio = this.stack.mesh._istio;
    return istio
      ? {
          ...istio.sidecarAnnotations(0),
          'proxy.istio.io/config': JSON.stringify({ holdApplicationUntilProxyStarts: true }),
          'traffic.sidecar.istio.io/excludeInboundPorts': String(METRICS),
        }
      : {};
  }

  /**
   * Lets its pods reach something, such as the upstream of a proxy cache.
   * @internal
   */
  public _reaches(targets: readonly ICallTarget[]): void {
    this.traffic.reach(targets);
  }

  /**
   * Labels of all its pods.
   * @internal
   */
  public get _allLabels(): Record<string, string> {
    return { app: 'harbor', release: this.releaseName };
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
    return { ...this._allLabels, component: part };
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

/** Where layers go through the registry, each of its pods has a share of what may leave. */
function egressLimit({ load, storage, replicas = 3 }: HarborInstallationProps): Record<string, string> {
  const throughHarbor = storage._bucket?.reachableByClients !== true;
  const kilobits = Math.max(1, Math.floor((load?.egress?.toBitsPerSecond() ?? 0) / 1000 / replicas));
  return load?.egress && throughHarbor ? { 'kubernetes.io/egress-bandwidth': `${kilobits}k` } : {};
}

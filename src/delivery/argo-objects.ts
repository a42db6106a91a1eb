import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { DeliveryStage, GroupKind, IgnoredDifference, ProjectRole } from './delivered-chart';
import { ManifestSource } from './manifest-source';
import { sortedBy, sortedRecord } from '../capacity/order';
import { customResource } from '../manifest/custom-resource';
import { namespaced, Owner } from '../manifest/metadata';
import { Manifest, manifestsIn } from '../manifest/objects';
import { isClusterScopedKind } from '../manifest/scope';

/** The fields of argoproj.io/v1alpha1 AppProject that are used here. */
export interface AppProjectSpec {
  readonly description: string;
  readonly sourceRepos: string[];
  readonly destinations: Destination[];
  readonly clusterResourceWhitelist: GroupKind[];
  readonly namespaceResourceWhitelist: GroupKind[];
  readonly orphanedResources: { readonly warn: boolean };
  readonly roles?: ProjectRole[];
}

/** The fields of argoproj.io/v1alpha1 Application that are used here. */
export interface ApplicationSpec {
  readonly project: string;
  readonly source: {
    readonly repoURL: string;
    readonly targetRevision: string;
    readonly path?: string;
    readonly chart?: string;
    readonly directory?: { readonly include: string };
    readonly helm?: { readonly releaseName?: string; readonly valuesObject: object };
  };
  readonly destination: Destination;
  readonly ignoreDifferences?: IgnoredDifference[];
  readonly syncPolicy: {
    readonly automated: { readonly prune: boolean; readonly selfHeal: boolean; readonly allowEmpty: boolean };
    readonly syncOptions: string[];
    readonly retry: {
      readonly limit: number;
      readonly backoff: { readonly duration: string; readonly factor: number; readonly maxDuration: string };
    };
  };
}

export interface Destination {
  readonly name: string;
  readonly namespace: string;
}

export const SYNC_POLICY: ApplicationSpec['syncPolicy'] = {
  automated: { prune: true, selfHeal: true, allowEmpty: false },
  syncOptions: ['ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true', 'ServerSideApply=true'],
  retry: { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
};

/** Weights and subsets that a canary changes while it runs: putting them back would end it. */
const MOVED_BY_CANARIES: readonly IgnoredDifference[] = [
  {
    group: 'networking.istio.io',
    kind: 'DestinationRule',
    jqPathExpressions: ['.spec.subsets[]?.labels."rollouts-pod-template-hash"'],
  },
  {
    group: 'networking.istio.io',
    kind: 'VirtualService',
    jqPathExpressions: ['.spec.http[]?.route[]?.weight'],
  },
];

export const RESPECTING: ApplicationSpec['syncPolicy'] = {
  ...SYNC_POLICY,
  syncOptions: [...SYNC_POLICY.syncOptions, 'RespectIgnoreDifferences=true'].sort(),
};

export interface AppProjectOptions {
  readonly name: string;
  readonly owner: Owner;
  readonly repository: string;
  readonly destination: Destination;
  readonly chart: Chart;
}

/** A project that admits one repository, one namespace of one cluster, and exactly the kinds that the chart renders. */
export function appProject(scope: Construct, id: string, options: AppProjectOptions): ApiObject {
  return customResource<AppProjectSpec>(scope, id, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: namespaced('AppProject', options.name, options.owner, {}, { 'argocd.argoproj.io/sync-wave': '-10' }),
    spec: {
      description: `${options.chart.node.path} on ${options.destination.name}`,
      sourceRepos: [options.repository],
      destinations: Lazy.any({ produce: () => destinationsOf(options) }) as any,
      clusterResourceWhitelist: Lazy.any({ produce: () => kindsOf([options.chart], false) }) as any,
      namespaceResourceWhitelist: Lazy.any({ produce: () => kindsOf([options.chart], true) }) as any,
      orphanedResources: { warn: true },
    },
  });
}

/** Which wave an Application is in; those of stacks are in wave 0, which needs no annotation. */
function stageOf(stage: DeliveryStage): Record<string, string> {
  return stage === DeliveryStage.STACK ? {} : { 'argocd.argoproj.io/sync-wave': String(stage) };
}

export interface ApplicationOptions {
  readonly name: string;
  /** Name of its AppProject. */
  readonly project: string;
  readonly stage: DeliveryStage;
  readonly owner: Owner;
  readonly repository: string;
  readonly revision: string;
  readonly destination: Destination;
  readonly source: () => ManifestSource;
  readonly chart: Chart;
}

/** An application that applies the chart's folder and keeps the cluster equal to it. */
export function application(scope: Construct, id: string, options: ApplicationOptions): ApiObject {
  return customResource<ApplicationSpec>(scope, id, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: namespaced('Application', options.name, options.owner, {}, stageOf(options.stage)),
    spec: {
      project: options.project,
      source: Lazy.any({
        produce: () => ({ repoURL: options.repository, targetRevision: options.revision, ...options.source() }),
      }) as any,
      destination: options.destination,
      ignoreDifferences: Lazy.any({ produce: () => presentOnly(changedByOthers(options)) }) as any,
      syncPolicy: Lazy.any({
        produce: () => (changedByOthers(options).length > 0 ? RESPECTING : SYNC_POLICY),
      }) as any,
    },
  });
}

/** A part of Argo CD's own settings, which are not ours to remove; without its label Argo CD does not read them. */
export function settingsPatch(
  scope: Construct,
  id: string,
  namespace: string,
  data: Record<string, string>,
): ApiObject {
  return new ApiObject(scope, id, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'argocd-cm',
      namespace,
      labels: { 'app.kubernetes.io/part-of': 'argocd' },
      annotations: {
        'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false,ServerSideApply=true',
        // Before the Applications, whose order follows from it.
        'argocd.argoproj.io/sync-wave': '-20',
      },
    },
    data: Lazy.any({ produce: () => sortedRecord(data) }),
  });
}

/** The namespaces of the chart's objects on its cluster, its own first. */
export function destinationsOf({
  chart,
  destination,
}: Pick<AppProjectOptions, 'chart' | 'destination'>): Destination[] {
  const others = objectsOf(chart).flatMap((object) =>
    isClusterScopedKind(object.group, object.kind) ? [] : [object.namespace ?? destination.namespace],
  );
  const namespaces = [...new Set(others)].filter((namespace) => namespace !== destination.namespace).sort();
  return [destination, ...namespaces.map((namespace) => ({ name: destination.name, namespace }))];
}

/**
 * The kinds of the charts' objects, ordered; namespaced ones or cluster-scoped ones. Of Namespaces those that they have, and no others.
 * @param isNamed which other kinds are admitted by the names of their objects
 */
export function kindsOf(
  charts: readonly Chart[],
  inNamespace: boolean,
  isNamed = ({ group, kind }: GroupKind) => group === '' && kind === 'Namespace',
): GroupKind[] {
  const kinds = new Set(
    charts
      .flatMap(objectsOf)
      .filter(({ group, kind }) => isClusterScopedKind(group, kind) !== inNamespace)
      .map((object) => `${object.group}/${object.kind}${isNamed(object) ? `/${object.name}` : ''}`),
  );
  return [...kinds]
    .sort()
    .map((each) => each.split('/'))
    .map(([group, kind, name]) => ({ group, kind, ...(name !== undefined && { name }) }));
}

/** What controllers change while it runs: replicas of what is scaled, and what a canary moves. */
function changedByOthers(options: ApplicationOptions): IgnoredDifference[] {
  const { chart, destination } = options;
  return [...scaledBy(chart, destination.namespace), ...(hasCanary(chart) ? MOVED_BY_CANARIES : [])];
}

/** The number of replicas of everything that an autoscaler of the chart looks after, by the fields of HorizontalPodAutoscaler and ScaledObject. */
export function scaledBy(chart: Chart, defaultNamespace: string): IgnoredDifference[] {
  const targets = objectsOf(chart)
    .filter(({ group, kind }) => AUTOSCALERS.has(`${group}/${kind}`))
    .flatMap(({ json, namespace = defaultNamespace }) => {
      const { spec } = json() as { spec?: { scaleTargetRef?: { apiVersion?: string; kind?: string; name?: string } } };
      // KEDA takes a Deployment where nothing is said.
      const { apiVersion = 'apps/v1', kind = 'Deployment', name } = spec?.scaleTargetRef ?? {};
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
      return name === undefined ? [] : [{ group, kind, name, namespace, jsonPointers: ['/spec/replicas'] }];
    });
  return sortedBy(targets, ({ kind, namespace, name }) => `${kind}/${namespace}/${name}`);
}

const AUTOSCALERS: ReadonlySet<string> = new Set(['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject']);

function presentOnly<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function hasCanary(chart: Chart): boolean {
  return objectsOf(chart).some(({ kind, group }) => kind === 'Rollout' && group === 'argoproj.io');
}

function objectsOf(chart: Chart): Manifest[] {
  return manifestsIn([chart]).filter(({ object }) => Chart.of(object) === chart);
}

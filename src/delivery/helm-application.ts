import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ApplicationSpec, AppProjectSpec, RESPECTING, SYNC_POLICY } from './argo-objects';
import { DeliveryStage, HelmRelease } from './delivered-chart';
import { customResource } from '../manifest/custom-resource';
import { namespaced, Owner } from '../manifest/metadata';

/** An application of a Helm chart, in a project that admits it and nothing else. */
export function helmApplication(
  scope: Construct,
  { name, owner, release }: { readonly name: string; readonly owner: Owner; readonly release: HelmRelease },
): ApiObject {
  const { cluster, namespace, repository, path, chart, revision, wave = DeliveryStage.KINDS } = release;
  const { releaseName, values, kinds, otherNamespaces = [], namespaceExists = false, ignored = [] } = release;
  const destination = { name: cluster, namespace };
  const policy = ignored.length > 0 ? RESPECTING : SYNC_POLICY;
  customResource<AppProjectSpec>(scope, 'AppProject', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: namespaced('AppProject', name, owner, {}, { 'argocd.argoproj.io/sync-wave': '-10' }),
    spec: {
      description: `${chart ?? path} ${revision} on ${cluster}`,
      sourceRepos: [repository],
      destinations: [destination, ...otherNamespaces.map((other) => ({ name: cluster, namespace: other }))],
      clusterResourceWhitelist: kinds.cluster.map((kind) => ({
        ...kind,
        ...(kind.group === '' && kind.kind === 'Namespace' && { name: namespace }),
      })),
      namespaceResourceWhitelist: kinds.namespaced,
      orphanedResources: { warn: true },
    },
  });
  return customResource<ApplicationSpec>(scope, 'Application', {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: namespaced('Application', name, owner, {}, { 'argocd.argoproj.io/sync-wave': String(wave) }),
    spec: {
      project: name,
      source: {
        repoURL: repository,
        targetRevision: revision,
        ...(chart === undefined ? { path } : { chart }),
        helm: { ...(releaseName !== undefined && { releaseName }), valuesObject: values },
      },
      destination,
      ...(ignored.length > 0 && { ignoreDifferences: [...ignored] }),
      syncPolicy: {
        ...policy,
        syncOptions: [...(namespaceExists ? [] : ['CreateNamespace=true']), ...policy.syncOptions],
      },
    },
  });
}

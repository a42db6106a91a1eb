import { nearestOf } from '../../../capacity/nearest';
import { Problems } from '../../../manifest/problems';
import { isClusterScopedResource } from '../../../manifest/scope';

/** Resources of the core group. */
const CORE = [
  'bindings',
  'configmaps',
  'endpoints',
  'events',
  'limitranges',
  'namespaces',
  'nodes',
  'persistentvolumeclaims',
  'persistentvolumes',
  'pods',
  'podtemplates',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'serviceaccounts',
  'services',
];

/** Others that come with Kubernetes, by their names alone: whoever leaves the group out means them. */
const BUILT_IN = [
  'cronjobs.batch',
  'daemonsets.apps',
  'deployments.apps',
  'endpointslices.discovery.k8s.io',
  'horizontalpodautoscalers.autoscaling',
  'ingresses.networking.k8s.io',
  'jobs.batch',
  'leases.coordination.k8s.io',
  'networkpolicies.networking.k8s.io',
  'poddisruptionbudgets.policy',
  'priorityclasses.scheduling.k8s.io',
  'replicasets.apps',
  'rolebindings.rbac.authorization.k8s.io',
  'roles.rbac.authorization.k8s.io',
  'statefulsets.apps',
  'storageclasses.storage.k8s.io',
];

/** A resource as a rule names it. */
export interface Resource {
  /** Empty for the core. */
  readonly group: string;
  /** With its subresource, where it has one. */
  readonly resource: string;
}

/** Reads 'pods/log' or 'deployments.apps/scale'; notes what is wrong with it. */
export function resourceOf(problems: Problems, text: string): Resource {
  const [whole, ...below] = text.split('/');
  const [name, ...domains] = whole.split('.');
  const group = domains.join('.');
  const formed = /^[a-z][a-z0-9]*(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*(\/[a-z]+)?$/.test(text);
  if (
    problems.check(
      formed,
      'resources',
      text,
      'must be a resource in the plural, without wildcards',
      "for example 'configmaps' or 'deployments.apps'",
    )
  ) {
    const full = BUILT_IN.find((one) => one.split('.')[0] === name);
    const near = full ?? nearestOf(name, [...CORE, ...BUILT_IN.map((one) => one.split('.')[0])]);
    problems.check(
      group !== '' || CORE.includes(name),
      'resources',
      text,
      'is no resource of the core',
      near && `'${near}'`,
    );
  }
  return { group, resource: [name, ...below].join('/') };
}

/** Whether objects of the resource have no namespace. */
export function isClusterResource(text: string): boolean {
  const [whole] = text.split('/');
  const [name, ...domains] = whole.split('.');
  return isClusterScopedResource(domains.join('.'), name);
}

import { IConstruct } from 'constructs';
import { grantsOf } from './grants';
import { KnownTenant, Tenants, TenantStack } from './tenants';
import { byCodeUnit } from '../../capacity/order';
import { Cluster } from '../../cluster/cluster';
import { Manifest, manifestsIn } from '../../manifest/objects';
import { isClusterScopedKind } from '../../manifest/scope';

/**
 * What one tenant opens to another, or takes from it, without the word of the one that is called: read from the manifests, so that policies that somebody
 * wrote by hand are held to it as those that `calls` makes.
 */
export function isolationFaults(cluster: Cluster): string[] {
  const tenants = Tenants.of(cluster);
  const owners = tenants.ownersIn(cluster);
  const whose = (namespace: string) => owners.get(namespace);
  const stacks = tenants.stacksIn(cluster);
  const faults = manifestsIn(cluster._charts()).flatMap((manifest) => {
    const at = manifest.namespace;
    if (isClusterScopedKind(manifest.group, manifest.kind) || at === undefined) {
      return [];
    }
    const here = whose(at);
    return [...elsewhere(manifest, here, stacks), ...(here ? opened(manifest, here, whose) : [])];
  });
  return oncePerFlow(faults);
}

/** A fault, and the flow that it is about. */
interface Fault {
  readonly flow?: string;
  /** Which workload of the called tenant is called from where; absent where that is another fault: at the end of the caller, or in a gateway between. */
  readonly end?: string;
  readonly text: string;
}

/** An object of one tenant's stack in the namespace of another. */
function elsewhere(
  { object, kind, name, path }: Manifest,
  here: KnownTenant | undefined,
  stacks: readonly TenantStack[],
): Fault[] {
  const stack = stacks.find((one) => object.node.scopes.includes(one));
  return stack?.tenant && here && stack.tenant !== here
    ? [
        {
          text: `TENANT_OBJECT_ELSEWHERE ${path}: ${kind} ${name} of tenant ${stack.tenant.tenantName} is in a namespace of tenant ${here.tenantName}; a stack of ${here.tenantName} for it`,
        },
      ]
    : [];
}

/** What an object in a namespace of a tenant lets others do there, or does elsewhere. */
function opened(manifest: Manifest, here: KnownTenant, whose: (namespace: string) => KnownTenant | undefined): Fault[] {
  const scopes = manifest.object.node.scopes;
  return grantsOf(manifest).flatMap(({ to, direction, through }): Fault[] => {
    if (to === 'all') {
      return [
        {
          text: `TENANT_OPEN ${manifest.path}: ${manifest.kind} ${manifest.name} lets every namespace of the cluster call what is of tenant ${here.tenantName}; name the namespaces`,
        },
      ];
    }
    const there = whose(to);
    if (!there || there === here) {
      return [];
    }
    const [caller, called] = direction === 'in' ? [there, here] : [here, there];
    const isEnd = direction === 'in' && !through;
    if (called._letsCall(caller, isEnd ? scopes : undefined)) {
      return [];
    }
    const place = placeOf(scopes);
    const target = isEnd ? ` of ${place}` : '';
    return [
      {
        flow: `${caller.tenantName} ${called.tenantName}`,
        ...(isEnd && { end: `${place} ${to}` }),
        text: `TENANT_NOT_ADMITTED ${place}: ${direction === 'in' ? 'is called from' : 'calls'} namespace ${to} of tenant ${there.tenantName}, and tenant ${called.tenantName} does not admit calls${target} by ${caller.tenantName} (${manifest.kind} ${manifest.name}); ${called.tenantName}.admits(${caller.tenantName}${isEnd ? ', [the workload]' : ''}) where it is meant`,
      },
    ];
  });
}

/** The workload that an object belongs to, or whatever is the outermost in its chart. */
function placeOf(scopes: readonly IConstruct[]): string {
  return (scopes[2] ?? scopes[scopes.length - 1]).node.path;
}

/** Each flow once: where its end is known nothing is said of the ways there, and one policy of a workload stands for all of them. */
function oncePerFlow(faults: readonly Fault[]): string[] {
  const ended = new Set(faults.flatMap(({ flow, end }) => (end === undefined ? [] : [flow])));
  const kept = new Map<string, string>();
  for (const { flow, end, text } of faults) {
    const key = end ?? text;
    if (!kept.has(key) && (flow === undefined || end !== undefined || !ended.has(flow))) {
      kept.set(key, text);
    }
  }
  return [...kept.values()].sort(byCodeUnit);
}

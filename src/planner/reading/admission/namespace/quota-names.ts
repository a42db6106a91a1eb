import { KubeObject } from '../../../../manifest/kube';

/** Requests and limits of pods. */
const COMPUTE: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'limits.cpu',
  'limits.memory',
  'requests.cpu',
  'requests.memory',
]);

/** Local disk of pods. */
const LOCAL_DISK: ReadonlySet<string> = new Set([
  'ephemeral-storage',
  'limits.ephemeral-storage',
  'requests.ephemeral-storage',
]);

/** Objects that have names of their own, beside `count/...`. */
const OBJECTS: ReadonlySet<string> = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
]);

const OF_CLASS = /^.+\.storageclass\.storage\.k8s\.io\/(requests\.storage|persistentvolumeclaims)$/;

/** Whether the pods, claims and objects of a namespace are charged for what a quota names so. */
export function isCharged(name: string): boolean {
  return isStandard(name) || name.startsWith('count/') || OF_CLASS.test(name) || /^requests\.[^/]+\/[^/]+$/.test(name);
}

/** Names without a domain that the API server takes. */
function isStandard(name: string): boolean {
  return (
    COMPUTE.has(name) ||
    LOCAL_DISK.has(name) ||
    OBJECTS.has(name) ||
    name === 'requests.storage' ||
    /^(requests\.)?hugepages-/.test(name)
  );
}

/** The unit in which the amount is read: that of cpu, of bytes, or of a count. */
export function unitOf(name: string): string {
  const [resource] = /[^/]*$/.exec(name)!;
  const bare = name.includes('/') && !OF_CLASS.test(name) ? name : resource;
  return bare.replace(/^(requests|limits)\./, '');
}

/** What the API server refuses a quota for (k8s.io/kubernetes 1.32 pkg/apis/core/validation, ValidateResourceQuotaSpec). */
export function quotaFaults({ spec }: KubeObject): string[] {
  const hard = Object.entries<string | number>(spec?.hard ?? {});
  const scopes: string[] = [
    ...(spec?.scopes ?? []),
    ...(spec?.scopeSelector?.matchExpressions ?? []).map(({ scopeName }: any) => scopeName),
  ];
  const unknown = hard.filter(([name]) => !name.includes('/') && !isStandard(name));
  const parts = hard.filter(([name, text]) => (OBJECTS.has(name) || name.startsWith('count/')) && !isWhole(text));
  const outside = hard.filter(([name]) => isStandard(name) && scopes.some((scope) => !isOf(scope, name)));
  const opposite = ['BestEffort', 'Terminating'].filter((one) => scopes.includes(one) && scopes.includes(`Not${one}`));
  return [
    ...unknown.map(([name]) => `${name} must be a standard resource for quota`),
    ...parts.map(([name, text]) => `${name} ${text} must be an integer`),
    ...outside.map(([name]) => `unsupported scope applied to resource ${name}`),
    ...opposite.map((scope) => `conflicting scopes ${scope} and Not${scope}`),
  ];
}

/** Text that is no number at all is told where the amount is read. */
function isWhole(text: string | number): boolean {
  return !/^\d*\.\d*[1-9]\d*$|m$/.test(String(text));
}

function isOf(scope: string, name: string): boolean {
  switch (scope) {
    case 'BestEffort':
      return name === 'pods';
    case 'NotBestEffort':
    case 'NotTerminating':
    case 'Terminating':
      return name === 'pods' || COMPUTE.has(name);
    default:
      return true;
  }
}

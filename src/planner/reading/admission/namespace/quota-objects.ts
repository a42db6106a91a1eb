import { parseQuantity } from '../../../../capacity/quantity';
import { Resources } from '../../../../capacity/resources';
import { KubeObject } from '../../../../manifest/kube';
import { groupOfVersion } from '../../../../manifest/objects';
import { copyName } from '../../sites/fan-out';
import { VolumeClaim } from '../claims';
import { Admission } from '../input';

/** Objects that controllers make at run time, whoever writes the charts. */
const MADE_AT_RUN_TIME: ReadonlySet<string> = new Set([
  'controllerrevisions.apps',
  'endpoints',
  'endpointslices.discovery.k8s.io',
  'events',
  'events.events.k8s.io',
  'leases.coordination.k8s.io',
  'pods',
  'replicasets.apps',
  'workloads.kueue.x-k8s.io',
]);

/** What the API server makes in every namespace: the configmap with its certificate, and the account of pods that name none. */
const IN_EVERY_NAMESPACE: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } },
];

/** Short names of objects, which `count/...` has too. */
const SHORT: ReadonlySet<string> = new Set([
  'configmaps',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
]);

/** The objects of one namespace, as quotas count them. */
export class NamespaceObjects {
  private readonly counts = new Map<string, number>();
  private readonly own: readonly KubeObject[];
  private readonly defaultClass?: string;

  public constructor(namespace: string, { objects, others, fanOuts, context }: Admission) {
    const copies = fanOuts.flatMap(({ template, targets }) =>
      targets.map(({ group }) => ({
        ...template,
        metadata: { ...template.metadata, name: copyName(template, group) },
      })),
    );
    const written = [...objects, ...others].map(({ json }) => json);
    const within = [...written, ...copies].filter(({ metadata }) => (metadata?.namespace ?? 'default') === namespace);
    const names = new Set(within.map(({ kind, metadata }) => `${kind}/${metadata?.name}`));
    const made = IN_EVERY_NAMESPACE.filter(({ kind, metadata }) => !names.has(`${kind}/${metadata?.name}`));
    this.own = [...within, ...made];
    this.defaultClass = context.storage.defaultClass;
    const plurals = new Map(
      context
        .of('CustomResourceDefinition')
        .map(({ spec }) => [`${spec?.group}/${spec?.names?.kind}`, spec?.names?.plural]),
    );
    for (const { apiVersion, kind = '' } of this.own) {
      const group = groupOfVersion(apiVersion);
      const resource = `${plurals.get(`${group}/${kind}`) ?? pluralOf(kind)}${group && '.'}${group}`;
      this.counts.set(resource, (this.counts.get(resource) ?? 0) + 1);
    }
  }

  /** What they take, as quotas name it. */
  public taken(): Resources {
    const claims = this.own
      .filter(({ kind, apiVersion }) => kind === 'PersistentVolumeClaim' && apiVersion === 'v1')
      .map(({ metadata, spec }) => ({ name: metadata?.name ?? '', spec, annotations: metadata?.annotations }));
    const counts = [...this.counts].filter(([resource]) => resource !== 'pods');
    return {
      ...Object.fromEntries(counts.map(([resource, count]) => [`count/${resource}`, count])),
      ...Object.fromEntries(counts.filter(([resource]) => SHORT.has(resource))),
      ...this.takenByServices(),
      ...this.takenByClaims(claims),
    };
  }

  /** What claims take. */
  public takenByClaims(claims: readonly VolumeClaim[]): Resources {
    const taken: Record<string, number> = {};
    const add = (name: string, amount: number) => (taken[name] = (taken[name] ?? 0) + amount);
    for (const claim of claims) {
      const size = parseQuantity('memory', claim.spec?.resources?.requests?.storage ?? 0) ?? 0;
      const storageClass = this.classOf(claim);
      add('persistentvolumeclaims', 1);
      add('count/persistentvolumeclaims', 1);
      add('requests.storage', size);
      if (storageClass) {
        add(`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`, 1);
        add(`${storageClass}.storageclass.storage.k8s.io/requests.storage`, size);
      }
    }
    return taken;
  }

  /** Whether more of it is made than the charts say, or nothing says which claims it is about. */
  public isOpen(name: string, claims: readonly VolumeClaim[]): boolean {
    const [, counted = ''] = /^count\/(.*)$/.exec(name) ?? [];
    const own = this.own.filter(({ kind }) => kind === 'PersistentVolumeClaim');
    const all = [...claims, ...own.map(({ spec }) => ({ name: '', spec }))];
    return (
      (counted !== 'pods' && MADE_AT_RUN_TIME.has(counted)) ||
      (counted === 'jobs.batch' && this.counts.has('cronjobs.batch')) ||
      (name.includes('.storageclass.') && all.some((claim) => this.classOf(claim) === undefined))
    );
  }

  /** Undefined where it is the default of the cluster, which is in no chart. */
  private classOf({ spec, annotations }: VolumeClaim): string | undefined {
    return annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? this.defaultClass;
  }

  /** Load balancers have ports of the nodes too, unless they say that they need none. */
  private takenByServices(): Resources {
    const services = this.own.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Service');
    const balancers = services.filter(({ spec }) => spec?.type === 'LoadBalancer');
    const ports = services.map(({ spec = {} }) => {
      const all: any[] = spec.ports ?? [];
      const chosen = spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === false;
      const some = ['NodePort', 'LoadBalancer'].includes(spec.type) ? all : [];
      return chosen ? some.filter(({ nodePort }) => nodePort).length : some.length;
    });
    return {
      'services.loadbalancers': balancers.length,
      'services.nodeports': ports.reduce((sum, count) => sum + count, 0),
    };
  }
}

/** The resource of a kind, as the API server and the generators of custom resources name it. */
function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return name === 'endpoints'
    ? name
    : /(s|x|ch|sh)$/.test(name)
      ? `${name}es`
      : /[^aeiou]y$/.test(name)
        ? `${name.slice(0, -1)}ies`
        : `${name}s`;
}

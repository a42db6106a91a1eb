import { Chart } from 'cdk8s';
import { KubeObject } from '../../../manifest/kube';
import { manifestsIn } from '../../../manifest/objects';
import { ReadObject } from '../../../planner/reading/description';
import { Found, list } from '../../routes/claims';

/** Pods of one workload, as their template has them. */
export interface Template {
  readonly path: string;
  readonly name: string;
  readonly kind: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly spec: any;
  readonly dataplane: 'sidecar' | 'ambient' | 'none';
}

const RUNS = ['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'Rollout', 'StatefulSet'];

/** What Istio would find in a cluster that has what its charts have. */
export class World {
  public readonly templates: readonly Template[];
  private readonly byKind = new Map<string, Found[]>();

  /** @param counted what charts of others make, as far as it is known */
  public constructor(charts: readonly Chart[], counted: readonly ReadObject[]) {
    for (const { path, group, kind, json } of manifestsIn(charts)) {
      this.add(`${group}/${kind}`, { path, json: json() });
    }
    for (const { path, json } of counted) {
      const [group] = json.apiVersion?.includes('/') ? json.apiVersion.split('/') : [''];
      this.add(`${group}/${json.kind}`, { path, json });
    }
    this.templates = [...this.byKind].flatMap(([key, found]) =>
      RUNS.includes(key.split('/')[1]) ? found.map((one) => this.templateOf(one)) : [],
    );
  }

  /** Objects of a kind of some group; the core group is empty. */
  public of(key: string): readonly Found[] {
    return this.byKind.get(key) ?? [];
  }

  /** How the traffic of a namespace is carried, by the labels of its Namespace. */
  public dataplaneOf(namespace: string): Template['dataplane'] {
    const found = this.of('/Namespace').find(({ json }) => json.metadata?.name === namespace);
    const labels: Record<string, string> = found?.json.metadata?.labels ?? {};
    if (labels['istio.io/dataplane-mode'] === 'ambient') {
      return 'ambient';
    }
    const injected = labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined;
    return injected ? 'sidecar' : 'none';
  }

  /** Pods of a namespace that carry some labels. */
  public selected(namespace: string, labels: Record<string, string>): Template[] {
    return this.templates.filter((one) => one.namespace === namespace && hasAll(one.labels, labels));
  }

  private add(key: string, found: Found): void {
    this.byKind.set(key, [...(this.byKind.get(key) ?? []), found]);
  }

  private templateOf({ path, json }: Found): Template {
    const { kind = '', metadata = {} } = json;
    const pod = kind === 'Pod' ? json : podOf(json);
    const namespace = metadata.namespace ?? 'default';
    const labels: Record<string, string> = pod?.metadata?.labels ?? {};
    const away = labels['sidecar.istio.io/inject'] === 'false' || labels['istio.io/dataplane-mode'] === 'none';
    return {
      path,
      kind,
      name: `${metadata.name}`,
      namespace,
      labels,
      annotations: pod?.metadata?.annotations ?? {},
      spec: pod?.spec ?? {},
      dataplane: away ? 'none' : this.dataplaneOf(namespace),
    };
  }
}

function podOf({ spec = {} }: KubeObject): any {
  return spec.jobTemplate?.spec?.template ?? spec.template;
}

/** Whether some labels are among others. */
export function hasAll(own: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => own[key] === value);
}

/** A refusal, with the message that istioctl analyze would give. */
export function refusal(found: { path: string; json?: KubeObject }, code: number, text: string, cure: string): string {
  const { kind, metadata } = found.json ?? {};
  const whose = kind ? `${kind} ${metadata?.name}: ` : '';
  return `MESH_INVALID ${found.path}: ${whose}${text} (IST${String(code).padStart(4, '0')}); cure: ${cure}`;
}

/** The namespace of an object. */
export function namespaceOf({ metadata }: KubeObject): string {
  return metadata?.namespace ?? 'default';
}

/** Namespaces that an object is for, by exportTo; `*` for all. */
export function exportedTo({ json }: Found): string[] {
  const to = list(json.spec?.exportTo);
  return to.length === 0 ? ['*'] : to.map((one) => (one === '.' ? namespaceOf(json) : String(one)));
}

/** The full name that Istio makes of a short host. */
export function fullHost(host: unknown, namespace: string): string {
  const text = String(host ?? '');
  return text.includes('.') || text.startsWith('*') ? text : `${text}.${namespace}.svc.cluster.local`;
}

/** Whether a host is one that a wildcard stands for. */
export function standsFor(pattern: string, host: string): boolean {
  return pattern === '*' || pattern === host || (pattern.startsWith('*.') && host.endsWith(pattern.slice(1)));
}

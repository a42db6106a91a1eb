import { ReadObject, SiteDescription, WorkloadHint } from './description';
import { Finding } from '../../capacity/model';
import { KubeObject, KubeResources } from '../../manifest/kube';

/** One workload that an edge runtime copies to groups of nodes. */
export interface FanOut {
  readonly path: string;
  /** The workload as it is written, before it is copied. */
  readonly template: KubeObject;
  readonly hint?: WorkloadHint;
  readonly targets: readonly FanOutTarget[];
}

/** One of its copies. */
export interface FanOutTarget {
  readonly group: string;
  readonly change: Change;
}

/** What a copy has of its own. */
export interface Change {
  readonly replicas?: number;
  /** Requests and limits by container. */
  readonly resources?: Readonly<Record<string, KubeResources>>;
}

/** Reads one kind of object that fans workloads out. What goes wrong with it at run time becomes a finding. */
type Reader = (object: ReadObject, sites: readonly SiteDescription[], findings: Finding[]) => FanOut[];

/** Longest name of a copy: it is in a label of its pods. */
const LONGEST_NAME = 63;

/** etcd takes objects of 1.5 MiB; Argo CD and kubectl keep a copy in an annotation of 256 KiB. */
export const LARGEST_OBJECT = 262_144;

/** What an object runs at the edge; empty where it is of no edge runtime. */
export function fanOutsOf(object: ReadObject, sites: readonly SiteDescription[], findings: Finding[]): FanOut[] {
  return (
    READERS[`${(object.json.apiVersion ?? '').split('/')[0]}/${object.json.kind}`]?.(object, sites, findings) ?? []
  );
}

/** Whether the object is of a kind that fans workloads out. */
export function fansOut({ json }: ReadObject): boolean {
  return READERS[`${(json.apiVersion ?? '').split('/')[0]}/${json.kind}`] !== undefined;
}

/** The copy of a workload in one group, as the scheduler sees it. */
export function copyAt(
  { template, path, hint }: FanOut,
  { group, change }: FanOutTarget,
  groupLabel: string,
): ReadObject {
  const { replicas, resources = {} } = change;
  const pod = template.spec?.template ?? {};
  const containers = (pod.spec?.containers ?? []).map((container: any) =>
    resources[container.name] ? { ...container, resources: resources[container.name] } : container,
  );
  const variant = hint?.variants?.[hint.variantOf?.[group] ?? -1];
  return {
    path,
    hint: hint && { ...hint, ...variant, variants: undefined, variantOf: undefined },
    json: {
      ...template,
      metadata: { ...template.metadata, name: copyName(template, group) },
      spec: {
        ...template.spec,
        ...(replicas !== undefined && { replicas }),
        template: { ...pod, spec: { ...pod.spec, containers, nodeSelector: { [groupLabel]: group } } },
      },
    },
  };
}

/** Name of the copy of a workload in one group. */
export function copyName({ metadata }: KubeObject, group: string): string {
  return `${metadata?.name}-${group}`;
}

const READERS: Readonly<Record<string, Reader>> = {
  'apps.kubeedge.io/EdgeApplication': readEdgeApplication,
  'apps.openyurt.io/YurtAppSet': readYurtAppSet,
  'superedge.io/DeploymentGrid': readDeploymentGrid,
};

/** Kinds that may stand beside a fanned-out Deployment: they are applied once, for all groups. */
const APPLIED_ONCE: ReadonlySet<string> = new Set(['Service', 'ConfigMap', 'Secret', 'ServiceAccount']);

function readEdgeApplication({ path, json, hint }: ReadObject, _: unknown, findings: Finding[]): FanOut[] {
  const { workloadTemplate, workloadScope = {} } = json.spec ?? {};
  const manifests: KubeObject[] = workloadTemplate?.manifests ?? [];
  const namespace = json.metadata?.namespace;
  const place = hint?.path ?? path;
  const bytes = JSON.stringify(json).length;
  if (bytes >= LARGEST_OBJECT) {
    findings.push(
      edgeError(
        'EDGE_OBJECT_TOO_LARGE',
        place,
        `${json.kind} ${json.metadata?.name} has ${bytes} bytes, 262144 are too many for an object`,
        'fewer groups in one object',
      ),
    );
  }
  if (workloadScope.targetNodeLabels?.length) {
    findings.push(
      edgeError(
        'EDGE_TARGETS_BY_LABEL',
        place,
        `${json.kind} ${json.metadata?.name} targets nodes by labels: required node affinity of its pods is replaced, and expressions in it are ignored`,
        'targetNodeGroups',
      ),
    );
  }
  const targets = (workloadScope.targetNodeGroups ?? []).map(({ name, overriders = {} }: any): FanOutTarget => ({
    group: name,
    change: {
      ...(overriders.replicas !== undefined && { replicas: overriders.replicas }),
      ...(overriders.resourcesOverriders?.length && {
        resources: Object.fromEntries(
          overriders.resourcesOverriders.map(({ containerName, value }: any) => [containerName, value]),
        ),
      }),
    },
  }));
  return manifests.flatMap((manifest) => {
    if (manifest.kind === 'Deployment') {
      const template = {
        ...manifest,
        metadata: { ...manifest.metadata, namespace: manifest.metadata?.namespace ?? namespace },
      };
      const fanOut = { path, template, hint, targets };
      findings.push(...trapsOf(fanOut, place));
      return [fanOut];
    }
    if (!APPLIED_ONCE.has(manifest.kind ?? '')) {
      findings.push(
        edgeError(
          'EDGE_KIND_NOT_FANNED_OUT',
          place,
          `${manifest.kind} ${manifest.metadata?.name} in ${json.kind} ${json.metadata?.name} is applied once and as it is: only Deployments are copied to the groups`,
          `one ${manifest.kind} for each site, with required node affinity`,
        ),
      );
    }
    return [];
  });
}

/** What a Deployment loses when it is copied to groups of nodes by KubeEdge. */
function trapsOf({ template, targets }: FanOut, place: string): Finding[] {
  const { nodeSelector = {}, volumes = [] } = template.spec?.template?.spec ?? {};
  const name = template.metadata?.name;
  const lost = Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`);
  const claims: string[] = volumes.flatMap((volume: any) => volume.persistentVolumeClaim?.claimName ?? []);
  return [
    ...(lost.length > 0
      ? [
          edgeError(
            'EDGE_NODE_SELECTOR_REPLACED',
            place,
            `the node selector ${lost.join(', ')} of ${name} is replaced by that of the node group`,
            'required node affinity',
          ),
        ]
      : []),
    ...(claims.length > 0 && targets.length > 1
      ? [
          edgeError(
            'EDGE_VOLUME_SHARED',
            place,
            `volume claim ${claims.join(', ')} of ${name} is one object for all ${targets.length} groups`,
            'a Deployment with a claim of its own for each site',
          ),
        ]
      : []),
    ...namingFaults(template, targets, place),
  ];
}

/** Copies whose names are too long. */
function namingFaults(template: KubeObject, targets: readonly FanOutTarget[], place: string): Finding[] {
  const long = targets.map(({ group }) => group).filter((group) => copyName(template, group).length > LONGEST_NAME);
  return [
    ...(long.length > 0
      ? [
          edgeError(
            'EDGE_NAME_TOO_LONG',
            place,
            `${copyName(template, long[0])} has more than ${LONGEST_NAME} characters`,
            'a shorter name of the workload or the site',
          ),
        ]
      : []),
  ];
}

function readYurtAppSet({ path, json, hint }: ReadObject, _: unknown, findings: Finding[]): FanOut[] {
  const { pools = [], workload = {} } = json.spec ?? {};
  const { deploymentTemplate, statefulSetTemplate } = workload.workloadTemplate ?? {};
  const kind = deploymentTemplate ? 'Deployment' : 'StatefulSet';
  const tweaks: any[] = workload.workloadTweaks ?? [];
  const template: KubeObject = {
    ...(deploymentTemplate ?? statefulSetTemplate),
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: json.metadata?.name, namespace: json.metadata?.namespace },
  };
  const targets = pools.map((group: string): FanOutTarget => ({ group, change: tweaksFor(tweaks, group, template) }));
  const fanOut = { path, template, hint, targets };
  findings.push(...namingFaults(template, targets, hint?.path ?? path));
  return [fanOut];
}

const CONTAINER_RESOURCES = /^\/spec\/template\/spec\/containers\/(\d+)\/resources$/;

/** Later tweaks win over earlier ones. */
function tweaksFor(tweaks: readonly any[], pool: string, template: KubeObject): Change {
  return tweaks
    .filter(({ pools = [] }) => pools.includes(pool))
    .reduce((change: Change, { tweaks: { replicas, patches = [] } }): Change => {
      const resources = patches.flatMap(({ path, value }: any) => {
        const index = CONTAINER_RESOURCES.exec(path)?.[1];
        const name = index && template.spec?.template?.spec?.containers?.[Number(index)]?.name;
        return name ? [[name, value]] : [];
      });
      return {
        ...change,
        ...(replicas !== undefined && { replicas }),
        ...(resources.length > 0 && { resources: { ...change.resources, ...Object.fromEntries(resources) } }),
      };
    }, {});
}

/** A grid runs at every site whose nodes have its label; sites of one template share what it says. */
function readDeploymentGrid(
  { path, json, hint }: ReadObject,
  sites: readonly SiteDescription[],
  findings: Finding[],
): FanOut[] {
  const { gridUniqKey, template, templatePool = {}, templates = {} } = json.spec ?? {};
  const groups = sites.filter(({ labels }) => labels[gridUniqKey] !== undefined).map(({ name }) => name);
  const byTemplate = new Map<string, string[]>();
  for (const group of groups) {
    const name = templates[group] ?? '';
    byTemplate.set(name, [...(byTemplate.get(name) ?? []), group]);
  }
  return [...byTemplate].map(([name, some]) => {
    const deployment: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: json.metadata?.name, namespace: json.metadata?.namespace },
      spec: name === '' ? template : templatePool[name],
    };
    const targets = some.map((group): FanOutTarget => ({ group, change: {} }));
    findings.push(...namingFaults(deployment, targets, hint?.path ?? path));
    return { path, template: deployment, hint, targets };
  });
}

function edgeError(code: string, path: string, message: string, cure: string): Finding {
  return { code, severity: 'error', path, message, cure: [cure] };
}

/** A pod template, and what carries it. */
interface Template {
  readonly where: string;
  readonly namespace: string;
  readonly kind?: string;
  readonly replicas: number;
  /** Whether an edge runtime copies it to its sites. */
  readonly isCopied: boolean;
  readonly labels: Record<string, string>;
  readonly spec: any;
}

/** Pods of KubeVirt's importer of disks. */
const IMPORTER = 'containerized-data-importer';
const HOST = 'kubernetes.io/hostname';

/**
 * What exceptions for whole checks would hide besides what they are for: Services and policies that select nothing, autoscalers without a target,
 * containers that are not asked for their health though they could be, root outside of mappers, replicas that may all share a node or go at once.
 */
export function hiddenFaults(objects: readonly any[]): string[] {
  const templates = objects.flatMap((one) => templatesOf(one, one));
  return [
    ...objects.flatMap((one) => [...selectsNothing(one, templates, objects), ...scalesNothing(one, objects)]),
    ...templates.flatMap((one) => [...unasked(one), ...root(one), ...together(one), ...unprotected(one, objects)]),
  ];
}

/** Templates anywhere in an object; `parent` is the part that has a template in its spec. */
function templatesOf(value: any, object: any, parent?: any): Template[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { kind, metadata } = object;
  const ofMachine = kind === 'VirtualMachine' && value === object.spec?.template;
  if (Array.isArray(value.spec?.containers) || ofMachine) {
    const carrier = parent?.kind ? parent : object;
    return [
      {
        where: `${carrier.kind}/${metadata.namespace}/${carrier.metadata?.name ?? metadata.name}`,
        namespace: metadata.namespace,
        kind: parent?.kind,
        replicas: parent?.spec?.replicas ?? 1,
        isCopied: carrier !== object,
        labels: value.metadata?.labels ?? {},
        spec: { containers: [], ...value.spec },
      },
    ];
  }
  const next = value.kind !== undefined && value.spec !== undefined ? value : parent;
  return Object.values(value).flatMap((part) => templatesOf(part, object, next));
}

const covers = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

/** Labels by which operators and charts mark the pods that they make of an object: by its name. */
const OF_OPERATORS: Readonly<Record<string, string>> = {
  'cnpg.io/cluster': 'Cluster',
  'strimzi.io/cluster': 'Kafka',
  release: 'Application',
};

/** Whether pods are chosen that somebody makes of an object that is there. */
function isOfOperator(selector: Record<string, string>, { namespace }: any, all: readonly any[]): boolean {
  return Object.entries(OF_OPERATORS).some(([label, kind]) =>
    all.some(
      (one) =>
        one.kind === kind &&
        (kind === 'Application'
          ? one.spec.source?.helm?.releaseName === selector[label] && one.spec.destination.namespace === namespace
          : one.metadata.name === selector[label] && one.metadata.namespace === namespace),
    ),
  );
}

function selectsNothing({ kind, metadata, spec }: any, templates: readonly Template[], all: readonly any[]): string[] {
  const given = kind === 'Service' ? spec.selector : kind === 'NetworkPolicy' ? spec.podSelector.matchLabels : {};
  const selector: Record<string, string> = given ?? {};
  const known =
    Object.keys(selector).length === 0 || selector.app === IMPORTER || isOfOperator(selector, metadata, all);
  const found = templates.some((one) => one.namespace === metadata.namespace && covers(selector, one.labels));
  return known || found ? [] : [`${kind}/${metadata.namespace}/${metadata.name} selects nothing`];
}

function scalesNothing({ kind, metadata, spec }: any, objects: readonly any[]): string[] {
  const target = kind === 'HorizontalPodAutoscaler' ? spec.scaleTargetRef : undefined;
  const found = objects.some(
    (one) =>
      one.kind === target?.kind && one.metadata.name === target.name && one.metadata.namespace === metadata.namespace,
  );
  return target === undefined || found ? [] : [`${kind}/${metadata.namespace}/${metadata.name} scales nothing`];
}

/** A port that is asked over HTTP or gRPC can tell readiness from liveness; over TCP alone both are one question. */
function unasked({ where, spec }: Template): string[] {
  return spec.containers.flatMap(({ ports = [], readinessProbe, livenessProbe }: any) => {
    const hasOther = ports.some(({ name }: any) => !/^tcp\b/.test(name));
    return [
      ...(ports.length > 0 && !readinessProbe ? [`${where} is not asked whether it can serve`] : []),
      ...(hasOther && !livenessProbe ? [`${where} is not asked whether it lives`] : []),
    ];
  });
}

function root({ where, namespace, spec }: Template): string[] {
  const runs = spec.containers.some(({ securityContext }: any) => {
    const { runAsUser, runAsNonRoot } = { ...spec.securityContext, ...securityContext };
    return runAsUser === 0 || !runAsNonRoot;
  });
  return runs && !namespace.endsWith('-mappers') ? [`${where} may run as root`] : [];
}

function together({ where, kind, replicas, spec }: Template): string[] {
  const { topologySpreadConstraints = [], affinity } = spec;
  const apart = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const spread = [...topologySpreadConstraints, ...apart].some(({ topologyKey }: any) => topologyKey === HOST);
  return kind === undefined || replicas < 2 || spread ? [] : [`${where} may have all replicas on one node`];
}

function unprotected(
  { where, kind, namespace, replicas, isCopied, labels }: Template,
  objects: readonly any[],
): string[] {
  const budget = objects.some(
    (one) =>
      one.kind === 'PodDisruptionBudget' &&
      one.metadata.namespace === namespace &&
      covers(one.spec.selector.matchLabels, labels),
  );
  const needs = /^(Deployment|StatefulSet|Rollout)$/.test(kind ?? '') && replicas > 1 && !isCopied;
  return needs && !budget ? [`${where} may lose all replicas at once`] : [];
}

import { Finding } from '../../../capacity/model';
import { KubeObject, KubePod } from '../../../manifest/kube';
import { groupOfVersion } from '../../../manifest/objects';
import { ClusterObjects } from '../cluster-objects';
import { ReadObject } from '../description';

/** Kinds whose pod template an Argo Rollout may take, as `<group>/<kind>` (rollout/templateref.go of Argo Rollouts 1.9). */
const REFERABLE: ReadonlySet<string> = new Set(['/PodTemplate', 'apps/Deployment', 'apps/ReplicaSet']);

function isRollout({ apiVersion, kind }: KubeObject): boolean {
  return kind === 'Rollout' && groupOfVersion(apiVersion) === 'argoproj.io';
}

function namespaceOf({ metadata }: KubeObject): string {
  return metadata?.namespace ?? 'default';
}

/** What a Rollout takes its pod template from; undefined where that is in no chart of the cluster. */
function referenceOf(rollout: KubeObject, objects: ClusterObjects): KubeObject | undefined {
  const { apiVersion, kind, name } = rollout.spec?.workloadRef ?? {};
  return objects
    .of(String(kind))
    .find(
      (other) =>
        other.metadata?.name === name &&
        namespaceOf(other) === namespaceOf(rollout) &&
        groupOfVersion(other.apiVersion) === groupOfVersion(apiVersion),
    );
}

/** An object with its pods in it: a Rollout may have them from another object. Undefined where nobody knows them; other objects stay as they are. */
export function withOwnPods(
  object: ReadObject,
  objects: ClusterObjects,
  path: string,
  findings: Finding[],
): ReadObject | undefined {
  const { json } = object;
  if (!isRollout(json)) {
    return object;
  }
  findings.push(...refusals(json, path));
  const { workloadRef, template } = json.spec ?? {};
  if (!workloadRef || template) {
    return object;
  }
  const reference = referenceOf(json, objects);
  if (!reference) {
    findings.push(...(isReferable(workloadRef) ? [unknownReference(json, path)] : []));
    return undefined;
  }
  const pods: KubePod = (reference.kind === 'PodTemplate' ? reference.template : reference.spec?.template) ?? {};
  return { ...object, json: { ...json, spec: { ...json.spec, template: pods } } };
}

function isReferable({ apiVersion, kind }: any): boolean {
  return REFERABLE.has(`${groupOfVersion(apiVersion)}/${kind}`);
}

/** What the controller marks as invalid (pkg/apis/rollouts/validation of Argo Rollouts 1.9). */
function refusals({ spec = {}, metadata }: KubeObject, path: string): Finding[] {
  const { workloadRef, template, strategy = {} } = spec;
  const { canary, blueGreen } = strategy;
  const reasons: [reason: string, cure: string][] = [
    ...(!canary && !blueGreen
      ? [['it has no strategy', 'strategy.canary or strategy.blueGreen'] as [string, string]]
      : []),
    ...(canary && blueGreen ? [['it has two strategies', 'one of canary and blueGreen'] as [string, string]] : []),
    ...(workloadRef && template
      ? [['a template beside workloadRef must be empty', 'either template or workloadRef'] as [string, string]]
      : []),
    ...(workloadRef && !isReferable(workloadRef)
      ? [
          [
            `workloadRef to ${workloadRef.apiVersion} ${workloadRef.kind} is not supported`,
            'workloadRef to a Deployment of apps/v1',
          ] as [string, string],
        ]
      : []),
  ];
  return reasons.map(([reason, cure]) => ({
    code: 'ROLLOUT_REFUSED',
    severity: 'error',
    path,
    message: `Argo Rollouts starts no pods of Rollout ${metadata?.name}: ${reason}`,
    cure: [cure],
  }));
}

function unknownReference({ spec, metadata }: KubeObject, path: string): Finding {
  const { kind, name } = spec.workloadRef;
  return {
    code: 'WORKLOAD_REF_UNKNOWN',
    severity: 'warning',
    uncovered: true,
    path,
    message: `${kind} ${name}, whose pods Rollout ${metadata?.name} runs, is in no chart of the cluster: the plan counts none of them`,
    cure: [`include the chart with ${kind} ${name} in the cluster`],
  };
}

/** The Rollout that takes the template of a Deployment, and scales the Deployment down for it. */
function successorOf(json: KubeObject, objects: ClusterObjects): KubeObject | undefined {
  return json.kind === 'Deployment'
    ? objects.of('Rollout').find((rollout) => isRollout(rollout) && referenceOf(rollout, objects) === json)
    : undefined;
}

/** Whether a Rollout scales the object to nothing once it runs the pods itself. */
export function isScaledDown(json: KubeObject, objects: ClusterObjects): boolean {
  return ['onsuccess', 'progressively'].includes(successorOf(json, objects)?.spec.workloadRef.scaleDown);
}

/** Pods of the Deployment that run beside those of the Rollout until these are healthy for the first time. */
export function podsToReplace(rollout: KubeObject, objects: ClusterObjects): number {
  const { replicas = 1 } = referenceOf(rollout, objects)?.spec ?? {};
  return rollout.spec?.workloadRef?.scaleDown === 'onsuccess' && Number.isInteger(replicas) ? replicas : 0;
}

/** A Deployment that runs pods of its own although a Rollout runs its template, or does so again when it is applied again. */
export function runsBesideRollout(json: KubeObject, objects: ClusterObjects, path: string): Finding[] {
  const rollout = successorOf(json, objects);
  const { replicas = 1 } = json.spec ?? {};
  if (!rollout || replicas === 0) {
    return [];
  }
  const { scaleDown = 'never' } = rollout.spec.workloadRef;
  const stays = !isScaledDown(json, objects);
  const called = `Deployment ${json.metadata?.name}, whose template Rollout ${rollout.metadata?.name} runs, asks for ${replicas} pods of its own`;
  return [
    {
      code: 'RUNS_BESIDE_ROLLOUT',
      severity: 'warning',
      ...(!stays && { uncovered: true as const }),
      path,
      message: stays
        ? `${called}: with scaleDown ${scaleDown} they run beside those of the Rollout, and the plan counts both`
        : `${called}: the Rollout scales them down once (scaleDown ${scaleDown}), and whoever applies the manifest after a later revision starts them again; the plan counts none`,
      cure: [`replicas: 0 in Deployment ${json.metadata?.name}`],
    },
  ];
}

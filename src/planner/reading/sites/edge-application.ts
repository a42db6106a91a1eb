import { ReadObject } from '../description';
import { edgeError, FanOut, FanOutTarget, LARGEST_OBJECT, namingFaults } from './fan-out';
import { overridden, overriderFault } from './overriders';
import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';

/** Kinds that may stand beside a fanned-out Deployment: they are applied once, for all groups. */
const APPLIED_ONCE: ReadonlySet<string> = new Set(['Service', 'ConfigMap', 'Secret', 'ServiceAccount']);

/** Reads what KubeEdge copies, and what goes wrong with it there. */
export function readEdgeApplication({ path, json, hint }: ReadObject, findings: Finding[]): FanOut[] {
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
  return manifests.flatMap((manifest) => {
    if (manifest.kind === 'Deployment') {
      const refused = new Map<string, string[]>();
      const targets = (workloadScope.targetNodeGroups ?? []).map(({ name, overriders = {} }: any): FanOutTarget => {
        const { change, fault } = overridden(manifest, overriders);
        if (fault !== undefined) {
          refused.set(fault, [...(refused.get(fault) ?? []), name]);
        }
        return { group: name, change };
      });
      findings.push(...[...refused].map(([fault, groups]) => overriderFault(json, place, fault, groups)));
      const template = {
        ...manifest,
        metadata: { ...manifest.metadata, namespace: manifest.metadata?.namespace ?? namespace },
      };
      const fanOut = { path, template, hint, targets, replacesSelector: true };
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

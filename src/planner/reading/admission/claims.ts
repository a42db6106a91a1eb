import { KubeObject, KubePod } from '../../../manifest/kube';

/** A claim for a volume that comes with pods. */
export interface VolumeClaim {
  readonly name: string;
  readonly spec: any;
}

/** Claims that are made for each pod: those of a StatefulSet, and volumes that live as long as the pod. */
export function claimsOf({ kind, spec }: KubeObject, pod: KubePod): VolumeClaim[] {
  const templates: any[] = kind === 'StatefulSet' ? (spec?.volumeClaimTemplates ?? []) : [];
  return [
    ...templates.map((template) => ({ name: template.metadata?.name ?? '', spec: template.spec ?? {} })),
    ...(pod.spec?.volumes ?? []).flatMap(({ name, ephemeral }) => {
      const own = ephemeral?.volumeClaimTemplate?.spec;
      return own ? [{ name, spec: own }] : [];
    }),
  ];
}

import { KubePod } from '../../../manifest/kube';

/** A claim for a volume that comes with pods. */
export interface VolumeClaim {
  readonly name: string;
  readonly spec: any;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Claims that are made for each pod: volumes that live as long as it, and, as the plan reads them, those of a StatefulSet. */
export function claimsOf({ spec }: KubePod): VolumeClaim[] {
  return (spec?.volumes ?? []).flatMap(({ name, ephemeral }) => {
    const { metadata, spec: own } = ephemeral?.volumeClaimTemplate ?? {};
    return own ? [{ name, spec: own, annotations: metadata?.annotations }] : [];
  });
}

import { Answers } from './answer';
import { claimsOf, mayClaim } from '../../data/backup/namespace-claims';
import { manifestsIn } from '../../manifest/objects';
import { SecurityRule } from '../security-rule';
import { Seen, Survey } from '../survey/survey';

/** A claim that somebody writes, makes by a template, or has an operator make. */
interface SeenClaim {
  readonly path: string;
  /** Its storage class; undefined: the default one. */
  readonly storageClass?: string;
}

/** Every claim is of a class of which somebody says that its volumes are encrypted. */
export function volumesAnswer(survey: Survey, answers: Answers): void {
  for (const { path, storageClass: said } of claimsOfSurvey(survey)) {
    const encrypted = encryptedBy(survey, said);
    const storageClass = said ?? survey.cluster._storageClass(said)?.storageClassName;
    const known = storageClass === undefined ? 'the default storage class' : `storage class '${storageClass}'`;
    if (encrypted !== undefined) {
      answers.cover(SecurityRule.VOLUMES_ENCRYPTED, path, `StorageClass ${encrypted}`);
    } else {
      answers.hole(
        SecurityRule.VOLUMES_ENCRYPTED,
        path,
        `has a volume of ${known}, of which nobody says that it encrypts`,
        'new EncryptedStorageClass(cluster, ...), or cluster.addStorageClass(name, { encrypted: true }) where it does',
      );
    }
  }
}

function claimsOfSurvey({ cluster, objects, pods }: Survey): SeenClaim[] {
  const written = objects
    .filter(mayClaim)
    .flatMap(({ path, json }) =>
      claimsOf(json, path, cluster).map(({ spec }): SeenClaim => ({ path, storageClass: classOf(spec) })),
    );
  const passing = pods.flatMap(({ object, pod }) =>
    (pod.spec?.volumes ?? []).flatMap((volume): SeenClaim[] => {
      const spec = volume.ephemeral?.volumeClaimTemplate?.spec;
      return spec ? [{ path: object.path, storageClass: classOf(spec) }] : [];
    }),
  );
  const counted = cluster
    ._counted()
    .flatMap(({ json, path }) =>
      json.kind === 'StatefulSet'
        ? claimsOf(json, path, cluster).map(({ spec }) => ({ path, storageClass: classOf(spec) }))
        : [],
    );
  return [...written, ...passing, ...counted];
}

function classOf(spec: any): string | undefined {
  return spec?.storageClassName;
}

/** Name of the class where it is known to encrypt. */
function encryptedBy({ cluster }: Survey, name: string | undefined): string | undefined {
  const declared = cluster._storageClass(name);
  if (declared) {
    return declared.encrypted ? declared.storageClassName : undefined;
  }
  const written: Seen[] = manifestsIn(cluster._charts())
    .filter(({ kind, group }) => group === 'storage.k8s.io' && kind === 'StorageClass')
    .map(({ json, ...rest }) => ({ ...rest, json: json() }));
  const isDefault = ({ json }: Seen) =>
    json.metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  const found = written.find((one) => (name === undefined ? isDefault(one) : one.name === name));
  const { encrypted, diskEncryptionSetID, ...others } = found?.json.parameters ?? {};
  const says =
    encrypted === 'true' || diskEncryptionSetID !== undefined || others['disk-encryption-kms-key'] !== undefined;
  return says ? found!.name : undefined;
}

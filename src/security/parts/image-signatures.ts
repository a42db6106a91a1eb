import { Construct } from 'constructs';
import { ImageSigner } from './image-signer';
import { customResource } from '../../manifest/custom-resource';
import { clusterScoped, Owner } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

type Controller = 'kyverno' | 'sigstore';

/** Namespaces that look after themselves, and without which no policy could be served. */
const OWN = ['kube-system', 'kube-public', 'kube-node-lease'];

/**
 * Who has to have signed the images of the pods that are let in. Admission is in the cloud: what is restarted at a site without the cloud is not looked
 * at again.
 */
@checked
export class ImageSignatures {
  /**
   * Kyverno 1.15 or newer looks: an ImageValidatingPolicy (policies.kyverno.io/v1) for each signer, which also puts the digest into the pod.
   * @param signers Who signs which images.
   */
  public static kyverno(signers: ImageSigner[]): ImageSignatures {
    return new ImageSignatures('kyverno', checkedSigners('ImageSignatures.kyverno', signers));
  }

  /**
   * The policy-controller of Sigstore looks: a ClusterImagePolicy (policy.sigstore.dev/v1beta1) for each signer, in the namespaces of stacks, which
   * get its label.
   * @param signers Who signs which images.
   */
  public static policyController(signers: ImageSigner[]): ImageSignatures {
    return new ImageSignatures('sigstore', checkedSigners('ImageSignatures.policyController', signers));
  }

  private constructor(
    /** @internal */
    public readonly _controller: Controller,
    /** Who signs. */
    public readonly signers: ImageSigner[],
  ) {}

  /** @internal */
  public _emit(scope: Construct, owner: Owner): void {
    for (const signer of this.signers) {
      if (this._controller === 'kyverno') {
        kyvernoPolicy(scope, owner, signer);
      } else {
        sigstorePolicy(scope, owner, signer);
      }
    }
  }

  /** @internal */
  public _signerOf(image: string): ImageSigner | undefined {
    return this.signers.find((signer) => signer._signs(image));
  }
}

function checkedSigners(where: string, signers: ImageSigner[]): ImageSigner[] {
  const problems = new Problems(where);
  problems.check(signers.length > 0, 'signers', '[]', 'must name at least one');
  signers.forEach(({ name }, i) =>
    problems.check(signers.findIndex((one) => one.name === name) === i, 'signers', name, 'is there twice'),
  );
  problems.raise();
  return [...signers];
}

/** Fields of Kyverno 1.18; its globs take `/` for any other character. */
function kyvernoPolicy(scope: Construct, owner: Owner, { name, repositories, _parts: { key, identity } }: ImageSigner) {
  const verified = (containers: string) =>
    `images.${containers}.map(image, verifyImageSignatures(image, [attestors.signer])).all(count, count > 0)`;
  customResource(scope, `ImagePolicy-${name}`, {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ImageValidatingPolicy',
    metadata: clusterScoped('ImageValidatingPolicy', `signed-by-${name}`, owner),
    spec: {
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['pods', 'pods/ephemeralcontainers'],
          },
        ],
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: OWN }],
        },
      },
      matchImageReferences: repositories.flatMap((one) => [
        { glob: `${one}/*` },
        { glob: `${one}:*` },
        { glob: `${one}@*` },
      ]),
      attestors: [{ name: 'signer', cosign: key ? { key } : { keyless: { identities: [identity] } } }],
      validations: ['containers', 'initContainers', 'ephemeralContainers'].map((containers) => ({
        expression: verified(containers),
        message: `images of ${repositories.join(', ')} have to be signed by ${name}`,
      })),
      validationActions: ['Deny'],
      validationConfigurations: { mutateDigest: true, required: true, verifyDigest: true },
      failurePolicy: 'Fail',
      webhookConfiguration: { timeoutSeconds: 15 },
    },
  });
}

/** Fields of policy-controller (config/300-clusterimagepolicy.yaml); `**` of its globs takes `/` too, `*` does not. */
function sigstorePolicy(
  scope: Construct,
  owner: Owner,
  { name, repositories, _parts: { key, identity } }: ImageSigner,
) {
  customResource(scope, `ImagePolicy-${name}`, {
    apiVersion: 'policy.sigstore.dev/v1beta1',
    kind: 'ClusterImagePolicy',
    metadata: clusterScoped('ClusterImagePolicy', `signed-by-${name}`, owner),
    spec: {
      mode: 'enforce',
      images: repositories.flatMap((one) => [{ glob: `${one}/**` }, { glob: `${one}:*` }, { glob: `${one}@*` }]),
      authorities: [
        {
          name: 'signer',
          ...(key ? { key } : { keyless: { url: 'https://fulcio.sigstore.dev', identities: [identity] } }),
        },
      ],
    },
  });
}

/** The label by which a namespace asks policy-controller to look. */
export const SIGSTORE_LABEL = 'policy.sigstore.dev/include';

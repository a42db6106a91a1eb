import { isDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** A signer that has a key. */
export interface KeySignerProps {
  /** Repositories of the images, with all below them, for example ['harbor.cars.example.com/vehicles']. */
  readonly repositories: string[];
  /** The public key (PEM), which is no secret. */
  readonly publicKey: string;
}

/** A signer whose key is in a service of a cloud. */
export interface KmsSignerProps {
  /** Repositories of the images, with all below them. */
  readonly repositories: string[];
  /** The key, as cosign names it, for example 'awskms:///alias/images'. */
  readonly key: string;
}

/** A signer without a key: a pipeline that shows who it is. */
export interface KeylessSignerProps {
  /** Repositories of the images, with all below them. */
  readonly repositories: string[];
  /** Who says who it is, for example 'https://token.actions.githubusercontent.com'. */
  readonly issuer: string;
  /** Who it is, for example 'https://github.com/cars/vehicles/.github/workflows/release.yml@refs/heads/main'. */
  readonly subject: string;
}

/** How a signature is known. */
interface SignerParts {
  readonly key?: { readonly data: string } | { readonly kms: string };
  readonly identity?: { readonly issuer: string; readonly subject: string };
}

/** Who signs the images of some repositories with cosign. */
@checked
export class ImageSigner {
  /**
   * With a key of your own.
   * @param name Name of the signer, a DNS label.
   * @param props Its public key, and which images it signs.
   */
  public static key(name: string, props: KeySignerProps): ImageSigner {
    const { repositories, publicKey } = props;
    const problems = new Problems(`ImageSigner.key('${name}')`);
    const isKey = /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+\n-----END PUBLIC KEY-----\n?$/.test(publicKey);
    problems.check(isKey, 'publicKey', 'given', 'must be a public key as PEM');
    return ImageSigner.checked(problems, name, repositories, { key: { data: publicKey } });
  }

  /**
   * With a key in a service of a cloud.
   * @param name Name of the signer, a DNS label.
   * @param props Where the key is, and which images it signs.
   */
  public static kms(name: string, props: KmsSignerProps): ImageSigner {
    const { repositories, key } = props;
    const problems = new Problems(`ImageSigner.kms('${name}')`);
    const isKey = /^(awskms|gcpkms|azurekms|hashivault|k8s):\/\/\S+$/.test(key);
    problems.check(isKey, 'key', key, 'must be a key as cosign names it', "for example 'awskms:///alias/images'");
    return ImageSigner.checked(problems, name, repositories, { key: { kms: key } });
  }

  /**
   * Without a key: by the identity of a pipeline (Fulcio and Rekor of Sigstore).
   * @param name Name of the signer, a DNS label.
   * @param props Who it is, and which images it signs.
   */
  public static keyless(name: string, props: KeylessSignerProps): ImageSigner {
    const { repositories, issuer, subject } = props;
    const problems = new Problems(`ImageSigner.keyless('${name}')`);
    problems.check(/^https:\/\/[^\s*]+$/.test(issuer), 'issuer', issuer, 'must be an https URL');
    const known = subject.trim() !== '' && !subject.includes('*');
    problems.check(known, 'subject', subject, 'must be one identity: * would let anybody of the issuer sign');
    return ImageSigner.checked(problems, name, repositories, { identity: { issuer, subject } });
  }

  private static checked(
    problems: Problems,
    name: string,
    repositories: readonly string[],
    parts: SignerParts,
  ): ImageSigner {
    problems.check(isDnsLabel(name, 40), 'name', name, 'must be a DNS label of at most 40 characters');
    problems.check(repositories.length > 0, 'repositories', '[]', 'must name at least one');
    for (const repository of repositories) {
      const isName = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/.test(repository) && repository.includes('.');
      problems.check(isName, 'repositories', repository, "must be <registry>[/<path>], for example 'harbor.io/cars'");
    }
    problems.raise();
    return new ImageSigner(name, [...repositories], parts);
  }

  private constructor(
    /** Name of the signer. */
    public readonly name: string,
    /** Repositories of the images that it signs. */
    public readonly repositories: string[],
    /** @internal */
    public readonly _parts: SignerParts,
  ) {}

  /** @internal */
  public _signs(image: string): boolean {
    return this.repositories.some(
      (repository) =>
        image.startsWith(`${repository}/`) ||
        (/^[:@]/.test(image.slice(repository.length)) && image.startsWith(repository)),
    );
  }
}

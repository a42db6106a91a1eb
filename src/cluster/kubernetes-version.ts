import { checked } from '../props/checked';

const OLDEST = 27;
const NEWEST = 36;

/** Kubernetes version of a cluster: decides which fields may be emitted and to which version Pod Security is pinned. */
@checked
export class KubernetesVersion {
  /** Kubernetes 1.27, the oldest that is supported. */
  public static readonly V1_27 = KubernetesVersion.of('1.27');
  /** Kubernetes 1.28. */
  public static readonly V1_28 = KubernetesVersion.of('1.28');
  /** Kubernetes 1.29. */
  public static readonly V1_29 = KubernetesVersion.of('1.29');
  /** Kubernetes 1.30. */
  public static readonly V1_30 = KubernetesVersion.of('1.30');
  /** Kubernetes 1.31. */
  public static readonly V1_31 = KubernetesVersion.of('1.31');
  /** Kubernetes 1.32. */
  public static readonly V1_32 = KubernetesVersion.of('1.32');
  /** Kubernetes 1.33. */
  public static readonly V1_33 = KubernetesVersion.of('1.33');
  /** Kubernetes 1.34. */
  public static readonly V1_34 = KubernetesVersion.of('1.34');
  /** Kubernetes 1.35. */
  public static readonly V1_35 = KubernetesVersion.of('1.35');
  /** Kubernetes 1.36, the newest that is supported. */
  public static readonly V1_36 = KubernetesVersion.of('1.36');

  /**
   * From `<major>.<minor>`, for example '1.32'. Throws when the version is not supported.
   * @param version For example '1.32'.
   */
  public static of(version: string): KubernetesVersion {
    const minor = Number(/^1\.([1-9]\d)$/.exec(version)?.[1]);
    if (!(minor >= OLDEST && minor <= NEWEST)) {
      throw new Error(`KubernetesVersion.of('${version}'): must be 1.${OLDEST} to 1.${NEWEST}, without a patch number`);
    }
    return new KubernetesVersion(version, minor);
  }

  /**
   * @param version `<major>.<minor>`
   * @param minor minor number
   */
  private constructor(
    public readonly version: string,
    public readonly minor: number,
  ) {}

  /**
   * True when this is the given minor version of 1 or a newer one.
   * @param minor For example 32 of '1.32'.
   */
  public atLeast(minor: number): boolean {
    return this.minor >= minor;
  }
}

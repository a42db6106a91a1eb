import { isDnsSubdomain } from '../../manifest/names';
import { checked } from '../../props/checked';

/** What an authority of the library holds its certificates to. */
export interface IssuerLimits {
  readonly path: string;
  /** Namespace that its Issuer is in. */
  readonly namespace: string;
  /** Domains of the hosts that it signs for; any where none is listed. */
  readonly domains: string[];
  /** Hours for which what it signs is good at most. */
  readonly hours: number;
}

/** Who signs certificates: an issuer of cert-manager, such as one of Vault, of ACME or of a cloud. */
@checked
export class CertificateIssuer {
  /**
   * One for the whole cluster: a ClusterIssuer.
   * @param name Name of the ClusterIssuer.
   */
  public static cluster(name: string): CertificateIssuer {
    return CertificateIssuer.named('ClusterIssuer', name);
  }

  /**
   * One in the namespace of the certificate: an Issuer.
   * @param name Name of the Issuer.
   */
  public static inNamespace(name: string): CertificateIssuer {
    return CertificateIssuer.named('Issuer', name);
  }

  /** @internal */
  public static _of(name: string, limits: IssuerLimits): CertificateIssuer {
    return new CertificateIssuer('Issuer', name, limits);
  }

  private static named(kind: 'Issuer' | 'ClusterIssuer', name: string): CertificateIssuer {
    if (!isDnsSubdomain(name)) {
      throw new Error(`CertificateIssuer: name '${name}': must be the name of an issuer of cert-manager`);
    }
    return new CertificateIssuer(kind, name);
  }

  private constructor(
    private readonly kind: 'Issuer' | 'ClusterIssuer',
    private readonly name: string,
    /** @internal */
    public readonly _limits?: IssuerLimits,
  ) {}

  /** @internal */
  public get _ref(): { readonly group: string; readonly kind: string; readonly name: string } {
    return { group: 'cert-manager.io', kind: this.kind, name: this.name };
  }
}

import { GatewayRouteKind } from './gateway-objects';
import { checked } from '../../props/checked';

/** First minor release of each kind in the standard channel; the experimental one had it as v1alpha2 before (its CRDs of 1.1 to 1.6). */
const STANDARD_SINCE: Readonly<Record<GatewayRouteKind, number>> = {
  HTTPRoute: 0,
  GRPCRoute: 1,
  TLSRoute: 5,
  TCPRoute: 6,
};

/** Which custom resources of Gateway API are installed in a cluster. */
@checked
export class GatewayApi {
  /**
   * The standard channel of a release: TLS from 1.5 on, TCP from 1.6 on. Throws unless it is a release from '1.1' on.
   * @param release Release, for example '1.2'.
   */
  public static standard(release: string): GatewayApi {
    return new GatewayApi('standard', release);
  }

  /**
   * The experimental channel of a release, which has TLS and TCP too. Throws unless it is a release from '1.1' on.
   * @param release Release, for example '1.2'.
   */
  public static experimental(release: string): GatewayApi {
    return new GatewayApi('experimental', release);
  }

  private readonly minor: number;

  private constructor(
    /** Name of the channel. */
    public readonly channel: string,
    /** The release, such as '1.6'. */
    public readonly release: string,
  ) {
    this.minor = Number(/^1\.(\d+)$/.exec(release)?.[1]);
    if (!(this.minor >= 1)) {
      throw new Error(`GatewayApi.${channel}('${release}'): must be a release from '1.1' on, such as '1.6'`);
    }
  }

  /**
   * Version in which it has a kind of route; undefined where it has none.
   * @internal
   */
  public _versionOf(kind: GatewayRouteKind): string | undefined {
    return this.minor >= STANDARD_SINCE[kind] ? 'v1' : this.channel === 'experimental' ? 'v1alpha2' : undefined;
  }

  /**
   * What else has the kind.
   * @internal
   */
  public _cure(kind: GatewayRouteKind): string {
    return `GatewayApi.standard('1.${STANDARD_SINCE[kind]}') or newer, or GatewayApi.experimental('${this.release}')`;
  }
}

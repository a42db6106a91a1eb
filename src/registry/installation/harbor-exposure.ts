import { checked } from '../../props/checked';
import { Origin } from '../../workload/calls/origin';

/** A Gateway of Gateway API for Harbor. */
export interface HarborGatewayProps {
  /** Name of the GatewayClass, for example 'envoy'. */
  readonly className: string;
  /** The pods that carry the traffic: `Origin.pods({ namespace: 'envoy-gateway-system' })`. */
  readonly controller: Origin;
  /**
   * Secret with the certificate of the host, in the namespace of the Gateway.
   * @default - the host with dots as dashes, and `-tls`
   */
  readonly certificate?: string;
  /**
   * Namespace of the Gateway and of the secret with the certificate.
   * @default - that of the stack
   */
  readonly gatewayNamespace?: string;
}

/** How clients reach Harbor: always by TLS, which ends at the gateway with a certificate from a Secret. */
@checked
export class HarborExposure {
  /**
   * By the ingress gateway of the mesh of the stack.
   * @param certificate secret with the certificate of the host, in the namespace of the ingress gateway: by default the host with dots as dashes, and `-tls`
   */
  public static istio(certificate?: string): HarborExposure {
    return new HarborExposure(undefined, certificate);
  }

  /**
   * By a Gateway of Gateway API.
   * @param props Host, certificate, and the Gateway.
   */
  public static gatewayApi(props: HarborGatewayProps): HarborExposure {
    return new HarborExposure(props, props.certificate);
  }

  private constructor(
    /** @internal */
    public readonly _gateway?: HarborGatewayProps,
    /** @internal */
    public readonly _certificate?: string,
  ) {}
}

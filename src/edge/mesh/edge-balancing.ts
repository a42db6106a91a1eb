import { checked } from '../../props/checked';

/** How EdgeMesh chooses among the pods of a service at a site. It knows three ways, and neither mutual TLS nor retries. */
@checked
export class EdgeBalancing {
  /** Any of them, by chance. */
  public static random(): EdgeBalancing {
    return new EdgeBalancing({ simple: 'RANDOM' });
  }

  /** One after the other. */
  public static roundRobin(): EdgeBalancing {
    return new EdgeBalancing({ simple: 'ROUND_ROBIN' });
  }

  /**
   * The same pod for the same value of a header of HTTP/1.1, the only protocol that all ports of the service then speak.
   * @param name Name of the header.
   */
  public static consistentHeader(name: string): EdgeBalancing {
    if (!/^[A-Za-z0-9-]+$/.test(name)) {
      throw new Error(`EdgeBalancing.consistentHeader('${name}'): must be the name of an HTTP header`);
    }
    return new EdgeBalancing({ consistentHash: { httpHeaderName: name } }, true);
  }

  /** The same pod for the same caller. */
  public static consistentSource(): EdgeBalancing {
    return new EdgeBalancing({ consistentHash: { useSourceIp: true } });
  }

  private constructor(
    /** @internal */
    public readonly _loadBalancer: object,
    /**
     * Whether it looks into what arrives (pkg/loadbalancer/policy.go of EdgeMesh 1.17).
     * @internal
     */
    public readonly _readsRequests: boolean = false,
  ) {}
}

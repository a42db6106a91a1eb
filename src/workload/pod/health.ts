import { k8s } from 'cdk8s-plus-27';
import { Port, PortProtocol } from './port';

/** Paths that an HTTP service answers about itself. */
export interface HttpHealth {
  /** Answers 200 when it can serve. */
  readonly readiness: string;
  /** Answers 200 when it need not be restarted; must not depend on other services. */
  readonly liveness: string;
  /**
   * Port that answers.
   * @default - the first port of the workload
   */
  readonly port?: Port;
}

/** How kubelet finds out whether a container can serve (readiness) and whether it must be restarted (liveness). */
export class Health {
  /** HTTP requests to two paths, which have to differ. */
  public static http(options: HttpHealth): Health {
    if (options.readiness === options.liveness) {
      throw new Error(
        `Health.http: readiness and liveness are both '${options.readiness}': a container that is only busy would be restarted; use two paths`,
      );
    }
    for (const path of [options.readiness, options.liveness]) {
      if (!path.startsWith('/')) {
        throw new Error(`Health.http: path '${path}' must start with /`);
      }
    }
    return new Health(
      (port) => get(options.readiness, port),
      (port) => get(options.liveness, port),
      options.port,
    );
  }

  /** The gRPC health service for readiness; whether the port takes connections for liveness. */
  public static grpc(port?: Port): Health {
    return new Health(({ number }) => ({ grpc: { port: number } }), connect, port);
  }

  /**
   * Whether a port takes connections.
   * @param port port for readiness; by default the first one
   * @param livenessPort another port for liveness, for example that of the metrics; without one there is no liveness probe: the same question twice would restart a container that is only busy
   */
  public static tcp(port?: Port, livenessPort?: Port): Health {
    return new Health(connect, () => livenessPort && connect(livenessPort), port, livenessPort);
  }

  /**
   * An HTTP request that is answered while the process works, for what serves nothing else: liveness asks less.
   * @internal
   */
  public static _answers(path: string, port: Port): Health {
    return new Health((asked) => get(path, asked), connect, port);
  }

  /**
   * What fits the protocol of a port: `/readyz` and `/healthz` for HTTP; for TCP the metrics tell whether it lives.
   * @internal
   */
  public static _for(port: Port, metricsPort?: Port): Health {
    switch (port.protocol) {
      case PortProtocol.GRPC:
        return Health.grpc(port);
      case PortProtocol.TCP:
        return Health.tcp(port, metricsPort);
      default:
        return Health.http({ readiness: '/readyz', liveness: '/healthz', port });
    }
  }

  private constructor(
    private readonly readiness: (port: Port) => k8s.Probe,
    private readonly liveness: (port: Port) => k8s.Probe | undefined,
    private readonly port?: Port,
    private readonly livenessPort?: Port,
  ) {}

  /**
   * Ports that were given.
   * @internal
   */
  public get _ports(): Port[] {
    return [this.port, this.livenessPort].filter((port): port is Port => port !== undefined);
  }

  /**
   * The probes of a container. Readiness looks often and reacts fast; liveness waits a minute before it restarts.
   * @internal
   */
  public _probes(
    fallback: Port,
    startupSeconds?: number,
  ): Pick<k8s.Container, 'readinessProbe' | 'livenessProbe' | 'startupProbe'> {
    const port = this.port ?? fallback;
    const living = this.liveness(port);
    return {
      readinessProbe: { ...this.readiness(port), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
      ...(living && { livenessProbe: { ...living, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 } }),
      ...(startupSeconds !== undefined && {
        startupProbe: {
          ...this.readiness(port),
          periodSeconds: 5,
          timeoutSeconds: 2,
          failureThreshold: Math.max(1, Math.ceil(startupSeconds / 5)),
        },
      }),
    };
  }
}

function get(path: string, port: Port): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromNumber(port.number) } };
}

function connect(port: Port): k8s.Probe {
  return { tcpSocket: { port: k8s.IntOrString.fromNumber(port.number) } };
}

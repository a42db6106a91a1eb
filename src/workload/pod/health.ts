import { Port, PortProtocol } from './port';
import * as k8s from '../../manifest/k8s/types';
import { refuseSecretsIn } from '../../manifest/secret-literals';
import { checked } from '../../props/checked';

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

/** Commands that a container runs about itself; the image has to have them. */
export interface ExecHealth {
  /** Ends with 0 when it can serve. */
  readonly readiness: string[];
  /**
   * Ends with 0 when it need not be restarted; must not depend on other services.
   * @default - it is never restarted for what a command says
   */
  readonly liveness?: string[];
}

/** How kubelet finds out whether a container can serve (readiness) and whether it must be restarted (liveness). */
@checked
export class Health {
  /**
   * HTTP requests to two paths, which have to differ.
   * @param options The paths, and the port that answers.
   */
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

  /**
   * The gRPC health service for readiness; whether the port takes connections for liveness.
   * @param port Port that answers.
   */
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
   * Commands in the container, for what answers on no port of its own, such as one that takes datagrams alone.
   * @param props The commands, and how often they run.
   */
  public static exec(props: ExecHealth): Health {
    const { readiness, liveness } = props;
    for (const command of liveness ? [readiness, liveness] : [readiness]) {
      if (command.length === 0 || command[0] === '') {
        throw new Error(`Health.exec: [${command.join(', ')}] must be a command and its arguments`);
      }
      refuseSecretsIn('Health.exec', command);
    }
    if (liveness?.join('\0') === readiness.join('\0')) {
      throw new Error(
        `Health.exec: readiness and liveness are both '${readiness.join(' ')}': a container that is only busy would be restarted; use two commands, or no liveness`,
      );
    }
    const run = (command: string[]): k8s.Probe => ({ exec: { command: [...command] } });
    return new Health(
      () => run(readiness),
      () => liveness && run(liveness),
      undefined,
      undefined,
      liveness ? [readiness, liveness] : [readiness],
    );
  }

  /**
   * An HTTP request that is answered while the process works, for what serves nothing else: liveness asks less.
   * @internal
   */
  public static _answers(path: string, port: Port): Health {
    return new Health((asked) => get(path, asked), connect, port);
  }

  /**
   * What fits the protocol of the first port that can be asked: `/readyz` and `/healthz` for HTTP; for TCP the metrics tell whether it lives.
   * @internal
   */
  public static _for(ports: readonly Port[], metricsPort?: Port): Health | undefined {
    const port = ports.find(({ protocol }) => protocol !== PortProtocol.UDP);
    switch (port?.protocol) {
      case undefined:
        return undefined;
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
    /**
     * Commands that it runs; undefined where it asks on a port.
     * @internal
     */
    public readonly _commands?: readonly (readonly string[])[],
  ) {}

  /**
   * True where it asks on no port.
   * @internal
   */
  public get _needsNoPort(): boolean {
    return this._commands !== undefined;
  }

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
    fallback?: Port,
    startupSeconds?: number,
  ): Pick<k8s.Container, 'readinessProbe' | 'livenessProbe' | 'startupProbe'> {
    const port = this.port ?? fallback;
    if (!port && !this._commands) {
      return {};
    }
    const asked = port!;
    const living = this.liveness(asked);
    return {
      readinessProbe: { ...this.readiness(asked), periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 2 },
      ...(living && { livenessProbe: { ...living, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 } }),
      ...(startupSeconds !== undefined && {
        startupProbe: {
          ...this.readiness(asked),
          periodSeconds: 5,
          timeoutSeconds: 2,
          failureThreshold: Math.max(1, Math.ceil(startupSeconds / 5)),
        },
      }),
    };
  }
}

function get(path: string, port: Port): k8s.Probe {
  return { httpGet: { path, port: port.number } };
}

function connect(port: Port): k8s.Probe {
  return { tcpSocket: { port: port.number } };
}

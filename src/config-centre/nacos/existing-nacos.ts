import { NacosClient } from './nacos-client';
import { NacosClientOptions } from './nacos-props';
import { checkEndpoint, peerOf } from '../../data/connection/endpoint';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { PeerProtocol } from '../../workload/calls/peer';
import { Use } from '../../workload/pod/use/use';

/** A Nacos that somebody else runs. */
export interface ExistingNacosProps {
  /** Its host: of a Service, such as 'nacos.infra.svc', or outside the cluster. */
  readonly host: string;
  /**
   * Port of its API; that for clients is 1000 above.
   * @default 8848
   */
  readonly port?: number;
  /**
   * Labels of the pods behind a Service of the cluster.
   * @default - none: the host is outside the cluster
   */
  readonly pods?: Record<string, string>;
  /**
   * Why passwords may go to a host outside the cluster as they are, such as a line that is encrypted: clients of Nacos log in over plain HTTP.
   * @default - refused outside the cluster
   */
  readonly plainText?: string;
}

/** A configuration centre of Nacos that somebody else runs: `ConfigCentre.existing(...)`. */
@checked
export class ExistingNacos {
  /** @internal */
  public static _of(props: ExistingNacosProps): ExistingNacos {
    return new ExistingNacos(props);
  }

  private readonly port: number;

  private constructor(private readonly props: ExistingNacosProps) {
    const { host, port = 8848, pods, plainText } = props;
    this.port = port;
    const problems = new Problems('ConfigCentre.existing');
    checkEndpoint(problems, 'host', { host, port, pods });
    problems.check(port < 64_536, 'port', port, 'must be below 64536: that for clients is 1000 above');
    problems.check(
      pods !== undefined || (plainText ?? '').trim() !== '',
      'host',
      host,
      'is outside the cluster, and clients would send it their passwords over plain HTTP',
      'plainText: why that may be, such as an encrypted line; or a Nacos in the cluster',
    );
    problems.raise();
  }

  /** Host and port of its API. */
  public get address(): string {
    return `${this.props.host}:${this.port}`;
  }

  /**
   * Lets a workload use it: the address, who it is there, and the way to both ports.
   * @param options Which configurations it reads.
   */
  public client(options: NacosClientOptions): Use {
    const { host, pods } = this.props;
    const targets = [0, 1000].map((above) => peerOf({ host, port: this.port + above, pods }, PeerProtocol.TCP));
    return new NacosClient({ path: `Nacos at ${this.address}`, address: this.address, targets }, options);
  }
}

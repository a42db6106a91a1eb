import { Construct } from 'constructs';
import { CERTIFICATE_KEYS } from './certificate-subject';
import { MqttClientProps } from './mqtt-client-props';
import { TopicRights } from './topic-rights';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Variable } from '../../platform/variable';
import { DataFlows } from '../../protection/data-flows';
import { ICallTarget } from '../../workload/calls/call-target';
import { Mount } from '../../workload/pod/mount';
import { Port } from '../../workload/pod/port';
import { PodUser, Use, UseParts } from '../../workload/pod/use/use';

/** A broker, as its clients see it. */
export interface BrokerAddress {
  readonly path: string;
  readonly brokerName: string;
  readonly stack: AutonomousStack;
  readonly target: ICallTarget;
  readonly host: string;
  readonly port: Port;
  /** What a client may do. */
  readonly rightsOf: (client: string) => TopicRights;
  /** Names that it knows. */
  readonly clients: readonly string[];
  /** True where it knows them by passwords, not certificates. */
  readonly byPassword?: boolean;
}

/** Certificates of each workload: by their names for whom, and at which broker. */
const CERTIFICATES = new WeakMap<Construct, Map<string, string>>();

/**
 * The connection of a service to a broker: its URL (mqtts), the files of authority, certificate and key, and the id of the client, which the broker wants to begin with
 * the name of the client and a dash.
 */
export class MqttClient extends Use {
  public constructor(
    private readonly broker: BrokerAddress,
    private readonly props: MqttClientProps,
  ) {
    super();
  }

  /** @internal */
  public _partsFor(user: PodUser): UseParts {
    const { broker } = this;
    const { name = user.name, prefix = 'MQTT' } = this.props;
    this.check(user.construct.node.path, name, prefix);
    const folder = `/etc/${prefix.toLowerCase()}`;
    const { files, mounts } = this.identity(user, name, folder);
    const env = {
      [`${prefix}_URL`]: `mqtts://${broker.host}:${broker.port.number}`,
      [`${prefix}_CLIENT_ID`]: `${name}-$(${prefix}_POD)`,
      ...Object.fromEntries(Object.entries(files).map(([what, file]) => [`${prefix}_${what}_FILE`, file])),
      ...(broker.byPassword && { [`${prefix}_USERNAME`]: name }),
    };
    return {
      env,
      variables: { [`${prefix}_POD`]: Variable.podName() },
      mounts,
      targets: [{ target: broker.target, ports: [broker.port] }],
    };
  }

  /** @internal */
  public _usedBy({ construct, name: own }: PodUser): void {
    const flows = DataFlows.of(construct);
    const { publishes = [], subscribes = [] } = this.broker.rightsOf(this.props.name ?? own);
    if (subscribes.length > 0) {
      flows.flow(this.broker.path, construct, 'is read by');
    }
    if (publishes.length > 0) {
      flows.flow(construct, this.broker.path, 'publishes to');
    }
  }

  private check(path: string, name: string, prefix: string): void {
    const { broker, props } = this;
    const problems = new Problems(path);
    const known = broker.clients.includes(name);
    const has = broker.clients.length > 0 ? `it has ${broker.clients.join(', ')}` : 'it has none';
    problems.check(known, 'uses', name, `is no client of ${broker.path}: ${has}`, `'${name}': { ... } among those`);
    problems.check(/^[A-Z][A-Z0-9_]*$/.test(prefix), 'uses.prefix', prefix, 'must be capital letters, digits and _');
    if (broker.byPassword) {
      const complete = props.password !== undefined && props.ca !== undefined;
      problems.check(
        complete,
        'uses.password, uses.ca',
        'none',
        `${broker.path} asks for a password, over TLS`,
        'both',
      );
    } else {
      problems.check(
        props.certificate !== undefined,
        'uses.certificate',
        'none',
        `${broker.path} knows clients by certificates`,
      );
      problems.check(
        props.password === undefined,
        'uses.password',
        'given',
        `${broker.path} knows clients by certificates`,
      );
    }
    problems.raise();
  }

  /** That of another certificate, of another broker of that name or for another name, with the prefix: one workload needs both. */
  private certificateName(user: PodUser, name: string): string {
    const { prefix = 'MQTT' } = this.props;
    const own = `${user.name}-${this.broker.brokerName}-client`;
    const known = CERTIFICATES.get(user.construct) ?? new Map<string, string>();
    CERTIFICATES.set(user.construct, known);
    const whose = `${this.broker.path} ${name}`;
    const taken = known.get(own) ?? whose;
    known.set(own, taken);
    return taken === whose ? own : `${own}-${prefix.toLowerCase().replace(/_/g, '-')}`;
  }

  /** The files by which it says who it is, by what they are. */
  private identity(user: PodUser, name: string, folder: string): { files: Record<string, string>; mounts: Mount[] } {
    const { broker } = this;
    const { certificate, password, ca } = this.props;
    if (broker.byPassword) {
      return {
        files: { CA: `${folder}/ca/${ca!.key}`, PASSWORD: `${folder}/login/${password!.key}` },
        mounts: [
          Mount.secret(ca!._secret, `${folder}/ca`, { keys: [ca!.key] }),
          Mount.secret(password!._secret, `${folder}/login`, { keys: [password!.key] }),
        ],
      };
    }
    const secret = certificate!._secretFor({
      scope: user.construct,
      name: this.certificateName(user, name),
      stack: user.stack,
      commonName: name,
      serverNames: [],
    });
    const [authority, own, privateKey] = CERTIFICATE_KEYS;
    return {
      files: { CA: `${folder}/${authority}`, CERTIFICATE: `${folder}/${own}`, KEY: `${folder}/${privateKey}` },
      mounts: [Mount.secret(secret, folder, { keys: [...CERTIFICATE_KEYS] })],
    };
  }
}

import { CERTIFICATE_KEYS } from './certificate-subject';
import { MqttClientProps } from './mqtt-client-props';
import { Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Variable } from '../../platform/variable';
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
  /** Names that it knows. */
  readonly clients: readonly string[];
}

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
    const { name = user.name, prefix = 'MQTT', certificate } = this.props;
    const problems = new Problems(user.construct.node.path);
    const known = broker.clients.includes(name);
    const has = broker.clients.length > 0 ? `it has ${broker.clients.join(', ')}` : 'it has none';
    problems.check(
      known,
      'uses',
      name,
      `is no service of ${broker.path}: ${has}`,
      `services: { '${name}': { ... } } there`,
    );
    problems.check(/^[A-Z][A-Z0-9_]*$/.test(prefix), 'uses.prefix', prefix, 'must be capital letters, digits and _');
    problems.raise();
    const folder = `/etc/${prefix.toLowerCase()}`;
    const file = (key: string) => `${folder}/${key}`;
    const secret = certificate._secretFor({
      scope: user.construct,
      name: `${user.name}-${broker.brokerName}-client`,
      stack: user.stack,
      commonName: name,
      serverNames: [],
    });
    return {
      env: {
        [`${prefix}_URL`]: `mqtts://${broker.host}:${broker.port.number}`,
        [`${prefix}_CLIENT_ID`]: `${name}-$(${prefix}_POD)`,
        [`${prefix}_CA_FILE`]: file('ca.crt'),
        [`${prefix}_CERTIFICATE_FILE`]: file('tls.crt'),
        [`${prefix}_KEY_FILE`]: file('tls.key'),
      },
      variables: { [`${prefix}_POD`]: Variable.podName() },
      mounts: [Mount.secret(secret, folder, { keys: [...CERTIFICATE_KEYS] })],
      targets: [{ target: broker.target, ports: [broker.port] }],
    };
  }
}

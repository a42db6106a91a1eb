import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { ClientLogin } from './client-login';
import { checkKept, keptPerDay, roomPerDay } from './kept-bytes';
import { checkMosquitto } from './mosquitto-checks';
import {
  ACL_FILE,
  CONFIG_FILE,
  mosquittoAcl,
  mosquittoConfig,
  MOSQUITTO_FILES,
  MOSQUITTO_USER,
} from './mosquitto-config';
import { MosquittoProps } from './mosquitto-props';
import { bytesOf } from '../../../manifest/amounts';
import { pathOf, Problems } from '../../../manifest/problems';
import { timeText } from '../../../manifest/time-text';
import { checkTime, DAY_SECONDS } from '../../../manifest/times';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { ConfigFile } from '../../../platform/configuration/config-file';
import { Configuration } from '../../../platform/configuration/configuration';
import { checked } from '../../../props/checked';
import { DataClass } from '../../../protection/data-class';
import { DataFlows } from '../../../protection/data-flows';
import { Mount } from '../../../workload/pod/mount';
import { Port } from '../../../workload/pod/port';
import { Use } from '../../../workload/pod/use/use';
import { Replicas } from '../../../workload/sizing/replicas';
import { StatefulService } from '../../../workload/stateful-service';
import { MqttClient } from '../mqtt-client';
import { MqttClientProps } from '../mqtt-client-props';

/** A mosquitto of a cluster. */
export interface MosquittoBrokerProps extends MosquittoProps {
  /**
   * How long clients may be away, for which it keeps messages. Needed with `keeps`.
   * @default - it keeps nothing
   */
  readonly away?: Duration;
}

/**
 * An MQTT broker for a small cluster: one Eclipse Mosquitto in a StatefulSet, with TLS, clients that prove who they are, and topics that each has for itself. It is alone: its
 * clients wait while it moves to another node; a cluster of brokers is an `EmqxBroker`.
 *
 * @example
 * const broker = new MosquittoBroker(stack, 'broker', {
 *   image: registry.image('docker-hub/library/eclipse-mosquitto', { tag: '2.0.22' }),
 *   resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
 *   certificate: TlsCertificate.issued({ issuer: 'plant' }),
 *   clients: { press: { publishes: ['press/#'] }, mes: { subscribes: ['press/#'] } },
 * });
 */
@checked
export class MosquittoBroker extends StatefulService {
  private readonly broker: MosquittoBrokerProps;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the broker and its objects.
   * @param props Clients, listeners, and who may do what.
   */
  public constructor(scope: Construct, id: string, props: MosquittoBrokerProps) {
    const stack = AutonomousStack.containing(scope);
    const problems = new Problems(pathOf(scope, id));
    checkMosquitto(problems, props);
    const { image, resources, port = 8883, login = ClientLogin.certificates(), keeps, away } = props;
    const seconds = away?.toSeconds({ integral: false }) ?? 0;
    checkTime(problems, 'away', away);
    problems.check(
      (keeps === undefined) === !(seconds > 0),
      'keeps, away',
      'one of them',
      'what it keeps, and how long',
      'both, or none',
    );
    if (keeps && away) {
      const gone = `the ${timeText(away)} that clients may be away`;
      checkKept(problems, keeps, seconds, bytesOf(resources.memory), gone);
    }
    problems.raise();
    const names = [`${id}.${stack.namespaceName}.svc.cluster.local`, `${id}.${stack.namespaceName}.svc`];
    const certificate = props.certificate._secretFor({
      scope,
      name: `${id}-tls`,
      stack,
      commonName: names[1],
      serverNames: names,
    });
    const files = {
      [CONFIG_FILE]: ConfigFile.text(configOf(props, login, seconds)),
      [ACL_FILE]: ConfigFile.text(mosquittoAcl(props.clients, props.own)),
    };
    const configuration = new Configuration(scope, `${id}-config`, { files });
    const passwords = login._passwords;
    const room = keeps && Math.ceil((roomPerDay(keeps) * seconds) / DAY_SECONDS);
    super(scope, id, {
      image,
      resources,
      replicas: Replicas.fixed(1),
      ports: [Port.tcp(port, { name: 'mqtts' })],
      args: ['/usr/sbin/mosquitto', '-c', `${MOSQUITTO_FILES.config}/${CONFIG_FILE}`],
      mounts: [
        Mount.configuration(configuration, MOSQUITTO_FILES.config),
        Mount.secret(certificate, MOSQUITTO_FILES.tls),
        ...(passwords ? [Mount.secret(passwords._secret, MOSQUITTO_FILES.passwords, { keys: [passwords.key] })] : []),
      ],
      security: { user: MOSQUITTO_USER, fileGroup: MOSQUITTO_USER },
      inMesh: false,
      ...(keeps && {
        volumes: [
          {
            name: 'data',
            mountPath: MOSQUITTO_FILES.data,
            size: Size.mebibytes(Math.ceil(room! / 2 ** 20)),
            storageClass: keeps.storageClass,
          },
        ],
      }),
    });
    this.broker = props;
    DataFlows.of(this).place({ path: this.node.path, data: props.dataClasses, isStore: true });
    if (keeps) {
      const forecast = {
        path: this.node.path,
        name: id,
        perDay: keptPerDay(keeps),
        keptDays: seconds / DAY_SECONDS,
        room,
      };
      stack.cluster._forecasts.add(() => ({ storage: [forecast] }));
    }
  }

  /** What is sent through it; undefined where nobody said. */
  public get dataClasses(): DataClass[] | undefined {
    return this.broker.dataClasses && [...this.broker.dataClasses];
  }

  /**
   * The connection of a service of the cluster, for its `uses`: address and files in variables, its certificate or password, and the permission to call the broker.
   * @param props Who it is, and which topics it may use.
   */
  public client(props: MqttClientProps): Use {
    const { workloadName: brokerName, stack, broker, dnsName: host } = this;
    const port = Port.tcp(broker.port ?? 8883, { name: 'mqtts' });
    const clients = Object.keys(broker.clients);
    const rightsOf = (name: string) => broker.clients[name] ?? {};
    const byPassword = broker.login?._passwords !== undefined;
    return new MqttClient(
      { path: this.node.path, brokerName, stack, target: this, host, port, clients, rightsOf, byPassword },
      props,
    );
  }
}

function configOf(
  { port = 8883, keeps, largestMessage, resources }: MosquittoBrokerProps,
  login: ClientLogin,
  seconds: number,
): string {
  return mosquittoConfig({
    port,
    login,
    persistent: keeps !== undefined,
    largestMessage: largestMessage === undefined ? 2 ** 20 : bytesOf(largestMessage),
    ...(keeps && { queuedBytes: Math.floor(bytesOf(resources.memory) / 2) }),
    forgottenDays: Math.max(1, Math.ceil(seconds / DAY_SECONDS)),
  });
}

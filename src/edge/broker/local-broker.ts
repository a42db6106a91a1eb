import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { StorageForecast } from '../../capacity/forecast/forecast';
import { secondsText } from '../../capacity/forecast/texts';
import { Architecture } from '../../cluster/architecture';
import { bytesOf } from '../../manifest/amounts';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checkTime, DAY_SECONDS, inSeconds } from '../../manifest/times';
import { ClientLogin } from '../../messaging/mqtt/mosquitto/client-login';
import { checkKept, keptPerDay, roomPerDay } from '../../messaging/mqtt/mosquitto/kept-bytes';
import { KeptMessages } from '../../messaging/mqtt/mosquitto/kept-messages';
import { checkMosquitto } from '../../messaging/mqtt/mosquitto/mosquitto-checks';
import {
  ACL_FILE,
  CONFIG_FILE,
  mosquittoAcl,
  mosquittoConfig,
  MOSQUITTO_FILES,
  MOSQUITTO_USER,
} from '../../messaging/mqtt/mosquitto/mosquitto-config';
import { MosquittoProps } from '../../messaging/mqtt/mosquitto/mosquitto-props';
import { MqttClient } from '../../messaging/mqtt/mqtt-client';
import { MqttClientProps } from '../../messaging/mqtt/mqtt-client-props';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { DataClass } from '../../protection/data-class';
import { DataFlows } from '../../protection/data-flows';
import { DataSize } from '../../units/data-size';
import { Mount } from '../../workload/pod/mount';
import { Port } from '../../workload/pod/port';
import { Use } from '../../workload/pod/use/use';
import { Replicas } from '../../workload/sizing/replicas';
import { EdgeSite } from '../platform/edge-platform';
import { EdgeService } from '../service/edge-service';
import { thingsIn } from '../site/merged-overrides';
import { SiteOverride } from '../site/site-override';

/** The broker of a site. */
export interface LocalBrokerProps extends MosquittoProps {
  /**
   * Architectures that the image has.
   * @default - those of all nodes of its sites
   */
  readonly architectures?: Architecture[];
  /**
   * How long a client may be away until it is forgotten, with what waits for it. Not less than its sites may be offline, where it keeps messages.
   * @default Duration.days(30)
   */
  readonly away?: Duration;
}

const AWAY = Duration.days(30);

/**
 * The MQTT broker of a site, for what talks there without the cloud: Eclipse Mosquitto with TLS, clients that prove who they are, and topics that each has for itself. It
 * is deployed as other services of the edge, `fleet.deploy(broker)`.
 *
 * It is not the broker of KubeEdge's EventBus, which every node has on its own address 127.0.0.1.
 *
 * @example
 * const broker = new LocalBroker(stack, 'broker', {
 *   image: registry.image('docker-hub/library/eclipse-mosquitto', { tag: '2.0.22', digest }),
 *   resources: { cpu: Cpu.millis(500), memory: Size.mebibytes(512) },
 *   certificate: TlsCertificate.issued({ issuer: 'sites' }),
 *   clients: { bms: { publishes: ['station/battery/#'] }, controller: { subscribes: ['station/#'] } },
 * });
 * fleet.deploy(broker);
 */
@checked
export class LocalBroker extends EdgeService {
  private readonly broker: LocalBrokerProps;

  /**
   * @param scope Platform that it is on.
   * @param id Name of the broker and its objects.
   * @param props Clients, topics, and what it keeps while a site is offline.
   */
  public constructor(scope: Construct, id: string, props: LocalBrokerProps) {
    const stack = AutonomousStack.containing(scope);
    const problems = new Problems(pathOf(scope, id));
    checkMosquitto(problems, props);
    checkTime(problems, 'away', props.away);
    problems.raise();
    const { image, resources, architectures, port = 8883, login = ClientLogin.certificates(), keeps } = props;
    const short = `${id}.${stack.namespaceName}`;
    const certificate = props.certificate._secretFor({
      scope,
      name: `${id}-tls`,
      stack,
      commonName: short,
      serverNames: [short, `${short}.svc`, `${short}.svc.cluster.local`],
    });
    const passwords = login._passwords;
    super(scope, id, {
      image,
      resources,
      architectures,
      ports: [Port.tcp(port, { name: 'mqtts' })],
      replicas: Replicas.fixed(1),
      args: ['/usr/sbin/mosquitto', '-c', `${MOSQUITTO_FILES.config}/${CONFIG_FILE}`],
      config: { [CONFIG_FILE]: configOf(props, login), [ACL_FILE]: mosquittoAcl(props.clients, props.own) },
      mounts: [
        Mount.secret(certificate, MOSQUITTO_FILES.tls),
        ...(passwords ? [Mount.secret(passwords._secret, MOSQUITTO_FILES.passwords, { keys: [passwords.key] })] : []),
      ],
      // Owner of what the image writes.
      security: { user: MOSQUITTO_USER, fileGroup: MOSQUITTO_USER },
      ...(keeps && {
        buffer: {
          mountPath: MOSQUITTO_FILES.data,
          perDay: DataSize.of(Size.kibibytes(Math.ceil(roomPerDay(keeps) / 1024))),
          storageClass: keeps.storageClass,
        },
      }),
    });
    this.broker = props;
    DataFlows.of(this).place({ path: this.node.path, data: props.dataClasses, isStore: true });
    if (keeps) {
      stack.cluster._forecasts.add(() => ({ storage: this.forecasts(keeps) }));
    }
  }

  /** What is sent through it; undefined where nobody said. */
  public get dataClasses(): DataClass[] | undefined {
    return this.broker.dataClasses && [...this.broker.dataClasses];
  }

  /**
   * The connection of a service of the site, for its `uses`: address and files in variables, its certificate, and the permission to call the broker. What it may publish and
   * subscribe to is said by `clients` of the broker.
   * @param props Who it is, and which topics it may use.
   */
  public client(props: MqttClientProps): Use {
    const { serviceName: brokerName, stack, broker } = this;
    const port = Port.tcp(broker.port ?? 8883, { name: 'mqtts' });
    const host = `${brokerName}.${stack.namespaceName}`;
    const clients = Object.keys(broker.clients);
    const rightsOf = (name: string) => broker.clients[name] ?? {};
    const byPassword = broker.login?._passwords !== undefined;
    return new MqttClient(
      { path: this.node.path, brokerName, stack, target: this, host, port, clients, rightsOf, byPassword },
      props,
    );
  }

  /** @internal */
  public _deploy(sites: readonly EdgeSite[], overrides: readonly SiteOverride[]): void {
    const { keeps, resources, away: forgotten = AWAY } = this.broker;
    const problems = new Problems(`${this.node.path} deploy`);
    const own = overrides.flatMap(thingsIn).find((thing) => /^(args|config)/.test(thing));
    problems.check(
      own === undefined,
      'overrides',
      own,
      'is what the broker itself writes: who may connect, and to what',
    );
    problems.raise();
    if (keeps) {
      const longest = sites.reduce((most, one) => (one._offlineSeconds > most._offlineSeconds ? one : most), sites[0]);
      const away = `the ${timeText(Duration.millis(longest._offlineSeconds * 1000))} that ${longest.siteName} may be offline`;
      checkKept(problems, keeps, longest._offlineSeconds, bytesOf(resources.memory), away);
      problems.check(
        longest._offlineSeconds <= inSeconds(forgotten),
        'away',
        timeText(forgotten),
        `is shorter than ${secondsText(longest._offlineSeconds)} that ${longest.siteName} may be offline: clients would be forgotten, with what waits for them`,
        'a longer one',
      );
      const offline = sites.filter(({ _offlineSeconds }) => _offlineSeconds > 0).length;
      problems.check(
        offline > 0,
        'keeps',
        'given',
        'is for sites that may be offline, and none of these may',
        'leave it out',
      );
      problems.raise();
    }
    super._deploy(sites, overrides);
  }

  /** What the volumes of all sites take, by how long these may be offline. */
  private forecasts(keeps: KeptMessages): StorageForecast[] {
    const perDay = keptPerDay(keeps);
    return [...new Set(this.sites.map(({ _offlineSeconds }) => _offlineSeconds))]
      .filter((seconds) => seconds > 0)
      .sort((a, b) => a - b)
      .map((seconds) => {
        const many = this.sites.filter((site) => site._offlineSeconds === seconds).length;
        const keptDays = seconds / DAY_SECONDS;
        return {
          path: this.node.path,
          name: `${this.serviceName} at ${many === 1 ? 'a site' : `each of ${many} sites`}`,
          perDay,
          keptDays,
          room: Math.ceil(roomPerDay(keeps) * keptDays),
        };
      });
  }
}

function configOf(
  { port = 8883, keeps, largestMessage, resources, away = AWAY }: LocalBrokerProps,
  login: ClientLogin,
): string {
  return mosquittoConfig({
    port,
    login,
    persistent: keeps !== undefined,
    largestMessage: largestMessage === undefined ? 2 ** 20 : bytesOf(largestMessage),
    ...(keeps && { queuedBytes: Math.floor(bytesOf(resources.memory) / 2) }),
    forgottenDays: Math.max(1, Math.ceil(inSeconds(away) / DAY_SECONDS)),
  });
}

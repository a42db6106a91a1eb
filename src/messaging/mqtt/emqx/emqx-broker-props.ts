import { Duration, Size } from 'cdk8s';
import { ClientAuth } from './client-auth';
import { EmqxUpgrade } from './emqx-upgrade';
import { VehicleGateway } from './vehicle-gateway';
import { Priority } from '../../../cluster/priority';
import { Survive } from '../../../cluster/survive';
import { Taint } from '../../../cluster/taint';
import { Image } from '../../../platform/image';
import { SecretKey } from '../../../platform/secrets/secret-ref';
import { DataClass } from '../../../protection/data-class';
import { WorkloadResources } from '../../../workload/pod/workload-resources';
import { Rate } from '../../../workload/sizing/rate';
import { ServiceTime } from '../../../workload/sizing/service-time';
import { TlsCertificate } from '../tls-certificate';
import { TopicRights } from '../topic-rights';

/** What one client and one message cost a node. Measure yours: they follow from certificates, payloads and rules. */
export interface BrokerCosts {
  /**
   * Memory of a connection with TLS, with its session.
   * @default Size.kibibytes(25)
   */
  readonly memoryPerConnection?: Size;
  /**
   * Time of one processor for a message, from its arrival to all who get it.
   * @default ServiceTime.micros(100)
   */
  readonly messageTime?: ServiceTime;
  /**
   * Time of one processor for a new connection with its TLS handshake.
   * @default - 1 ms, with certificates of the clients 2 ms (keys on P-256)
   */
  readonly handshakeTime?: ServiceTime;
}

/** How clients come back when nodes are lost. */
export interface ReconnectLimits {
  /**
   * Time within which all of them have to be back.
   * @default Duration.minutes(2)
   */
  readonly within?: Duration;
  /**
   * Most connections that a node takes per second; others wait.
   * @default - as many as its processors can beside the messages
   */
  readonly maxRate?: number;
}

/** Nodes that hold the tables of the cluster and no clients. */
export interface CoreNodes {
  /**
   * How many.
   * @default 3
   */
  readonly count?: number;
  /** What each asks for and may use. */
  readonly resources: WorkloadResources;
}

/** A volume of each node that keeps what the cluster knows: retained messages, sessions, settings. */
export interface BrokerStorage {
  /** Size of the volume of one node. */
  readonly size: Size;
  /**
   * Storage class.
   * @default - the default class of the cluster
   */
  readonly storageClass?: string;
}

/** A key of EMQX's API. */
export interface BrokerApiKey {
  /** Name of the key. */
  readonly key: SecretKey;
  /** Its secret. */
  readonly secret: SecretKey;
}

/** A cluster of EMQX. */
export interface EmqxBrokerProps {
  /** Image of EMQX, of a tag that begins with its version: `emqx/emqx`, or `emqx/emqx-enterprise` of the versions before 5.9 that need a licence. */
  readonly image: Image;
  /**
   * Version of EMQX, where the tag of the image does not tell.
   * @default - that of the tag
   */
  readonly version?: string;
  /** Clients that are connected at a time, at most. */
  readonly connections: number;
  /** Clients that one node holds, at most. */
  readonly perNode: number;
  /** Messages that clients publish, all of them together. */
  readonly messages: Rate;
  /**
   * Largest message.
   * @default Size.mebibytes(1)
   */
  readonly largestMessage?: Size;
  /** What each node that holds clients asks for and may use. */
  readonly resources: WorkloadResources;
  /** The certificate of the brokers. Its 'ca.crt' is the authority of the services of the cluster. */
  readonly certificate: TlsCertificate;
  /** How clients outside the cluster prove who they are. */
  readonly clientAuth: ClientAuth;
  /** What every client outside may do; a level `{id}` stands for its own id, and it publishes only below it. */
  readonly topics: TopicRights;
  /**
   * What vehicles send, and what for: with all fields that are collected.
   * @default - nobody says: whatever they publish
   */
  readonly dataClasses?: DataClass[];
  /**
   * What services of the cluster may do, by the common name of their certificate: `uses: [broker.client({ name: 'decode', ... })]`. They have a port of their own.
   * @default - none
   */
  readonly services?: Record<string, TopicRights>;
  /**
   * Protocols of vehicles beside MQTT. Before EMQX 5.9 they need the image `emqx/emqx-enterprise` and a licence.
   * @default - none
   */
  readonly gateways?: VehicleGateway[];
  /**
   * Port of MQTT with TLS for clients outside.
   * @default 8883
   */
  readonly port?: number;
  /**
   * Whether a load balancer in front tells the address of the client by the PROXY protocol (version 1 or 2). Clients that come past it are then refused.
   * @default false
   */
  readonly proxyProtocol?: boolean;
  /**
   * The licence. From 5.9 on more than one node needs it.
   * @default - none
   */
  readonly licence?: SecretKey;
  /**
   * How a new version comes.
   * @default EmqxUpgrade.blueGreen()
   */
  readonly upgrade?: EmqxUpgrade;
  /**
   * How clients come back when nodes are lost. What the nodes cannot take is refused.
   * @default - within two minutes
   */
  readonly reconnect?: ReconnectLimits;
  /**
   * What clients and messages cost.
   * @default - assumed
   */
  readonly costs?: BrokerCosts;
  /**
   * Nodes without clients that keep the tables of many others (replicants), for clusters of more than a few nodes. Not with `EmqxUpgrade.oneByOne()`.
   * @default - all nodes are alike
   */
  readonly cores?: CoreNodes;
  /**
   * Volumes of the nodes; of the cores where there are such.
   * @default - none: what the last node knew is gone with it
   */
  readonly storage?: BrokerStorage;
  /**
   * Password of the user `admin` of the dashboard, which no Service leads to.
   * @default - there is no user, and nobody can log in
   */
  readonly adminPassword?: SecretKey;
  /**
   * What the nodes know each other by (Erlang's cookie). Needed with `EmqxUpgrade.oneByOne()`; the operator makes one itself.
   * @default - made by the operator
   */
  readonly cookie?: SecretKey;
  /**
   * Keys of the API that are there from the start. Not with `EmqxUpgrade.oneByOne()`.
   * @default - none
   */
  readonly apiKeys?: BrokerApiKey[];
  /**
   * Namespace of EMQX's operator, which asks the brokers how they are.
   * @default 'emqx-operator-system'
   */
  readonly operatorNamespace?: string;
  /**
   * `Survive.none()` where nothing is promised after a loss.
   * @default - what the cluster survives
   */
  readonly survive?: Survive;
  /**
   * Importance. Not with the operator, whose pods have none.
   * @default - none: priority 0
   */
  readonly priority?: Priority;
  /**
   * Labels that nodes must have.
   * @default - any node
   */
  readonly nodeLabels?: Record<string, string>;
  /**
   * Taints of nodes that its pods tolerate.
   * @default - none
   */
  readonly tolerates?: Taint[];
}

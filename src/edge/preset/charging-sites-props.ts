import { Duration } from 'cdk8s';
import { Architecture } from '../../cluster/architecture';
import { TlsCertificate } from '../../messaging/mqtt/tls-certificate';
import { Image } from '../../platform/image';
import { WorkloadResources } from '../../workload/pod/workload-resources';
import { EdgeNode } from '../edge-node';
import { OutageBuffer } from '../service/edge-service-props';

/** Versions of the Open Charge Point Protocol, all over WebSocket. */
export enum OcppVersion {
  /** OCPP 1.6, JSON. */
  V1_6 = 'ocpp1.6',
  /** OCPP 2.0.1. */
  V2_0_1 = 'ocpp2.0.1',
}

/** What sites with chargers have in common. */
export interface ChargingSitesProps {
  /** Image of the local proxy of the central system: chargers of the site connect to it, with the cloud or without. */
  readonly proxyImage: Image;
  /** Image of the mapper that reads and sets chargers through the proxy. */
  readonly mapperImage: Image;
  /** Address of the central system, for example 'wss://csms.example.com/ocpp'. */
  readonly central: string;
  /** Certificate of the proxy, towards chargers and the central system. Chargers have to show one of its authority (security profile 3). */
  readonly certificate: TlsCertificate;
  /** Network of the chargers, for example '10.30.0.0/16': nobody else reaches the proxy. */
  readonly chargerNetwork: string;
  /**
   * Version that chargers speak.
   * @default OcppVersion.V2_0_1
   */
  readonly version?: OcppVersion;
  /**
   * Port of the node that chargers connect to.
   * @default 8443
   */
  readonly port?: number;
  /**
   * Time without a car after which the power electronics of a charger are put to sleep: their losses go on while nobody charges.
   * @default - never
   */
  readonly standbyAfter?: Duration;
  /**
   * Keeps transactions that the central system has not taken yet, for as long as a site may be offline.
   * @default - none: they are lost with the pod
   */
  readonly keeps?: OutageBuffer;
  /**
   * What the proxy asks for and may use.
   * @default - 200 millicores and 256 MiB
   */
  readonly proxyResources?: WorkloadResources;
  /**
   * Architectures of the node that proxy and mapper run on.
   * @default - all
   */
  readonly architectures?: Architecture[];
  /**
   * Labels of that node, where sites have several.
   * @default - none
   */
  readonly nodeLabels?: Record<string, string>;
}

/** The chargers of one site. */
export interface SiteChargersProps {
  /** The node that they connect to: `site.edgeNode('box')`. */
  readonly edgeNode: EdgeNode;
  /** Identities of the chargers, as they connect with them: DNS labels. */
  readonly chargers: string[];
  /**
   * Connectors of each charger.
   * @default 1
   */
  readonly connectors?: number;
}

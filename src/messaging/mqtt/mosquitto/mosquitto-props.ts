import { Size } from 'cdk8s';
import { ClientLogin } from './client-login';
import { KeptMessages } from './kept-messages';
import { Image } from '../../../platform/image';
import { DataClass } from '../../../protection/data-class';
import { WorkloadResources } from '../../../workload/pod/workload-resources';
import { TlsCertificate } from '../tls-certificate';
import { TopicRights } from '../topic-rights';

/** A mosquitto. */
export interface MosquittoProps {
  /** Image of Eclipse Mosquitto 2. */
  readonly image: Image;
  /** What it asks for and may use. */
  readonly resources: WorkloadResources;
  /** Its certificate. */
  readonly certificate: TlsCertificate;
  /** What services may do, by their name: `uses: [broker.client({ ... })]`. */
  readonly clients: Record<string, TopicRights>;
  /**
   * What is sent through it, and what for: with all fields that are collected.
   * @default - nobody says: whatever clients publish
   */
  readonly dataClasses?: DataClass[];
  /**
   * What every client may do below its own name, which a level `{id}` stands for.
   * @default - nothing
   */
  readonly own?: TopicRights;
  /**
   * How clients prove who they are.
   * @default ClientLogin.certificates()
   */
  readonly login?: ClientLogin;
  /**
   * What it keeps for clients that are away, also over a restart. At sites it is sized by the longest time that they may be offline, with a volume for each.
   * @default - nothing
   */
  readonly keeps?: KeptMessages;
  /**
   * Largest message.
   * @default Size.mebibytes(1)
   */
  readonly largestMessage?: Size;
  /**
   * Port.
   * @default 8883
   */
  readonly port?: number;
}

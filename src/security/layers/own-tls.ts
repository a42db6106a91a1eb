import { IConstruct } from 'constructs';
import { PostgresCluster } from '../../data/postgres/postgres-cluster';
import { RedisCluster } from '../../data/redis/redis-cluster';
import { LocalBroker } from '../../edge/broker/local-broker';
import { KafkaCluster } from '../../messaging/kafka/cluster/kafka-cluster';
import { EmqxBroker } from '../../messaging/mqtt/emqx/emqx-broker';
import { MosquittoBroker } from '../../messaging/mqtt/mosquitto/mosquitto-broker';
import { Survey } from '../survey/survey';

/** Servers that take nothing but TLS, and ask who comes. */
const SERVERS = [EmqxBroker, KafkaCluster, LocalBroker, MosquittoBroker, PostgresCluster];

/** Whether an object is of a server that encrypts by itself and asks each client who it is. */
export function isOfItsOwnTls(survey: Survey, path: string): boolean {
  const encrypting = [
    ...SERVERS.flatMap((type) => survey.made<IConstruct>(type)),
    ...survey.made(RedisCluster).filter(({ _hasTls }) => _hasTls),
  ];
  return encrypting.some(({ node }) => path.startsWith(`${node.path}/`));
}

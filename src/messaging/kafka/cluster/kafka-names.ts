/** Names that Strimzi gives to what it makes for a Kafka cluster. */
export class KafkaNames {
  public constructor(
    private readonly cluster: string,
    private readonly namespace: string,
  ) {}

  /** Label that binds topics, users and node pools to the cluster. */
  public get binding(): Record<string, string> {
    return { 'strimzi.io/cluster': this.cluster };
  }

  /** Labels of the pods of all its nodes, of whatever role. */
  public get nodeLabels(): Record<string, string> {
    return this.labelsOf('kafka');
  }

  /** Labels of the pods of one component beside its nodes. */
  public labelsOf(
    component: 'kafka' | 'entity-operator' | 'cruise-control' | 'kafka-exporter',
  ): Record<string, string> {
    return { ...this.binding, 'strimzi.io/name': `${this.cluster}-${component}` };
  }

  /** Labels of the pods of one node pool. */
  public poolLabels(pool: string): Record<string, string> {
    return { ...this.nodeLabels, 'strimzi.io/pool-name': pool };
  }

  /** Secret with the certificates of the authority of the brokers, under `ca.crt`. */
  public get authority(): string {
    return `${this.cluster}-cluster-ca-cert`;
  }

  /** Address of all brokers on a port. */
  public bootstrap(port: number): string {
    return `${this.cluster}-kafka-bootstrap.${this.namespace}.svc.cluster.local:${port}`;
  }
}

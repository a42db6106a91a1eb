import { Duration, Size } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  HarborRegistry,
  Health,
  Microservice,
  Port,
  Replicas,
  SecretRef,
  StatefulService,
} from 'cdk8s-autonomous';

const MEMBERS = 3;
const MAIN = Port.http(8848);
/** Clients of version 2 and later open a second connection, 1000 above the main port. */
const CLIENTS = Port.grpc(9848, { name: 'clients' });
/** Servers among themselves: requests, and the log that they agree on. */
const SERVERS = [Port.grpc(9849, { name: 'servers' }), Port.tcp(7848, { name: 'raft' })];

/** Made by whoever keeps the secrets of the plant. Nacos 3 does not start without token and identity. */
const IDENTITY = SecretRef.existing('nacos-identity', ['token', 'key', 'value']);
const LOGIN = SecretRef.existing('nacos-login', ['username', 'password']);

/** The configuration centre of the plant: three servers that keep what they know themselves, two of which are enough. */
export class Nacos extends StatefulService {
  public constructor(stack: AutonomousStack, registry: HarborRegistry) {
    const member = (i: number) => `nacos-${i}.nacos-headless.${stack.namespaceName}.svc.cluster.local:8848`;
    super(stack, 'nacos', {
      image: registry.image('docker-hub/nacos/nacos-server', { tag: 'v3.0.3' }),
      ports: [MAIN, CLIENTS],
      peerPorts: SERVERS,
      resources: { cpu: Cpu.units(1), memory: Size.gibibytes(2) },
      replicas: Replicas.needed({ steady: MEMBERS, degraded: 2 }),
      env: {
        MODE: 'cluster',
        PREFER_HOST_MODE: 'hostname',
        EMBEDDED_STORAGE: 'embedded',
        MEMBER_LIST: Array.from({ length: MEMBERS }, (_, i) => member(i)).join(','),
        // The list of members comes from above: the file that the image writes for it is not used.
        CLUSTER_CONF: '/tmp/cluster.conf',
        SERVER_TOMCAT_BASEDIR: '/tmp/tomcat',
        JAVA_TOOL_OPTIONS: '-Duser.home=/tmp',
        NACOS_AUTH_ENABLE: 'true',
      },
      variables: {
        NACOS_AUTH_TOKEN: IDENTITY.key('token'),
        NACOS_AUTH_IDENTITY_KEY: IDENTITY.key('key'),
        NACOS_AUTH_IDENTITY_VALUE: IDENTITY.key('value'),
      },
      health: Health.http({
        readiness: '/nacos/v3/admin/core/state/readiness',
        liveness: '/nacos/v3/admin/core/state/liveness',
      }),
      startup: Duration.minutes(5),
      volumes: [
        { name: 'data', mountPath: '/home/nacos/data', size: Size.gibibytes(10), storageClass: 'local-path' },
        { name: 'logs', mountPath: '/home/nacos/logs', size: Size.gibibytes(2), storageClass: 'local-path' },
      ],
    });
  }

  /** Lets a service fetch its configuration, and find others. */
  public serve(service: Microservice): void {
    service.calls(this);
  }

  /** What a Spring service needs to know of it. */
  public get env(): Record<string, string> {
    return { SPRING_CLOUD_NACOS_SERVER_ADDR: `${this.dnsName}:8848` };
  }

  /** How a Spring service says who it is. */
  public get variables() {
    return { SPRING_CLOUD_NACOS_USERNAME: LOGIN.key('username'), SPRING_CLOUD_NACOS_PASSWORD: LOGIN.key('password') };
  }
}

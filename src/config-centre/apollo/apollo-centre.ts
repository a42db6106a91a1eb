import { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { ApolloClient } from './apollo-client';
import { ApolloCentreProps, ApolloClientOptions, ApolloLogin, ApolloPortal, ApolloServer } from './apollo-props';
import { Finding } from '../../capacity/model';
import { DatabaseConnection } from '../../data/connection/database-connection';
import { secretKeyOf } from '../../data/connection/secret-key-of';
import { plainTextFinding } from '../../data/plain-text';
import { checkKeys } from '../../data/secret-checks';
import { pathOf, Problems } from '../../manifest/problems';
import { Planner } from '../../planner/planner';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Variable } from '../../platform/variable';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';
import { Microservice } from '../../workload/microservice';
import { Health } from '../../workload/pod/health';
import { Mount } from '../../workload/pod/mount';
import { Port } from '../../workload/pod/port';
import { Use } from '../../workload/pod/use/use';
import { Replicas } from '../../workload/sizing/replicas';
import { checkMysql, sslMode } from '../mysql';

/** What one of its servers has of its own. */
interface ServerParts {
  readonly name: string;
  readonly server: ApolloServer;
  readonly port: number;
  readonly profiles: string;
  readonly database: DatabaseConnection;
  readonly env: Record<string, string>;
  readonly variables?: Record<string, Variable>;
  readonly mounts?: Mount[];
}

/**
 * A configuration centre of Apollo (2.5): the config service that clients ask, the admin service and the portal, each a Microservice of its own: Apollo's chart
 * writes the password of the database into a ConfigMap. The services find each other by their names: nothing registers at Eureka (profile kubernetes).
 *
 * @example
 * const password = Credential.fromSecret(SecretRef.existing('apollo-mysql', ['password']).key('password'));
 * const apollo = ConfigCentre.apollo(stack, 'apollo', {
 *   configService: { image: registry.image('docker-hub/apolloconfig/apollo-configservice', { tag: '2.5.2' }) },
 *   adminService: { image: registry.image('docker-hub/apolloconfig/apollo-adminservice', { tag: '2.5.2' }) },
 *   database: DatabaseConnection.mysql({ host: 'mysql.example.com', database: 'ApolloConfigDB', user: 'apollo', password }),
 *   adminToken: SecretRef.existing('apollo-admin', ['token']),
 * });
 */
@checked
export class ApolloCentre extends Construct {
  /** What clients ask. */
  public readonly configService: Microservice;
  /** What changes configurations, for the portal alone. */
  public readonly adminService: Microservice;
  /** What people see; undefined where it is elsewhere. */
  public readonly portal?: Microservice;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  private readonly inMesh: boolean;

  /**
   * @param scope Stack that it is in.
   * @param id Name of the centre and its objects.
   * @param props Version, servers and databases.
   */
  public constructor(scope: Construct, id: string, props: ApolloCentreProps) {
    super(scope, id);
    this.stack = AutonomousStack.containing(this);
    this.inMesh = props.inMesh ?? true;
    const problems = new Problems(pathOf(scope, id));
    this.check(problems, props);
    problems.raiseFor(this);
    const { database, environment = 'PRO', portal, adminToken } = props;
    const url = (name: string, port: number) => `http://${name}.${this.stack.namespaceName}.svc.cluster.local:${port}`;
    const [config, admin] = [`${id}-configservice`, `${id}-adminservice`];
    const services = { profiles: 'github,kubernetes', database };
    this.configService = this.serve({
      ...services,
      name: config,
      server: props.configService,
      port: 8080,
      env: { APOLLO_CONFIG_SERVICE_URL: url(config, 8080), APOLLO_ADMIN_SERVICE_URL: url(admin, 8090) },
    });
    this.adminService = this.serve({
      ...services,
      name: admin,
      server: props.adminService,
      port: 8090,
      env: { ADMIN_SERVICE_ACCESS_CONTROL_ENABLED: 'true' },
      variables: { ADMIN_SERVICE_ACCESS_TOKENS: adminToken.key('token') },
    });
    this.portal =
      portal && this.serve(this.portalParts(`${id}-portal`, portal, environment, url(config, 8080), adminToken));
    this.portal?.calls(this.configService);
    this.portal?.calls(this.adminService);
    this.remark(portal);
  }

  /** URL of the config service, which clients know as the meta server. */
  public get address(): string {
    return `http://${this.configService.dnsName}:8080`;
  }

  /**
   * Lets a workload use it: the address, its application, its access key, and the way there.
   * @param options Which namespaces it reads, and its own name there.
   */
  public client(options: ApolloClientOptions): Use {
    return new ApolloClient(this, options);
  }

  private check(problems: Problems, props: ApolloCentreProps): void {
    const { stack } = this;
    const { environment = 'PRO', portal } = props;
    checkMysql(problems, 'database', stack, props.database);
    checkKeys(problems, 'adminToken', props.adminToken, ['token']);
    problems.check(/^[A-Za-z]{1,32}$/.test(environment), 'environment', environment, 'must be letters');
    const servers = { configService: props.configService, adminService: props.adminService, ...(portal && { portal }) };
    const version = props.configService.image.shortVersion;
    for (const [prop, { replicas = 2, image }] of Object.entries(servers)) {
      const versions = [version, image.shortVersion].filter((text) => /^v?\d+\./.test(text));
      problems.check(
        new Set(versions).size < 2,
        `${prop}.image`,
        image.shortVersion,
        `is of another version than that of configService, ${version}: what one writes the other has to read`,
        'the same tag',
      );
      const enough = replicas > 1 || !(stack.environment?.isProduction ?? false);
      problems.check(enough, `${prop}.replicas`, replicas, `environment ${stack.environment?.name} is production`, '2');
    }
    if (portal) {
      checkMysql(problems, 'portal.database', stack, portal.database);
      this.checkLogin(problems, portal);
    }
  }

  private checkLogin(problems: Problems, { login, loginSettings }: ApolloPortal): void {
    const own = login === ApolloLogin.OWN;
    problems.check(
      !own || !this.stack.environment?.isProduction,
      'portal.login',
      login,
      'begins with the user apollo and the password that everyone knows',
      'ApolloLogin.OIDC or ApolloLogin.LDAP',
    );
    const file = `application-${login}.yml`;
    problems.check(
      own || loginSettings !== undefined,
      'portal.loginSettings',
      undefined,
      `must have the key '${file}'`,
    );
    checkKeys(problems, 'portal.loginSettings', own ? undefined : loginSettings, [file]);
  }

  private portalParts(
    name: string,
    portal: ApolloPortal,
    environment: string,
    meta: string,
    adminToken: ApolloCentreProps['adminToken'],
  ): ServerParts {
    const { login, loginSettings, database } = portal;
    const file = `application-${login}.yml`;
    return {
      name,
      server: portal,
      port: 8070,
      profiles: `github,${login}`,
      database,
      env: {
        APOLLO_PORTAL_ENVS: environment.toLowerCase(),
        // The portal reads every variable that ends so as an environment.
        [`${environment.toUpperCase()}_META`]: meta,
        ADMIN_SERVICE_ACCESS_TOKENS: `{"${environment.toLowerCase()}":"$(APOLLO_ADMIN_TOKEN)"}`,
      },
      variables: { APOLLO_ADMIN_TOKEN: adminToken.key('token') },
      mounts: loginSettings ? [Mount.secretFile(loginSettings, file, `/apollo-portal/config/${file}`)] : [],
    };
  }

  private serve(parts: ServerParts): Microservice {
    const { name, server, port, database, env, variables, mounts } = parts;
    const { replicas = 2, resources = { cpu: Cpu.millis(500), memory: Size.gibibytes(1) } } = server;
    const listening = Port.http(port);
    const made = new Microservice(this, name, {
      image: server.image,
      ports: [listening],
      resources,
      replicas: Replicas.needed({ steady: replicas, degraded: 1 }),
      inMesh: this.inMesh,
      env: {
        SPRING_PROFILES_ACTIVE: parts.profiles,
        SPRING_DATASOURCE_URL: `jdbc:mysql://${database.host}:${database.port}/${database.database}?characterEncoding=utf8&${sslMode(database)}`,
        SPRING_DATASOURCE_USERNAME: database.user,
        SERVER_TOMCAT_BASEDIR: '/tmp/tomcat',
        LOG_DIR: '/tmp/logs',
        GRACEFUL_SHUTDOWN_TIMEOUT: '15s',
        ...env,
      },
      variables: {
        SPRING_DATASOURCE_PASSWORD: secretKeyOf(this, `${name}-database`, database.password),
        JAVA_TOOL_OPTIONS: Variable.jvmHeap(),
        ...variables,
      },
      mounts,
      scratch: Size.gibibytes(1),
      // Its health includes the database, for which a restart does nothing.
      health: Health._answers('/health', listening),
      startup: Duration.minutes(4),
    });
    database._peers.forEach((peer) => made.calls(peer));
    return made;
  }

  /** What its user should know. */
  private remark(portal: ApolloPortal | undefined): void {
    const { path } = this.node;
    const isPlain = this.stack.mesh._istio === undefined || !this.inMesh;
    const findings: Finding[] = [
      ...(isPlain ? [plainTextFinding(path, 'Apollo')] : []),
      ...(portal?.login === ApolloLogin.OWN ? [defaultPassword(path)] : []),
    ];
    Planner.of(this).remark(this.configService.deployment, findings);
  }
}

function defaultPassword(path: string): Finding {
  return {
    code: 'DEFAULT_PASSWORD',
    severity: 'warning',
    path,
    message:
      'the portal of Apollo begins with the user apollo and the password admin: whoever reaches it has it until somebody changes that',
    cure: ['login: ApolloLogin.OIDC or ApolloLogin.LDAP', 'a password of its own at the first login'],
  };
}

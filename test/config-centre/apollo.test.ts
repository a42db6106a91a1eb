import { App, Testing } from 'cdk8s';
import {
  ApolloCentre,
  ApolloCentreProps,
  ApolloLogin,
  AutonomousStack,
  ConfigCentre,
  Credential,
  DatabaseConnection,
  Environment,
  Image,
  Plan,
  SecretRef,
} from 'cdk8s-autonomous';
import { documents, find, messageOf, microservice, stack } from '../support/apps';

const LOGIN = SecretRef.existing('mysql', ['password']);
const TOKEN = SecretRef.existing('apollo-admin', ['token']);
const KEY = SecretRef.existing('orders-apollo', ['secret']);
const server = (name: string) => ({
  image: Image.of(`registry.example.com/apolloconfig/apollo-${name}`, { tag: '2.5.2' }),
});
const database = (name: string) =>
  DatabaseConnection.mysql({
    host: 'mysql.example.com',
    database: name,
    user: 'apollo',
    password: Credential.fromSecret(LOGIN.key('password')),
  });
const OIDC = SecretRef.existing('apollo-login', ['application-oidc.yml']);
const PORTAL = {
  ...server('portal'),
  database: database('ApolloPortalDB'),
  login: ApolloLogin.OIDC,
  loginSettings: OIDC,
};

function apollo(shop: AutonomousStack, props: Partial<ApolloCentreProps> = {}): ApolloCentre {
  return ConfigCentre.apollo(shop, 'apollo', {
    configService: server('configservice'),
    adminService: server('adminservice'),
    portal: PORTAL,
    database: database('ApolloConfigDB'),
    adminToken: TOKEN,
    ...props,
  });
}

const containerOf = (all: any[], name: string) => find(all, 'Deployment', name).spec.template.spec.containers[0];
const envOf = (container: any, name: string) => container.env.find((one: any) => one.name === name);
const findingsOf = (app: App) => JSON.parse(Plan.of(app).toJson()).clusters[0].findings.map(({ code }: any) => code);
const callersOf = (all: any[], name: string) =>
  find(all, 'NetworkPolicy', name).spec.ingress.map(
    (rule: any) => rule.from[0].podSelector.matchLabels['app.kubernetes.io/name'],
  );

describe('an Apollo', () => {
  const app = Testing.app();
  const shop = stack(app);
  const centre = apollo(shop);
  microservice(shop, 'orders', { uses: [centre.client({ appId: 'orders', accessKey: KEY, apolloCluster: 'east' })] });
  const all = documents(app);

  test('has no password of a database in a ConfigMap', () => {
    for (const name of ['configservice', 'adminservice', 'portal']) {
      const container = containerOf(all, `apollo-${name}`);
      expect(envOf(container, 'SPRING_DATASOURCE_PASSWORD').valueFrom.secretKeyRef).toEqual({
        name: 'mysql',
        key: 'password',
      });
      expect(envOf(container, 'SPRING_DATASOURCE_URL').value).toMatch(
        /^jdbc:mysql:\/\/mysql\.example\.com:3306\/Apollo.*&sslMode=VERIFY_IDENTITY$/,
      );
    }
    expect(all.filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
  });

  test('finds its services by name: nothing registers at Eureka', () => {
    const config = containerOf(all, 'apollo-configservice');
    // application-kubernetes.properties of 2.5.2 ends Eureka, and answers with these two.
    expect(envOf(config, 'SPRING_PROFILES_ACTIVE').value).toBe('github,kubernetes');
    expect(envOf(config, 'APOLLO_CONFIG_SERVICE_URL').value).toBe(
      'http://apollo-configservice.shop.svc.cluster.local:8080',
    );
    expect(envOf(config, 'APOLLO_ADMIN_SERVICE_URL').value).toBe(
      'http://apollo-adminservice.shop.svc.cluster.local:8090',
    );
  });

  test('does nothing for anybody without the token, and lets the portal alone to the admin service', () => {
    const admin = containerOf(all, 'apollo-adminservice');
    expect(envOf(admin, 'ADMIN_SERVICE_ACCESS_CONTROL_ENABLED').value).toBe('true');
    expect(envOf(admin, 'ADMIN_SERVICE_ACCESS_TOKENS').valueFrom.secretKeyRef.name).toBe('apollo-admin');
    expect(callersOf(all, 'apollo-adminservice')).toEqual(['apollo-portal']);
    const portal = containerOf(all, 'apollo-portal');
    expect(envOf(portal, 'ADMIN_SERVICE_ACCESS_TOKENS').value).toBe('{"pro":"$(APOLLO_ADMIN_TOKEN)"}');
    const names = portal.env.map(({ name }: any) => name);
    expect(names.indexOf('APOLLO_ADMIN_TOKEN')).toBeLessThan(names.indexOf('ADMIN_SERVICE_ACCESS_TOKENS'));
    expect(envOf(portal, 'PRO_META').value).toBe(centre.address);
    expect(portal.volumeMounts.map(({ mountPath }: any) => mountPath)).toContain(
      '/apollo-portal/config/application-oidc.yml',
    );
  });

  test('is ready when it says so, and lives as long as it listens', () => {
    const { readinessProbe, livenessProbe } = containerOf(all, 'apollo-adminservice');
    expect(readinessProbe.httpGet).toEqual({ path: '/health', port: 8090 });
    expect(livenessProbe.tcpSocket).toEqual({ port: 8090 });
  });

  test('tells clients where it is and who they are', () => {
    const orders = containerOf(all, 'orders');
    expect(
      ['APP_ID', 'APOLLO_META', 'APOLLO_CLUSTER', 'APOLLO_CACHE_DIR'].map((name) => envOf(orders, name).value),
    ).toEqual(['orders', 'http://apollo-configservice.shop.svc.cluster.local:8080', 'east', '/tmp/apollo']);
    expect(envOf(orders, 'APOLLO_ACCESS_KEY_SECRET').valueFrom.secretKeyRef).toEqual({
      name: 'orders-apollo',
      key: 'secret',
    });
    expect(callersOf(all, 'apollo-configservice')).toEqual(['apollo-portal', 'orders'].sort());
    expect(findingsOf(app)).toContain('PASSWORDS_IN_PLAIN_TEXT');
    expect(findingsOf(app)).not.toContain('DEFAULT_PASSWORD');
  });
});

test('a portal with users of its own begins with a password that everyone knows', () => {
  const app = Testing.app();
  apollo(stack(app), { portal: { ...PORTAL, login: ApolloLogin.OWN, loginSettings: undefined } });
  expect(findingsOf(app)).toContain('DEFAULT_PASSWORD');
});

describe('refused', () => {
  const refused = (props: Partial<ApolloCentreProps>, shop = stack(Testing.app())) =>
    messageOf(() => apollo(shop, props));
  const production = () => stack(Testing.app(), {}, { environment: Environment.production() });

  test('no database, or one that is none of MySQL', () => {
    expect(refused({ database: undefined as any })).toContain('database');
    const postgres = DatabaseConnection.postgresql({
      host: 'db.example.com',
      database: 'a',
      user: 'a',
      password: Credential.fromSecret(LOGIN.key('password')),
    });
    expect(refused({ database: postgres })).toContain("database 'postgresql': must be MySQL");
  });

  test('an admin service that takes changes of everybody', () => {
    const adminToken = SecretRef.existing('other', ['password']);
    expect(refused({ adminToken })).toContain("adminToken 'Secret other': has no key 'token'");
  });

  test('a login without settings, and users of its own in production', () => {
    expect(refused({ portal: { ...PORTAL, loginSettings: undefined } })).toContain(
      "must have the key 'application-oidc.yml'",
    );
    const message = refused({ portal: { ...PORTAL, login: ApolloLogin.OWN } }, production());
    expect(message).toContain("portal.login 'auth': begins with the user apollo and the password that everyone knows");
  });

  test('servers of several versions', () => {
    const older = Image.of('registry.example.com/apolloconfig/apollo-adminservice', { tag: '2.4.0' });
    expect(refused({ adminService: { image: older } })).toContain(
      "adminService.image '2.4.0': is of another version than that of configService, 2.5.2",
    );
  });

  test('one replica in production', () => {
    expect(refused({ configService: { ...server('configservice'), replicas: 1 } }, production())).toContain(
      'configService.replicas 1: environment production is production',
    );
  });

  test('a client whose application has no name', () => {
    const shop = stack(Testing.app());
    const use = apollo(shop).client({ appId: 'a b', accessKey: KEY });
    expect(messageOf(() => microservice(shop, 'orders', { uses: [use] }))).toContain("appId 'a b': must be letters");
  });
});

import { Problems } from '../../src/manifest/problems';
import { refuseSecretArguments, refuseSecrets, secretIn, secretInText } from '../../src/manifest/secret-literals';
import { messageOf } from '../support/apps';

/** Made up here, in the shape of real ones. */
const RANDOM = 'q8Zr2Lw9TtB4vX1c';
const PEM = '-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----';

describe('a value that looks like a secret', () => {
  test.each<[string, string, string]>([
    ['a private key, whatever it is called', 'TLS', PEM],
    ['a private key of OpenSSH', 'ID', '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl'],
    ['a private key in base64', 'CERT', Buffer.from('-----BEGIN PRIVATE KEY-----\nMIIE').toString('base64')],
    ['a URL with a password', 'DATABASE_URL', 'postgres://orders:hunter2@db:5432/orders'],
    ['an access key of a cloud', 'ID', `AKIA${'ABCD1234'.repeat(2)}`],
    ['a signed token', 'AUTH', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl'],
    ['a short password', 'DB_PASSWORD', 'hunter2'],
    ['a password of digits', 'SPRING_DATASOURCE_PASSWORD', '123456'],
    ['a password of one environment', 'DB_PASSWORD_PROD', 'hunter2'],
    ['a password in words', 'spring.datasource.password', 'correct horse'],
    ['a password of one word', 'dbpassword', 'hunter2'],
    ['a drawn token', 'API_TOKEN', RANDOM],
    ['a long token in letters', 'apiToken', 'abcdefghijklmnopqrstuvwxyz'],
    ['a drawn secret', 'clientSecret', '7f9c24e8-3b12-4f1a-9d5e-2b6c1a8f0e3d'],
    ['a drawn key', 'ACCESS_KEY', '0123456789abcdef0123456789abcdef'],
  ])('%s', (_, name, value) => {
    expect(secretIn(name, value)).toBeDefined();
  });

  test.each<[string, string, string]>([
    ['a certificate', 'CA', '-----BEGIN CERTIFICATE-----\nMIIB'],
    ['a public key', 'JWT_PUBLIC_KEY', RANDOM],
    ['a URL', 'TOKEN_URL', 'https://login.example.com/oauth2/token'],
    ['a URL under the name of a token', 'TOKEN', 'https://login.example.com/v2/abc123def456'],
    ['a URL with a variable in it', 'DATABASE_URL', 'postgres://orders:$(DB_PASSWORD)@db/orders'],
    ['another variable', 'PASSWORD', '$(DB_PASSWORD)'],
    ['a template', 'spring.datasource.password', '${DB_PASSWORD}'],
    ['a path', 'DB_PASSWORD', '/etc/db/password'],
    ['a file', 'SSL_KEY', 'server2024011512.key'],
    ['the name of a file', 'PASSWORD_FILE', '/run/secrets/password'],
    ['how many tokens', 'MAX_TOKENS', '4096'],
    ['whether', 'REQUIRE_PASSWORD', 'true'],
    ['a class', 'KAFKA_KEY_SERIALIZER', 'org.apache.kafka.common.serialization.StringSerializer'],
    ['the name of a secret', 'TLS_SECRET', 'ingress-tls-certificate'],
    ['a name of a field', 'PARTITION_KEY', 'vehicle_id'],
    ['a label', 'NODE_KEY', 'topology.kubernetes.io/zone'],
    ['a number', 'STICKY_KEY', '42'],
    ['nothing', 'PASSWORD', ''],
  ])('is not %s', (_, name, value) => {
    expect(secretIn(name, value)).toBeUndefined();
  });
});

describe('settings', () => {
  test.each<[string, string]>([
    ['YAML', 'spring:\n  datasource:\n    username: orders\n    password: hunter2\n'],
    ['JSON', '{\n  "user": "a",\n  "password": "hunter2"\n}'],
    ['properties', 'db.user=orders\ndb.password=hunter2\n'],
    ['XML', '<server><password>hunter2</password></server>'],
    ['JAAS', 'org.apache.kafka.ScramLoginModule required username="a" password="hunter2";'],
    ['directives', 'remote_username bridge\nremote_password hunter2\n'],
    ['a JVM', '-Xmx1g -Dpassword=hunter2'],
    ['Redis', 'requirepass hunter2\n'],
  ])('of %s hold a password', (_, text) => {
    expect(secretInText(text)).toMatch(/^a password \(.*pass(word)?\)$/);
  });

  test.each<[string, string]>([
    ['a comment', '# password: hunter2\n'],
    ['a file', 'password_file /mosquitto/passwords\nkeyfile /certs/server.key\n'],
    ['a template', 'password: ${DB_PASSWORD}\ntoken: "{{ .Values.token }}"\n'],
    ['a program', 'local password = os.getenv("DB_PASSWORD")\n'],
    ['a sentence', 'Password required\n'],
  ])('hold none in %s', (_, text) => {
    expect(secretInText(text)).toBeUndefined();
  });
});

test.each(['x', 'a.', 'a: ', '<a>', "a='", 'a\n', '-----BEGIN A ', 'a://a:', '{{'])(
  'a text of a megabyte of %s is looked through at once',
  (part) => {
    const text = part.repeat(2 ** 20 / part.length);
    expect(secretInText(text)).toBeUndefined();
    expect(secretIn('NAME', text)).toBeUndefined();
  },
  5_000,
);

describe('what is refused', () => {
  test('names the variable and never shows the value', () => {
    const problems = new Problems('shop/cart');
    refuseSecrets(problems, 'env', { DB_PASSWORD: 'hunter2', MODE: 'fast' }, 'a SecretRef');
    expect(messageOf(() => problems.raise())).toBe(
      "[shop/cart] env 'DB_PASSWORD': holds what looks like a password: whoever reads the manifests reads it; a SecretRef",
    );
  });

  test('arguments: with the name in them, before them, and none in others', () => {
    const problems = new Problems('shop/cart');
    const given = ['--db-password=hunter2', '--token', RANDOM, '--port', '8080', '--password', '$(DB_PASSWORD)'];
    refuseSecretArguments(problems, 'args', given);
    const message = messageOf(() => problems.raise());
    expect(message.split('\n')).toHaveLength(2);
    expect(message).toContain("args '--db-password': holds what looks like a password");
    expect(message).toContain("args 'token': holds what looks like a token");
    expect(message).not.toMatch(/hunter2|q8Zr/);
  });
});

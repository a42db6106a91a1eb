import { BucketConnection } from '../../src/data/connection/bucket-connection';
import { Credential } from '../../src/data/connection/credential';
import { DatabaseConnection } from '../../src/data/connection/database-connection';
import { RedisConnection } from '../../src/data/connection/redis-connection';
import { SecretRef } from '../../src/platform/secrets/secret-ref';
import { SecretStore } from '../../src/platform/secrets/secret-store';

const vault = SecretStore.cluster('vault');
const password = Credential.fromStore(vault, 'platform/db#password');
const database = { host: 'db-rw.data.svc', database: 'harbor', user: 'harbor', password, pods: { app: 'db' } };

describe('credentials', () => {
  test('are where they are, and never values', () => {
    expect(password._stored).toEqual({ store: vault, key: 'platform/db#password' });
    const { _secret } = Credential.fromSecret(SecretRef.existing('db', ['password']).key('password'));
    expect([_secret?.secretName, _secret?.key]).toEqual(['db', 'password']);
  });

  test.each(['', '#password', 'a b#c#d'])("key '%s' names no place of a store", (key) => {
    expect(() => Credential.fromStore(vault, key)).toThrow('must say where the store has it: <path>[#<property>]');
  });
});

describe('connections', () => {
  test('have the ports of their servers, and are encrypted', () => {
    const { port, tls } = DatabaseConnection.postgresql(database);
    expect([port, tls, DatabaseConnection.mysql(database).port]).toEqual([5432, 'verify-full', 3306]);
  });

  test('name the pods behind a Service, also behind that of one pod', () => {
    const { pods: _, ...without } = database;
    expect(() => DatabaseConnection.postgresql(without)).toThrow('network policies see pods, not Services');
    const host = 'db-0.db.data.svc.cluster.local';
    expect(() => DatabaseConnection.postgresql({ ...without, host })).toThrow(`the pods behind ${host}`);
  });

  test('have a host, not a URL', () => {
    const host = 'http://db.example.com';
    expect(() => DatabaseConnection.postgresql({ ...database, host })).toThrow(
      "host 'http://db.example.com': must be a host without scheme",
    );
  });

  test.each([1, 2, 4])('%i sentinels cannot agree on a primary when one is lost, or stand two against two', (count) => {
    const sentinels = Array.from({ length: count }, (_, i) => `s-${i}.cache.data.svc:26379`);
    expect(() => RedisConnection.sentinel({ sentinels, masterName: 'main', password, pods: { app: 'cache' } })).toThrow(
      'must be an odd number of at least 3',
    );
  });

  test('lead into the network that a host is in: policies for hosts on the internet let nobody into private ones', () => {
    const rule = (network?: string) => {
      const { pods: _, ...outside } = { ...database, host: 'db.example.com', network };
      const [peer] = DatabaseConnection.postgresql(outside)._peers;
      return peer._calledBy({} as any).to![0].ipBlock;
    };
    expect(rule('10.20.0.0/16')).toEqual({ cidr: '10.20.0.0/16' });
    expect(rule()).toMatchObject({ cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8']) });
    expect(() => rule('10.20.0.1/16')).toThrow('must be an IPv4 network');
  });

  test('reach buckets by https alone', () => {
    const keys = { accessKey: password, secretKey: password };
    const bucket = { bucket: 'images', region: 'eu-central-1', ...keys };
    expect(() => BucketConnection.s3({ ...bucket, endpoint: 'http://minio.data.svc:9000' })).toThrow(
      'must be https://<host>[:<port>]',
    );
    expect(BucketConnection.s3(bucket).reachableByClients).toBe(true);
    const inside = BucketConnection.s3({ ...bucket, endpoint: 'https://minio.data.svc:9000', pods: { app: 'minio' } });
    expect(inside.reachableByClients).toBe(false);
  });
});

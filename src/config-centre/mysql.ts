import { ConnectionTls, DatabaseConnection } from '../data/connection/database-connection';
import { Problems } from '../manifest/problems';
import { AutonomousStack } from '../platform/autonomous-stack';

/** How Connector/J says what is encrypted. */
const MODES: Record<ConnectionTls, string> = {
  [ConnectionTls.VERIFY_FULL]: 'VERIFY_IDENTITY',
  [ConnectionTls.VERIFY_CA]: 'VERIFY_CA',
  [ConnectionTls.REQUIRE]: 'REQUIRED',
  [ConnectionTls.NONE]: 'DISABLED',
};

/** Checks that a server of Java can keep its data there. */
export function checkMysql(
  problems: Problems,
  prop: string,
  { mesh }: AutonomousStack,
  database: DatabaseConnection | undefined,
): void {
  const given = problems.check(
    database instanceof DatabaseConnection,
    prop,
    database,
    'must say where its data are',
    'DatabaseConnection.mysql({ ... })',
  );
  if (!given) {
    return;
  }
  const { engine, tls, caSecret } = database!;
  problems.check(engine === 'mysql', prop, engine, 'must be MySQL');
  problems.check(
    tls !== ConnectionTls.NONE || mesh._istio !== undefined,
    `${prop}.tls`,
    tls,
    'sends the password as it is, and no mesh encrypts it',
    'ConnectionTls.REQUIRE, or mesh: Mesh.istio() on the stack',
  );
  problems.check(
    caSecret === undefined || tls === ConnectionTls.REQUIRE,
    `${prop}.caSecret`,
    caSecret,
    'is a PEM file, of which the driver makes nothing',
    'a certificate of an authority that Java knows, or ConnectionTls.REQUIRE without it',
  );
}

/** The part of a JDBC URL that says what is encrypted. */
export function sslMode({ tls }: DatabaseConnection): string {
  // Without TLS MySQL 8 gives its public key to whoever asks, to encrypt the password with.
  return `sslMode=${MODES[tls]}${tls === ConnectionTls.NONE ? '&allowPublicKeyRetrieval=true' : ''}`;
}

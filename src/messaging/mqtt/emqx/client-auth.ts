import { Hocon } from './hocon';
import { Problems } from '../../../manifest/problems';
import { SecretKey } from '../../../platform/secrets/secret-ref';
import { checked } from '../../../props/checked';
import { ICallTarget } from '../../../workload/calls/call-target';
import { Mount } from '../../../workload/pod/mount';

/** Clients that prove who they are with a certificate of their own. */
export interface MutualAuthProps {
  /** The certificates of the authorities that sign those of the clients (PEM): a key of a Secret. */
  readonly ca: SecretKey;
}

/** Clients that prove who they are with a token. */
export interface JwtAuthProps {
  /** Where the keys are that tokens are checked with (JWKS): an https URL, or http of a Service of the cluster. */
  readonly jwks: string;
  /** Who answers there: a workload, or a `Peer`. The brokers may call it. */
  readonly server: ICallTarget;
  /**
   * Claim with the id of the client.
   * @default 'sub'
   */
  readonly idClaim?: string;
}

/** How long the keys of tokens are kept. */
const JWKS_SECONDS = 300;

/** The authorities of Debian, on which the image is built. */
const PUBLIC_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** How clients outside the cluster prove who they are. There is no anonymous one. */
@checked
export class ClientAuth {
  /**
   * By a certificate (mutual TLS): its common name is the id of the client, whatever the client says.
   * @param props The authorities that issue the certificates of clients.
   */
  public static mutual(props: MutualAuthProps): ClientAuth {
    const { ca } = props;
    const folder = '/etc/emqx/clients';
    return new ClientAuth('mutual', {
      caFile: `${folder}/${ca.key}`,
      mounts: [Mount.secret(ca._secret, folder, { keys: [ca.key] })],
      settings: { mqtt: { peer_cert_as_clientid: 'cn', peer_cert_as_username: 'cn' } },
    });
  }

  /**
   * By a JSON Web Token, which the client sends as its password: the claim with its id has to be the id of the client. A connection ends with its token.
   * @param props Who signs the tokens, and which claim has the id.
   */
  public static jwt(props: JwtAuthProps): ClientAuth {
    const { jwks, server, idClaim = 'sub' } = props;
    const problems = new Problems('ClientAuth.jwt');
    const inside = /^http:\/\/[a-z0-9.-]+\.svc(\.[a-z0-9.-]+)?(:\d+)?(\/\S*)?$/.test(jwks);
    const isUrl = /^https:\/\/[^\s"/]+(\/[^\s"]*)?$/.test(jwks) || inside;
    const cure = 'https, or http of a Service: http://<service>.<namespace>.svc';
    problems.check(isUrl, 'jwks', jwks, 'must be a URL with TLS: whoever changes the keys lets himself in', cure);
    problems.check(/^[A-Za-z0-9_-]+$/.test(idClaim), 'idClaim', idClaim, 'must be letters, digits, _ and -');
    problems.raise();
    const tls: Record<string, Hocon> = inside
      ? { enable: false }
      : { enable: true, verify: 'verify_peer', cacertfile: PUBLIC_AUTHORITIES };
    return new ClientAuth('jwt', {
      settings: {
        // What a client calls itself counts for nothing: its name is its id, and its id is in the token.
        mqtt: { use_username_as_clientid: true },
        authentication: [
          {
            mechanism: 'jwt',
            from: 'password',
            use_jwks: true,
            endpoint: jwks,
            refresh_interval: JWKS_SECONDS,
            ssl: tls,
            verify_claims: { [idClaim]: '${clientid}' },
            disconnect_after_expire: true,
          },
        ],
      },
      calls: [server],
    });
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'mutual' | 'jwt',
    private readonly parts: {
      readonly caFile?: string;
      readonly mounts?: readonly Mount[];
      readonly settings: Readonly<Record<string, Hocon>>;
      readonly calls?: readonly ICallTarget[];
    },
  ) {}

  /** @internal */
  public get _mounts(): readonly Mount[] {
    return this.parts.mounts ?? [];
  }

  /** @internal */
  public get _calls(): readonly ICallTarget[] {
    return this.parts.calls ?? [];
  }

  /**
   * Settings of the broker.
   * @internal
   */
  public get _settings(): Readonly<Record<string, Hocon>> {
    return this.parts.settings;
  }

  /**
   * What the TLS of a listener asks of clients.
   * @internal
   */
  public get _tls(): Record<string, Hocon> {
    const { caFile } = this.parts;
    return caFile === undefined
      ? { verify: 'verify_none' }
      : { cacertfile: caFile, verify: 'verify_peer', fail_if_no_peer_cert: true };
  }
}

import { createHash } from 'crypto';
import { DIGEST } from '../digest';
import { challengeOf, tokenUrl } from './challenge';
import { Credentials } from './credentials';
import { Locator, locatorOf } from './locator';
import { secondsToWait } from './retry-after';

/** Manifests of one image, and lists of those of several architectures: the digest of a list names them all. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Attempts where a registry says that it is asked too often, the seconds between them where it does not say, and the most that is waited. */
const ATTEMPTS = 5;
const WAIT_SECONDS = 5;
const LONGEST_WAIT_SECONDS = 120;
const ANSWER_MILLISECONDS = 30_000;

export interface RegistryOptions {
  readonly credentials: Credentials;
  /** Hosts that are asked in place of others. */
  readonly mirrors: Readonly<Record<string, string>>;
  /** Waits so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Says what takes long. */
  readonly tell: (text: string) => void;
}

/** Why a registry gives no digest, in words for its user. */
export class RegistryRefused extends Error {}

/** Asks registries by the HTTP API of distribution-spec 1.1 for the digests of tags. */
export class Registries {
  /** What authorises at an origin for a repository. */
  private readonly authorisations = new Map<string, string>();

  public constructor(private readonly options: RegistryOptions) {}

  /**
   * The digest of a reference `<host>/<path>:<tag>`: that of the list where it is of several architectures.
   * @throws RegistryRefused
   */
  public async digestOf(reference: string): Promise<string> {
    const locator = locatorOf(reference, this.options.mirrors);
    const head = await this.manifest('HEAD', locator);
    const told = head.headers.get('docker-content-digest');
    if (told !== null && DIGEST.test(told)) {
      return told;
    }
    // Some registries and mirrors say no digest: it is that of the bytes.
    const answer = await this.manifest('GET', locator);
    const digest = `sha256:${createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex')}`;
    const said = answer.headers.get('docker-content-digest');
    if (said !== null && said !== digest) {
      throw new RegistryRefused(`${locator.origin} gives other bytes than their digest ${said}`);
    }
    return digest;
  }

  private async manifest(method: string, locator: Locator): Promise<Response> {
    const { origin, repository, tag } = locator;
    const url = `${origin}/v2/${repository}/manifests/${tag}`;
    const key = `${origin} ${repository}`;
    let answer = await this.ask(method, url, this.authorisations.get(key));
    if (answer.status === 401) {
      const authorisation = await this.authorise(answer, locator);
      this.authorisations.set(key, authorisation);
      answer = await this.ask(method, url, authorisation);
    }
    if (answer.ok) {
      return answer;
    }
    throw new RegistryRefused(this.refusal(answer.status, locator));
  }

  private refusal(status: number, { host, origin, repository, tag }: Locator): string {
    switch (status) {
      case 401:
      case 403:
        return `${origin} lets nobody read ${repository}: ${this.options.credentials(host) ? 'the login of docker is not enough' : `docker login ${host} first`}`;
      case 404:
        return `${origin} has no tag '${tag}' of ${repository}`;
      case 429:
        return `${origin} is asked too often, and still is after ${ATTEMPTS} attempts: try again later, or docker login ${host}`;
      default:
        return `${origin} answers ${status} for ${repository}:${tag}`;
    }
  }

  /** What goes into the header `Authorization`. */
  private async authorise(answer: Response, locator: Locator): Promise<string> {
    const { host, origin, repository } = locator;
    const challenge = challengeOf(answer.headers.get('www-authenticate'));
    const login = this.options.credentials(host);
    if (challenge?.scheme === 'basic') {
      if (login === undefined) {
        throw new RegistryRefused(this.refusal(401, locator));
      }
      return `Basic ${login}`;
    }
    const url = challenge && tokenUrl(challenge, repository);
    if (url === undefined) {
      throw new RegistryRefused(`${origin} asks for a login in a way that is not known`);
    }
    const given = await this.ask('GET', url, login && `Basic ${login}`);
    const body = given.ok ? await given.json().catch(() => undefined) : undefined;
    const token = (body as any)?.token ?? (body as any)?.access_token;
    if (typeof token !== 'string') {
      throw new RegistryRefused(given.ok ? `${url} gives no token` : this.refusal(given.status, locator));
    }
    return `Bearer ${token}`;
  }

  /** One request, again where the registry says that it is asked too often or is not there for the moment. */
  private async ask(method: string, url: string, authorization: string | undefined): Promise<Response> {
    const headers = { accept: ACCEPT, ...(authorization && { authorization }) };
    for (let attempt = 1; ; attempt++) {
      const answer = await fetchFrom(method, url, headers);
      if (![429, 503].includes(answer.status) || attempt === ATTEMPTS) {
        return answer;
      }
      await answer.body?.cancel();
      const seconds = secondsToWait(answer.headers.get('retry-after') ?? undefined, WAIT_SECONDS, LONGEST_WAIT_SECONDS);
      this.options.tell(`${new URL(url).host} asks to wait ${seconds} s`);
      await this.options.sleep(seconds * 1000);
    }
  }
}

/** Redirects are followed; what authorises stays with the host that it is for. */
async function fetchFrom(method: string, url: string, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetch(url, { method, headers, redirect: 'follow', signal: AbortSignal.timeout(ANSWER_MILLISECONDS) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    throw new RegistryRefused(`${new URL(url).origin} does not answer: ${cause?.code ?? cause?.message ?? message}`);
  }
}

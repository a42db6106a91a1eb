/** Where a registry has an image. */
export interface Locator {
  /** Host as the reference names it, with a port where it has one. */
  readonly host: string;
  /** `https://...` of the API, without a path. */
  readonly origin: string;
  readonly repository: string;
  readonly tag: string;
}

/** The registry of images that name no host. */
export const DOCKER_HUB = 'docker.io';
const DOCKER_API = 'registry-1.docker.io';

/**
 * Takes a reference `<host>/<path>:<tag>` apart as container runtimes do.
 * @param mirrors other hosts to ask, by host; with http:// in front where it is to be asked without TLS
 */
export function locatorOf(reference: string, mirrors: Readonly<Record<string, string>>): Locator {
  const colon = reference.lastIndexOf(':');
  const [name, tag] = [reference.slice(0, colon), reference.slice(colon + 1)];
  const [first, ...rest] = name.split('/');
  const named = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const host = named ? first : DOCKER_HUB;
  const path = named ? rest.join('/') : name;
  const repository = host === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path;
  const asked = Object.hasOwn(mirrors, host) ? mirrors[host] : host === DOCKER_HUB ? DOCKER_API : host;
  return { host, origin: originOf(asked), repository, tag };
}

/** Registries on this machine are asked without TLS, as container runtimes do. */
function originOf(asked: string): string {
  if (/^https?:\/\//.test(asked)) {
    return asked.replace(/\/+$/, '');
  }
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(asked);
  return `${isLocal ? 'http' : 'https'}://${asked}`;
}

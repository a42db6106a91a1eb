import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { DOCKER_HUB } from './locator';

/** Users and passwords by host, as `docker login` leaves them: base64 of `<user>:<password>`. Nobody prints them. */
export type Credentials = (host: string) => string | undefined;

/**
 * Those of config.json in the folder that docker has for it; none where there is no such file.
 * @throws where it is no JSON
 */
export function dockerCredentials(folder: string | undefined): Credentials {
  const file = folder === undefined ? undefined : join(folder, 'config.json');
  if (file === undefined || !existsSync(file)) {
    return () => undefined;
  }
  let auths: Record<string, { auth?: string }>;
  try {
    auths = JSON.parse(readFileSync(file, 'utf8')).auths ?? {};
  } catch {
    throw new Error(`${file}: is no JSON`);
  }
  return (host) => {
    const names = host === DOCKER_HUB ? ['https://index.docker.io/v1/', host] : [host, `https://${host}`];
    return names.map((name) => auths[name]?.auth).find((auth) => auth);
  };
}

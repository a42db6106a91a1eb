import { Problems } from '../manifest/problems';

/** Checks the host of a registry. */
export function checkHost(problems: Problems, host: string): void {
  problems.check(
    typeof host === 'string' && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]{1,5})?$/.test(host),
    'host',
    host,
    'must be a host name in lower case, with an optional port',
    "for example 'harbor.cars.example.com'",
  );
}

import { CorsOptions } from './cors';
import { Problems } from '../../../manifest/problems';

/** Checks what browsers are told. */
export function checkCors(problems: Problems, { origins, methods = [], maxAge }: CorsOptions): void {
  problems.check(origins.length > 0, 'cors origins', '[]', 'must name at least one');
  for (const origin of origins) {
    const whole = /^https:\/\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/.test(origin);
    problems.check(whole, 'cors origins', origin, 'must be an origin with https; * is not allowed');
  }
  for (const method of methods) {
    problems.check(/^[A-Z]+$/.test(method), 'cors methods', method, 'must be a method, for example PUT');
  }
  const positive = maxAge === undefined || maxAge.toMilliseconds() > 0;
  problems.check(positive, 'cors maxAge', maxAge?.toHumanString(), 'must be above 0');
}

/** The corsPolicy of a VirtualService. */
export function corsPolicy({ origins, methods, headers, credentials = false, maxAge }: CorsOptions): object {
  return {
    allowOrigins: [...origins].sort().map((exact) => ({ exact })),
    allowMethods: methods ?? ['GET', 'HEAD', 'POST'],
    ...(headers && { allowHeaders: headers }),
    allowCredentials: credentials,
    ...(maxAge && { maxAge: `${maxAge.toSeconds({ integral: false })}s` }),
  };
}

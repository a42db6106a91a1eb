import { createHmac } from 'crypto';

/** Which owner a description names as the one who made the object. */
export function madeBy(description: string | undefined): string | undefined {
  return /\[cdk8s-autonomous made by ([^\]\s]+)[^\]]*\]/.exec(description ?? '')?.[1];
}

/** Digest of the login that was given to an endpoint: Harbor shows nobody what it has. */
export function loginIn(description: string | undefined): string | undefined {
  return /\[cdk8s-autonomous[^\]]* login=([0-9a-f]+)\]/.exec(description ?? '')?.[1];
}

/** The mark of what an owner made, or only looks after because somebody else made it: that is never removed. */
export function markOf(owner: string, made: boolean, login?: string): string {
  return `[cdk8s-autonomous ${made ? 'made' : 'kept'} by ${owner}${login === undefined ? '' : ` login=${login}`}]`;
}

/** A description with another mark; what somebody wrote before it stays. */
export function withMark(description: string | undefined, mark: string): string {
  const text = (description ?? '').replace(/\s*\[cdk8s-autonomous [^\]]*\]/g, '').trim();
  return text === '' ? mark : `${text} ${mark}`;
}

/** Tells one login from another. Keyed with what only administrators know: a reader of the description learns nothing from it. */
export function digestOfLogin(key: string, parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\n')).digest('hex').slice(0, 12);
}

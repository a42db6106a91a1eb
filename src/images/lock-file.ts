import { DIGEST } from './digest';
import { sortedRecord } from '../capacity/order';

/** Where a program and the command look for the file unless somebody says otherwise. */
export const LOCK_FILE = 'images.lock.json';

/** Digests by reference, `<host>/<path>:<tag>`. */
export type Locked = Readonly<Record<string, string>>;

const VERSION = 1;
const REFERENCE = /^[a-z0-9][-a-z0-9._:/]*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/**
 * What the file says.
 * @throws with everything that is wrong with it
 */
export function parseLock(file: string, text: string): Locked {
  const wrong = (what: string) => new Error(`${file}: ${what}; npx cdk8s-autonomous images lock writes it`);
  let json: any;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw wrong(`is no JSON: ${(error as Error).message}`);
  }
  const images = json?.images;
  if (json?.version !== VERSION || typeof images !== 'object' || images === null || Array.isArray(images)) {
    throw wrong(`must be { "version": ${VERSION}, "images": { "<host>/<path>:<tag>": "sha256:..." } }`);
  }
  const problems = Object.entries(images).flatMap(([reference, digest]) => lockProblems(reference, digest));
  if (problems.length > 0) {
    throw wrong(problems.join('; '));
  }
  return images;
}

/** What is wrong with an entry; empty where nothing is. */
export function lockProblems(reference: string, digest: unknown): string[] {
  return [
    ...(REFERENCE.test(reference) ? [] : [`'${reference}' must be <host>/<path>:<tag>, without a digest`]),
    ...(typeof digest === 'string' && DIGEST.test(digest)
      ? []
      : [`'${reference}': digest '${String(digest)}' must be sha256: and 64 hexadecimal digits`]),
  ];
}

/** The file: one line for each image, in order, so that a change of one is a change of one line. */
export function formatLock(locked: Locked): string {
  return `${JSON.stringify({ version: VERSION, images: sortedRecord(locked) }, undefined, 2)}\n`;
}

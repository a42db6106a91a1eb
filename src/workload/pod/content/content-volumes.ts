import * as k8s from '../../../manifest/k8s/types';
import { Configuration } from '../../../platform/configuration/configuration';
import { SecretRef } from '../../../platform/secrets/secret-ref';
import { VolumeSource } from '../volumes/volume-source';

/** For the owner and, by its group, the process: nobody else reads it (kubelet gives files of secrets to the group of the pod, fsGroup). */
export const SECRET_MODE = 0o400;

/** Longest name of a volume, without the number that tells it from another. */
const LONGEST_NAME = 59;

/** Some keys of a secret as files. Throws where it has no such key. */
export function secretSource(secret: SecretRef, keys: readonly string[] | undefined, mode?: number): VolumeSource {
  keys?.forEach((key) => secret.key(key));
  const { secretName } = secret;
  const source = { secretName, defaultMode: mode ?? SECRET_MODE, ...itemsOf(keys) };
  return { name: nameOf('secret', secretName), source: { secret: source } };
}

/** Some files of a configuration. */
export function configurationSource(
  { _filesName: name }: Configuration,
  files: readonly string[] | undefined,
  mode?: number,
): VolumeSource {
  const source = { name, ...(mode !== undefined && { defaultMode: mode }), ...itemsOf(files) };
  return { name: nameOf('configuration', name), source: { configMap: source } };
}

function itemsOf(keys: readonly string[] | undefined): { readonly items?: k8s.KeyToPath[] } {
  return keys ? { items: keys.map((key) => ({ key, path: key })) } : {};
}

function nameOf(kind: string, name: string): string {
  return `${kind}-${name.replace(/\./g, '-')}`.slice(0, LONGEST_NAME).replace(/-+$/, '');
}

/** What is wrong with the mode of files that nobody writes; undefined where nothing is. */
export function modeError(mode: number | undefined): string | undefined {
  // Three digits of read (4) and run (1): a decimal 400 or 444 has others.
  const allowed = mode === undefined || (Number.isInteger(mode) && /^[0145]{3}$/.test(mode.toString(8)));
  return allowed ? undefined : 'must be an octal number of what may be read, 0o400 to 0o555: nobody writes to them';
}

import { Image } from '../../../platform/image';

/** A version of EMQX, as far as what it can do follows from it. */
export interface EmqxVersion {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The version that a text begins with; undefined where it begins with none. */
export function versionIn(text: string): EmqxVersion | undefined {
  const match = /^[ev]?(\d+)\.(\d+)\.(\d+)(?![\d])/.exec(text);
  return match
    ? { text: match[0], major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) }
    : undefined;
}

/** The version of an image, by its tag. */
export function versionOf(image: Image): EmqxVersion | undefined {
  return versionIn(image.shortVersion);
}

/** Whether a version is at least another. */
export function atLeast({ major, minor, patch }: EmqxVersion, ...least: readonly [number, number, number]): boolean {
  const own = [major, minor, patch];
  const differs = own.findIndex((part, i) => part !== least[i]);
  return differs < 0 || own[differs] > least[differs];
}

/** From here on there is one edition, whose built-in licence is for one node (BSL 1.1). */
export function needsLicence(version: EmqxVersion): boolean {
  return atLeast(version, 5, 9, 0);
}

/** Whether gateways ask what a vehicle may publish: changes 17528, in 6.1.3 and 6.2.2. */
export function gatewaysAuthorise(version: EmqxVersion): boolean {
  return version.major === 6 && version.minor === 1 ? version.patch >= 3 : atLeast(version, 6, 2, 2);
}

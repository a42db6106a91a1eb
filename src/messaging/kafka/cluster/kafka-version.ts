import { Problems } from '../../../manifest/problems';

/** Metadata versions by lines of Kafka, as Strimzi 1.2 knows them (kafka-versions.yaml). */
const METADATA: Readonly<Record<string, string>> = { '4.2': '4.2-IV1', '4.3': '4.3-IV0' };

/** The first version that Strimzi runs whose resources are of kafka.strimzi.io/v1 alone and that it still supports. */
const FIRST = [4, 2];

/** The metadata version that comes with a version of Kafka; undefined where the line is not known. */
export function metadataVersionOf(version: string): string | undefined {
  return METADATA[lineOf(version)];
}

/** Checks that both versions are pinned and go together. */
export function checkVersions(problems: Problems, version: string, metadataVersion: string | undefined): void {
  const isFull = /^\d+\.\d+\.\d+$/.test(version);
  problems.check(isFull, 'version', version, 'must be a full version of Kafka', "for example '4.3.1'");
  if (!isFull) {
    return;
  }
  const young = !isBefore(numbersOf(version), FIRST);
  problems.check(young, 'version', version, 'is one that Strimzi 1.1 and newer do not run', '4.2.0 or newer');
  if (metadataVersion === undefined) {
    const known = metadataVersionOf(version) !== undefined;
    problems.check(!young || known, 'metadataVersion', undefined, `is not known for Kafka ${version}`, 'name it');
    return;
  }
  const isMetadata = /^\d+\.\d+(-IV\d+)?$/.test(metadataVersion);
  problems.check(isMetadata, 'metadataVersion', metadataVersion, 'must be like 4.3 or 4.3-IV0');
  problems.check(
    !isMetadata || !isBefore(numbersOf(version), numbersOf(lineOf(metadataVersion))),
    'metadataVersion',
    metadataVersion,
    `is newer than Kafka ${version}, which cannot read it`,
    `${metadataVersionOf(version) ?? lineOf(version)}`,
  );
}

function lineOf(version: string): string {
  return version.split('-')[0].split('.').slice(0, 2).join('.');
}

function numbersOf(version: string): number[] {
  return version.split('.').map(Number);
}

/** Whether a version is of an older line. */
function isBefore([major, minor]: readonly number[], [otherMajor, otherMinor]: readonly number[]): boolean {
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

import { existsSync, readFileSync, writeFileSync } from 'fs';
import { setTimeout as sleep } from 'timers/promises';
import { EXIT, InvalidInput } from './exit-codes';
import { manifestsIn } from './manifest-files';
import { Terminal } from './output';
import { sortedBy } from '../capacity/order';
import { imagesOf } from '../images/images-of';
import { imagesOfCommand } from '../images/lock-command';
import { formatLock, Locked, lockProblems, parseLock } from '../images/lock-file';
import { dockerCredentials } from '../images/registry/credentials';
import { Registries, RegistryRefused } from '../images/registry/registry';

export interface LockOptions {
  readonly file: string;
  readonly manifests: string;
  readonly plan: string;
  readonly check?: boolean;
  readonly update?: boolean;
  readonly prune?: boolean;
  readonly mirror: readonly string[];
}

/** Any digest, to see whether the reference beside it is well formed. */
const SOME_DIGEST = `sha256:${'0'.repeat(64)}`;

/** Writes the digests of images into the lock file, or says what of it is stale: exit code 2 then. */
export async function lockImages(named: readonly string[], options: LockOptions, terminal: Terminal): Promise<number> {
  const { file, check = false, update = false, prune = false } = options;
  const locked = existsSync(file) ? readLock(file) : {};
  const wanted = named.length > 0 ? named.map(checkedReference) : usedImages(options, locked);
  if (wanted.length === 0 && !check) {
    throw new InvalidInput(
      `images lock: ${options.manifests} and ${options.plan} name no image; run cdk8s synth first, or name the images`,
    );
  }
  const missing = wanted.filter((image) => !Object.hasOwn(locked, image));
  const unused = named.length > 0 ? [] : Object.keys(locked).filter((image) => !wanted.includes(image));
  const known = wanted.filter((image) => Object.hasOwn(locked, image));
  const asked = check ? known : update ? wanted : missing;
  const found = await digestsOf(asked, options, terminal);
  if (check) {
    const moved = known.filter((image) => found[image] !== locked[image]);
    const lines = [
      ...missing.map((image) => `missing ${image}`),
      ...moved.map((image) => `moved ${image}: ${locked[image]} is now ${found[image]}`),
      ...unused.map((image) => `unused ${image}`),
    ];
    terminal.out(lines.length > 0 ? `${lines.join('\n')}\n` : `${file} is current: ${known.length} images\n`);
    return lines.length > 0 ? EXIT.differences : EXIT.ok;
  }
  const kept = Object.fromEntries(Object.entries(locked).filter(([image]) => !prune || !unused.includes(image)));
  const next = { ...kept, ...found };
  const changed = Object.keys(found).filter((image) => found[image] !== locked[image]);
  if (!existsSync(file) || formatLock(next) !== readFileSync(file, 'utf8')) {
    writeFileSync(file, formatLock(next));
  }
  const removed = prune ? unused.map((image) => `- ${image}`) : [];
  terminal.out(
    [
      ...changed.sort().map((image) => `+ ${image}@${found[image]}`),
      ...removed,
      `${file}: ${Object.keys(next).length} images`,
      '',
    ].join('\n'),
  );
  return EXIT.ok;
}

function readLock(file: string): Locked {
  try {
    return parseLock(file, readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidInput((error as Error).message);
  }
}

function checkedReference(image: string): string {
  const problems = lockProblems(image, SOME_DIGEST);
  if (problems.length > 0) {
    throw new InvalidInput(`images lock: ${problems.join('; ')}`);
  }
  return image;
}

/** Images of the manifests that synth has written, and those for which it wrote none because they have no digest. */
function usedImages({ manifests, plan }: LockOptions, locked: Locked): string[] {
  const written = existsSync(manifests) ? imagesIn(manifests) : [];
  const pinnedHere = (image: string) => {
    const [reference, digest] = image.split('@');
    return Object.hasOwn(locked, reference) && locked[reference] === digest ? [reference] : [];
  };
  const used = [
    ...written.flatMap((image) => (image.includes('@') ? pinnedHere(image) : [image])),
    ...(existsSync(plan) ? refusedImages(plan) : []),
  ];
  return sortedBy(new Set(used), (image) => image).map(checkedReference);
}

function imagesIn(folder: string): string[] {
  return manifestsIn(folder).flatMap((document) => imagesOf(document));
}

/** The plan is there also where synth has refused it. */
function refusedImages(plan: string): string[] {
  try {
    const { clusters = [] } = JSON.parse(readFileSync(plan, 'utf8'));
    const cures: string[] = clusters.flatMap(({ findings = [] }: any) =>
      findings.flatMap(({ cure = [] }: any) => cure),
    );
    return cures.flatMap(imagesOfCommand).filter((word, i, all) => !word.startsWith('--') && all[i - 1] !== '--file');
  } catch {
    throw new InvalidInput(`${plan}: is no plan`);
  }
}

/** Asks for all of them, and says everything that is refused at once: then nothing is written. */
async function digestsOf(images: readonly string[], options: LockOptions, terminal: Terminal): Promise<Locked> {
  const registries = new Registries({
    credentials: dockerCredentials(terminal.dockerConfig),
    mirrors: mirrorsOf(options.mirror),
    sleep: terminal.sleep ?? sleep,
    tell: (text) => terminal.err(`${text}\n`),
  });
  const found: Record<string, string> = {};
  const refused: string[] = [];
  for (const image of images) {
    try {
      found[image] = await registries.digestOf(image);
    } catch (error) {
      if (!(error instanceof RegistryRefused)) {
        throw error;
      }
      refused.push(`${image}: ${error.message}`);
    }
  }
  if (refused.length > 0) {
    throw new InvalidInput(`${refused.join('\n')}\nnothing was written`);
  }
  return found;
}

function mirrorsOf(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [, host, mirror] = /^([^=\s]+)=(\S+)$/.exec(text) ?? [];
      if (host === undefined) {
        throw new InvalidInput(
          `--mirror ${text}: must be <host>=<host that is asked>, for example docker.io=mirror.example.com`,
        );
      }
      return [host, mirror];
    }),
  );
}

import { existsSync, readFileSync } from 'fs';
import { LOCK_FILE, Locked, lockProblems, parseLock } from './lock-file';
import { checked } from '../props/checked';

/**
 * Which digest the tag of an image had when somebody last looked, from a file that `cdk8s-autonomous images lock` writes and that is committed: what is
 * rolled out is then what was tried, whatever the registry says meanwhile. Synth asks no registry.
 */
@checked
export class ImageLock {
  /**
   * The lock of a file. One that is not there is empty: what needs a digest then says which command writes it.
   * @param file relative to the working folder; by default images.lock.json
   * @throws where the file is not as the command writes it
   */
  public static read(file: string = LOCK_FILE): ImageLock {
    return new ImageLock(existsSync(file) ? parseLock(file, readFileSync(file, 'utf8')) : {}, file);
  }

  /**
   * A lock without a file, for example of what another system says.
   * @param digests `sha256:...` by `<host>/<path>:<tag>`
   */
  public static of(digests: Record<string, string>): ImageLock {
    const problems = Object.entries(digests).flatMap(([reference, digest]) => lockProblems(reference, digest));
    if (problems.length > 0) {
      throw new Error(`ImageLock.of: ${problems.join('; ')}`);
    }
    return new ImageLock({ ...digests });
  }

  private constructor(
    private readonly locked: Locked,
    /**
     * The file that it was read from.
     * @internal
     */
    public readonly _file?: string,
  ) {}

  /**
   * The digest of an image; undefined where the lock does not have it.
   * @param reference Repository and tag, as the program has them.
   */
  public digestOf(reference: string): string | undefined {
    return Object.hasOwn(this.locked, reference) ? this.locked[reference] : undefined;
  }

  /**
   * The image with its digest, or as it is where the lock does not have it.
   * @param reference Repository and tag, as the program has them.
   */
  public pinned(reference: string): string {
    const digest = this.digestOf(reference);
    return digest === undefined ? reference : `${reference}@${digest}`;
  }
}

import { statSync } from 'fs';
import { dirname, isAbsolute, join } from 'path';
import { fileURLToPath } from 'url';
import { checked } from '../props/checked';

/**
 * The folder that a program lies in: files beside the program are found whatever folder it is started from, where plain paths are relative to the
 * working folder. Whatever takes a path takes one from here: lists of sites and nodes, locks of images, files of configurations, folders that are written.
 *
 * @example
 * // What the language knows of the program: __dirname, import.meta.url, __file__
 * const here = ProgramFolder.of(program);
 * cluster.addReportedNodes('now', { file: here.file('nodes.json') });
 * const images = ImageLock.read(here.file('images.lock.json'));
 */
@checked
export class ProgramFolder {
  /**
   * The folder of a program, by what its language knows of it: `__dirname`, or `import.meta.url` in an ECMAScript module; `__file__` in Python; in Java
   * `Main.class.getProtectionDomain().getCodeSource().getLocation().toString()`, its classes or its jar; in Go the file of `runtime.Caller(0)`; in C#
   * `AppContext.BaseDirectory`.
   * @param place A folder, a file in it, or the URL of one; absolute.
   * @throws where there is no such folder, or it is inside of an archive
   */
  public static of(place: string): ProgramFolder {
    const path = pathOf(place);
    const found = isAbsolute(path) ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (!found) {
      throw new Error(
        `ProgramFolder.of('${place}'): ${isAbsolute(path) ? 'is not there' : 'must be absolute'}; ${HOW}`,
      );
    }
    return new ProgramFolder(found.isDirectory() ? path : dirname(path));
  }

  private constructor(
    /** The folder, absolute. */
    public readonly path: string,
  ) {}

  /**
   * The path of a file or folder, whether it is there or not.
   * @param name Its path from the folder, with `/`: 'sites.csv', '../plan'.
   */
  public file(name: string): string {
    if (name === '' || isAbsolute(name)) {
      throw new Error(`ProgramFolder.file('${name}'): must be relative to ${this.path}`);
    }
    return join(this.path, name);
  }
}

const HOW = 'what a language knows of a program is __dirname, import.meta.url, or __file__ in Python';

function pathOf(place: string): string {
  if (/^jar:/.test(place)) {
    throw new Error(
      `ProgramFolder.of('${place}'): is inside of an archive, where no file can be read; the archive itself`,
    );
  }
  if (!/^file:/.test(place)) {
    return place;
  }
  try {
    return fileURLToPath(place);
  } catch {
    throw new Error(`ProgramFolder.of('${place}'): is no file of this machine; ${HOW}`);
  }
}

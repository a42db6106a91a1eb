import * as fs from 'fs';
import * as path from 'path';
import { exchange, finish, nextOf, recover, stagePrefix, WrittenIndex } from './exchange';
import { Render, TakeFile } from './render';
import { scratchFolder } from './scratch';
import { hashIn, isDifferent, TreeChanges, treeChanges } from './tree-changes';
import { hashOf, indexText, readIndex, TreeIndex } from './tree-index';
import { someOf } from '../capacity/some-of';

/** How a tree is written. */
export interface TreeOptions {
  /** File with the hashes of what was written; without one nothing is known of an earlier tree: what is rendered replaces what is there, the rest stays. */
  readonly index?: string;
  /** Whether files are replaced and removed that were edited, or that are in the way. */
  readonly overwriteEdits: boolean;
}

/**
 * The folder of manifests as something that the app owns: what it wrote there and renders no more goes, what others put there stays as it is, what was
 * edited is not lost, and a process that is killed leaves the old tree or the new one.
 */
export class Tree {
  private readonly outdir: string;

  /**
   * @param outdir the folder
   * @param options where its index is
   */
  public constructor(
    outdir: string,
    private readonly options: TreeOptions,
  ) {
    this.outdir = realPath(outdir);
  }

  /** Has it rendered, what is different beside the folder, and exchanges the two. Throws, with the folder as it was, when something in it would be lost. */
  public write(render: Render): void {
    recover(this.outdir);
    let staged: string | undefined;
    const stage = (name: string, text: string) => {
      staged ??= this.emptyStage();
      fs.mkdirSync(path.join(staged, path.dirname(name)), { recursive: true });
      fs.writeFileSync(path.join(staged, name), text);
    };
    try {
      const changes = this.changes(render, stage);
      if (isDifferent(changes) || !fs.existsSync(this.outdir)) {
        this.exchange((staged ??= this.emptyStage()), changes);
      } else {
        finish(this.indexOf(changes));
      }
    } finally {
      if (staged !== undefined) {
        fs.rmSync(staged, { recursive: true, force: true });
      }
    }
  }

  /** What is different from what is rendered; changes nothing. */
  public compare(render: Render): TreeChanges {
    return this.changes(render, () => {});
  }

  /** Renders; what is not there as it is rendered is staged. */
  private changes(render: Render, stage: TakeFile): TreeChanges {
    const hashes = new Map<string, string>();
    const current = new Map<string, string | undefined>();
    render((name, text) => {
      const hash = hashOf(Buffer.from(text));
      const now = hashIn(this.outdir, name);
      hashes.set(name, hash);
      current.set(name, now);
      if (now !== hash) {
        stage(name, text);
      }
    });
    return treeChanges(hashes, this.outdir, this.own(), current);
  }

  private exchange(staged: string, changes: TreeChanges): void {
    const { index, overwriteEdits } = this.options;
    const inTheWay = index === undefined || overwriteEdits ? [] : refusals(changes);
    if (inTheWay.length > 0) {
      throw new Error(
        [`manifests are not written to '${path.relative('', this.outdir)}':`, ...inTheWay, CURE].join('\n  '),
      );
    }
    exchange(staged, this.outdir, changes, this.indexOf(changes));
  }

  private indexOf(changes: TreeChanges): WrittenIndex | undefined {
    const { index } = this.options;
    return index === undefined ? undefined : { file: index, text: indexText(this.written(changes)) };
  }

  /** The lines of the index that are of the folder, by paths in it. */
  private own(): TreeIndex {
    const { index } = this.options;
    const all = index === undefined ? [] : [...readIndex(index), ...readIndex(nextOf(index), false)];
    const own = new Map<string, Set<string>>();
    for (const [name, hashes] of all) {
      const file = this.ours(name);
      if (file !== undefined) {
        own.set(file, new Set([...(own.get(file) ?? []), ...hashes]));
      }
    }
    return own;
  }

  /** What the index says afterwards. Lines of other folders stay as long as their files do. */
  private written({ hashes }: TreeChanges): TreeIndex {
    const others = [...readIndex(this.options.index!)].filter(
      ([name]) => this.ours(name) === undefined && fs.existsSync(path.resolve(this.indexFolder, name)),
    );
    const ours = [...hashes].map(([file, hash]) => [this.indexed(file), new Set([hash])] as const);
    return new Map([...others, ...ours]);
  }

  /** How the index names a file: from its own folder, in which `sha256sum --check` finds it, wherever the program is started. */
  private indexed(file: string): string {
    return withSlashes(path.relative(this.indexFolder, path.join(this.outdir, file)));
  }

  /** The path in the folder of a file that the index names, where it is in it. */
  private ours(name: string): string | undefined {
    const file = withSlashes(path.relative(this.outdir, path.resolve(this.indexFolder, name)));
    return file.startsWith('../') || path.isAbsolute(file) ? undefined : file;
  }

  private get indexFolder(): string {
    return realPath(path.dirname(this.options.index!));
  }

  /** Beside the folder, or where one may be made if it may not be there. */
  private emptyStage(): string {
    const parent = path.dirname(this.outdir);
    fs.mkdirSync(parent, { recursive: true });
    try {
      return fs.mkdtempSync(path.join(parent, stagePrefix(this.outdir)));
    } catch {
      return scratchFolder(stagePrefix(this.outdir));
    }
  }
}

/** Files that a refusal names. */
const SHOWN = 10;

const CURE =
  'cure: undo the edits, or remove the files where a merge mixed them: they are rendered anew; overwriteEdits: true of AutonomousApp writes over them';

function refusals({ edited, taken }: TreeChanges): string[] {
  return [
    ...(edited.length > 0 ? [`edited since the last synth: ${someOf(edited, SHOWN)}`] : []),
    ...(taken.length > 0 ? [`not written by this app, but of the same name: ${someOf(taken, SHOWN)}`] : []),
  ];
}

/** Without links, as far as it is there. */
function realPath(name: string): string {
  const whole = path.resolve(name);
  return fs.existsSync(whole) || path.dirname(whole) === whole
    ? fs.realpathSync(whole)
    : path.join(realPath(path.dirname(whole)), path.basename(whole));
}

function withSlashes(name: string): string {
  return name.split(path.sep).join('/');
}

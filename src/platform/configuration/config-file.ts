import { readFileSync } from 'fs';
import { extname } from 'path';
import { Yaml } from 'cdk8s';
import { checkPlain } from './plain-value';
import { yamlError } from './yaml-text';
import { inOrder } from '../../manifest/in-order';
import { noSuchFile } from '../../manifest/missing-file';
import { secretInText } from '../../manifest/secret-literals';
import { checked } from '../../props/checked';

/** What is said of the content of a file. */
export interface ConfigFileOptions {
  /**
   * Why everyone may read what looks like a secret in it, such as a public key.
   * @default - what looks like a secret is refused
   */
  readonly notSecret?: string;
}

/** A file of a `Configuration`. */
@checked
export class ConfigFile {
  /**
   * Any text.
   * @param content What is in the file.
   * @param options Whether it may hold what looks like a secret.
   */
  public static text(content: string, options: ConfigFileOptions = {}): ConfigFile {
    if (typeof content !== 'string') {
      const cure = 'ConfigFile.json(...) or .yaml(...) for objects';
      throw new Error(`ConfigFile.text: content ${String(content)}: must be a text; ${cure}`);
    }
    return new ConfigFile('ConfigFile.text', content, options);
  }

  /**
   * JSON: an object that is written with its keys in order, or a text that has to be JSON.
   * @param content an object, a list, or a text
   * @param options Whether it may hold what looks like a secret.
   */
  public static json(content: any, options: ConfigFileOptions = {}): ConfigFile {
    return new ConfigFile('ConfigFile.json', jsonOf('ConfigFile.json', content), options);
  }

  /**
   * YAML: an object that is written with its keys in order, or a text that has to be YAML.
   * @param content an object, a list, or a text
   * @param options Whether it may hold what looks like a secret.
   */
  public static yaml(content: any, options: ConfigFileOptions = {}): ConfigFile {
    return new ConfigFile('ConfigFile.yaml', yamlOf('ConfigFile.yaml', content), options);
  }

  /**
   * A file, read now. One named .json, .yaml or .yml has to be what its name says.
   * @param path path of the file, relative to the working folder; `ProgramFolder` has those beside the program
   * @param options Whether it may hold what looks like a secret.
   */
  public static fromFile(path: string, options: ConfigFileOptions = {}): ConfigFile {
    const what = `ConfigFile.fromFile('${path}')`;
    const bytes = read(what, path);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(bytes)) {
      return new ConfigFile(what, bytes.toString('base64'), options, bytes.length);
    }
    const kind = extname(path).toLowerCase();
    const valid = kind === '.json' ? jsonOf(what, text) : /^\.ya?ml$/.test(kind) ? yamlOf(what, text) : text;
    return new ConfigFile(what, valid, options);
  }

  /** @internal */
  public readonly _bytes: number;
  /**
   * True where the content is in base64.
   * @internal
   */
  public readonly _binary: boolean;
  /**
   * What looks like a secret in it.
   * @internal
   */
  public readonly _secret?: string;

  /**
   * Whether its author says that what looks like a secret in it is none.
   * @internal
   */
  public readonly _notSecret: boolean;

  private constructor(
    what: string,
    /** What is in it; in base64 where it is no text. */
    public readonly content: string,
    { notSecret }: ConfigFileOptions,
    binaryBytes?: number,
  ) {
    this._binary = binaryBytes !== undefined;
    this._bytes = binaryBytes ?? Buffer.byteLength(content);
    if (notSecret !== undefined && notSecret.trim() === '') {
      throw new Error(`${what}: notSecret '${notSecret}': must say why everyone may read it`);
    }
    this._notSecret = notSecret !== undefined;
    this._secret = this._binary || notSecret !== undefined ? undefined : secretInText(content);
  }
}

function read(what: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${what}: ${code === 'ENOENT' ? noSuchFile(path) : `cannot be read: ${message}`}`);
  }
}

function jsonOf(what: string, content: unknown): string {
  if (typeof content !== 'string') {
    checkPlain(what, content);
    return `${JSON.stringify(inOrder(content), null, 2)}\n`;
  }
  try {
    JSON.parse(content);
  } catch (error) {
    throw new Error(`${what}: is no JSON: ${(error as Error).message}; ConfigFile.text(...) for anything else`);
  }
  return content;
}

function yamlOf(what: string, content: unknown): string {
  if (typeof content !== 'string') {
    checkPlain(what, content);
    return Yaml.stringify(inOrder(content));
  }
  const wrong = yamlError(content);
  if (wrong !== undefined) {
    throw new Error(`${what}: is no YAML: ${wrong}; ConfigFile.text(...) for anything else`);
  }
  return content;
}

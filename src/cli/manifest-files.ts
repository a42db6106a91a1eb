import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { InvalidInput } from './exit-codes';

/** All objects of a folder with manifests, or of one file. */
export function manifestsIn(folder: string): unknown[] {
  if (!existsSync(folder)) {
    throw new InvalidInput(`${folder}: there is no such folder; run cdk8s synth first`);
  }
  // What cdk8s writes its manifests with; Yaml.load of cdk8s starts a process for each file.
  const { parseAllDocuments } = createRequire(require.resolve('cdk8s'))('yaml');
  const files = statSync(folder).isDirectory()
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(folder, name))
    : [folder];
  return files.flatMap((file) => {
    try {
      const documents: { toJS(): unknown }[] = parseAllDocuments(readFileSync(file, 'utf8'));
      return documents.map((document) => document.toJS());
    } catch (error) {
      throw new InvalidInput(`${file}: ${(error as Error).message}`);
    }
  });
}

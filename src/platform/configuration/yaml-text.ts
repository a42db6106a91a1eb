import { createRequire } from 'module';

/** What is used of the library that cdk8s brings for its own manifests. */
interface YamlLibrary {
  parseAllDocuments(text: string): { readonly errors: readonly { readonly message: string }[] }[];
}

let library: YamlLibrary | undefined;

/** What is wrong with a text that has to be YAML; undefined where nothing is, or nobody can say it. */
export function yamlError(text: string): string | undefined {
  library ??= yamlLibrary();
  const wrong = library.parseAllDocuments(text).flatMap(({ errors }) => errors);
  return wrong[0]?.message.split('\n')[0].replace(/:$/, '');
}

/** A program bundled into one file has it in there too, where nobody finds it. */
function yamlLibrary(): YamlLibrary {
  try {
    return createRequire(require.resolve('cdk8s'))('yaml') as YamlLibrary;
  } catch {
    return { parseAllDocuments: () => [] };
  }
}

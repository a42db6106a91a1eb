import { createRequire } from 'module';

/** What is used of the library that cdk8s brings for its own manifests. */
interface YamlLibrary {
  parseAllDocuments(text: string): { readonly errors: readonly { readonly message: string }[] }[];
}

let library: YamlLibrary | undefined;

/** What is wrong with a text that has to be YAML; undefined where nothing is. */
export function yamlError(text: string): string | undefined {
  library ??= createRequire(require.resolve('cdk8s'))('yaml') as YamlLibrary;
  const wrong = library.parseAllDocuments(text).flatMap(({ errors }) => errors);
  return wrong[0]?.message.split('\n')[0].replace(/:$/, '');
}

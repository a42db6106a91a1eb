import { createRequire } from 'module';

/** What is used of the library that cdk8s brings for its own manifests. */
interface YamlLibrary {
  parseAllDocuments(text: string): { readonly errors: readonly { readonly message: string }[] }[];
}

let library: YamlLibrary | undefined;

/**
 * What is wrong with a text that has to be YAML; undefined where nothing is.
 * @throws where cdk8s is not there as a package, as in a program that is bundled into one file
 */
export function yamlError(text: string): string | undefined {
  library ??= loaded();
  const wrong = library.parseAllDocuments(text).flatMap(({ errors }) => errors);
  return wrong[0]?.message.split('\n')[0].replace(/:$/, '');
}

function loaded(): YamlLibrary {
  try {
    return createRequire(require.resolve('cdk8s'))('yaml') as YamlLibrary;
  } catch (error) {
    const cure = 'keep cdk8s out of the bundle, or give an object, or ConfigFile.text(...)';
    throw new Error(
      `ConfigFile.yaml: a text is checked by the library of cdk8s, which is not there (${String(error)}); ${cure}`,
    );
  }
}

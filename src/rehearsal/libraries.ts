import { RequestOptions } from 'http';
import { RehearsalRefused } from './refused';

/** What of `KubeConfig` of the client library is used: it knows all kinds of credentials. */
export interface KubeConfig {
  loadFromDefault(): void;
  loadFromFile(file: string): void;
  setCurrentContext(name: string): void;
  getCurrentContext(): string;
  getContextObject(name: string): { readonly name: string } | null;
  getContexts(): readonly { readonly name: string }[];
  getCurrentCluster(): { readonly server: string; readonly proxyUrl?: string } | null;
  applyToHTTPSOptions(options: RequestOptions): Promise<void>;
}

/** Reads all documents of a YAML text. */
export type ParseYaml = (
  text: string,
  options: { readonly version: '1.1'; readonly customTags: (tags: any[]) => any[] },
) => Iterable<{ readonly errors: readonly { readonly message: string }[]; toJS(): unknown }>;

/** Libraries that are not installed with this one. */
export interface Libraries {
  readonly newKubeConfig: () => KubeConfig;
  readonly parseYaml: ParseYaml;
}

/** Loads them; variables, so that their types are not needed to build this library. */
export async function loadLibraries(): Promise<Libraries> {
  const [client, yaml]: string[] = ['@kubernetes/client-node', 'yaml'];
  try {
    const { KubeConfig: Config } = await import(client);
    const { parseAllDocuments } = await import(yaml);
    return { newKubeConfig: () => new Config(), parseYaml: parseAllDocuments };
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new RehearsalRefused(
      `rehearse needs libraries that nothing else needs: npm install --save-dev @kubernetes/client-node@1 yaml@2 (${reason})`,
    );
  }
}

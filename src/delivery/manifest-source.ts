import { App, Chart, Names, YamlOutputType } from 'cdk8s';

/** Where in the repository the manifests of one chart are. */
export interface ManifestSource {
  readonly path: string;
  /** Set where several charts share a folder. */
  readonly directory?: { readonly include: string };
}

/** The folder, or the file, into which the app writes a chart. */
export function manifestSource(app: App, chart: Chart, root: string): ManifestSource {
  const folder = root.replace(/\/+$/, '');
  const name = Names.toDnsLabel(chart);
  if (app.yamlOutputType === YamlOutputType.FILE_PER_CHART) {
    return { path: folder, directory: { include: `${name}${app.outputFileExtension}` } };
  }
  return { path: `${folder}/${name}` };
}

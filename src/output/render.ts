import { App, Chart, Names, Yaml, YamlOutputType } from 'cdk8s';
import { objectsOf, synthOnce } from './synth-once';

/** Takes a file that is rendered: its path in the folder that it is for, with slashes, and its text. */
export type TakeFile = (name: string, text: string) => void;

/** Renders an app, file by file. */
export type Render = (take: TakeFile) => void;

/**
 * The files that `App.synth` of cdk8s would write, byte for byte, handed over one by one and not written: of most synths nearly everything is there already.
 * @param app whose dependencies are resolved
 */
export function renderFiles(app: App, take: TakeFile): void {
  const { charts, outputFileExtension: extension } = app;
  synthOnce(app, () => {
    switch (app.yamlOutputType) {
      case YamlOutputType.FILE_PER_APP:
        if (charts.length > 0) {
          take(`app${extension}`, Yaml.stringify(...charts.flatMap((chart) => chart.toJson())));
        }
        break;
      case YamlOutputType.FILE_PER_CHART:
        for (const [chart, name] of named(charts)) {
          take(`${name}${extension}`, Yaml.stringify(...chart.toJson()));
        }
        break;
      case YamlOutputType.FILE_PER_RESOURCE:
        for (const object of charts.flatMap((chart) => chart.toJson())) {
          take(`${fileName(object)}${extension}`, Yaml.stringify(object));
        }
        break;
      case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
        for (const [chart, name] of named(charts)) {
          for (const object of objectsOf(chart)) {
            take(`${name}/${fileName(object)}${extension}`, Yaml.stringify(object.toJson()));
          }
        }
        break;
    }
  });
  if ((app as any).recordConstructMetadata === true) {
    take('construct-metadata.json', metadataOf(charts));
  }
}

/** The names of charts; numbered in their order where some depend on others. */
function named(charts: readonly Chart[]): [Chart, string][] {
  const isNumbered = charts.some(({ node }) => node.dependencies.some((other) => Chart.isChart(other)));
  return charts.map((chart, i) => {
    const name = Names.toDnsLabel(chart);
    return [chart, isNumbered ? `${`${i}`.padStart(4, '0')}-${name}` : name];
  });
}

function fileName({
  kind,
  metadata,
}: {
  readonly kind: string;
  readonly metadata: { readonly name?: string };
}): string {
  return `${kind}.${metadata.name}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}

/** What the validations of the command `cdk8s` tell paths of constructs from. */
function metadataOf(charts: readonly Chart[]): string {
  const resources = Object.fromEntries(charts.flatMap(objectsOf).map(({ name, node }) => [name, { path: node.path }]));
  return JSON.stringify({ version: '1.0.0', resources });
}

import { ApiObject, App, Chart, DependencyGraph } from 'cdk8s';

/**
 * Runs a synth of an app in which charts are rendered without validating the whole app again for each of them: `App.synth` and `App.synthYaml` of cdk8s
 * validate it and resolve its dependencies first, and then once more in every `Chart.toJson`, which makes time grow with the square of the charts. What comes
 * of it is the same, byte for byte. A chart of a class that renders itself does so still.
 */
export function synthOnce<T>(app: App, synth: () => T): T {
  return rendering(
    chartsOf(app).filter((chart) => chart.toJson === Chart.prototype.toJson),
    (chart) => objectsOf(chart).map((object) => object.toJson()),
    synth,
  );
}

/**
 * Validates an app and resolves its dependencies, once, and renders nothing.
 * @param synthYaml that of the app
 */
export function prepareOnce(app: App, synthYaml: () => string): void {
  rendering(chartsOf(app), () => [], synthYaml);
}

/** The objects of a chart in the order of their dependencies; those of a chart inside it are that one's. */
export function objectsOf(chart: Chart): ApiObject[] {
  return new DependencyGraph(chart.node)
    .topology()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.chart === chart);
}

function chartsOf(app: App): Chart[] {
  return app.node.findAll().filter((construct): construct is Chart => Chart.isChart(construct));
}

/** Runs something in which charts are rendered by another function than their own. */
function rendering<T>(charts: readonly Chart[], objects: (chart: Chart) => any[], action: () => T): T {
  for (const chart of charts) {
    Object.defineProperty(chart, 'toJson', { configurable: true, value: () => objects(chart) });
  }
  try {
    return action();
  } finally {
    for (const chart of charts) {
      delete (chart as Partial<Chart>).toJson;
    }
  }
}

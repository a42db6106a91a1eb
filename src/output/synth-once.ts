import { ApiObject, App, Chart, DependencyGraph } from 'cdk8s';

/**
 * Runs a synth of an app in which charts are rendered without validating the whole app again for each of them: `App.synth` and `App.synthYaml` of cdk8s
 * validate it and resolve its dependencies first, and then once more in every `Chart.toJson`, which makes time grow with the square of the charts. What is
 * written is the same, byte for byte. A chart of a class that renders itself does so still.
 */
export function synthOnce<T>(app: App, synth: () => T): T {
  const charts = app.node.findAll().filter((construct): construct is Chart => Chart.isChart(construct));
  const rendered = charts.filter((chart) => chart.toJson === Chart.prototype.toJson);
  for (const chart of rendered) {
    Object.defineProperty(chart, 'toJson', { configurable: true, value: () => objectsOf(chart) });
  }
  try {
    return synth();
  } finally {
    for (const chart of rendered) {
      delete (chart as Partial<Chart>).toJson;
    }
  }
}

/** The objects of a chart in the order of their dependencies; those of a chart inside it are that one's. */
function objectsOf(chart: Chart): unknown[] {
  return new DependencyGraph(chart.node)
    .topology()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct) && construct.chart === chart)
    .map((object) => object.toJson());
}

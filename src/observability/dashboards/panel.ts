/** A line of a panel: an expression of PromQL, and what it is called. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** A panel. */
export interface PanelParts {
  readonly title: string;
  /** Why one looks at it. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** Unit as Grafana names it: 'reqps', 'percentunit', 'short', 's', 'bytes'. */
  readonly unit?: string;
  /** Value above which it is red. */
  readonly red?: number;
  /** Panels of a row: two where nothing is said. */
  readonly inRow?: number;
  /** True for the last value of each line in place of its course. */
  readonly isTable?: true;
}

/** A dashboard, before it is laid out. */
export interface DashboardParts {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Variables by which one chooses, each a label of a series. */
  readonly variables: readonly { readonly name: string; readonly label: string; readonly of: string }[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly PanelParts[] }[];
}

/** Schema of Grafana 10.4 and 11; newer ones read it too. */
const SCHEMA = 39;
const WIDTH = 24;
const HEIGHT = 8;
const SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** The JSON of a dashboard: rows with their panels below each other, in the order in which they are given. */
export function dashboardJson({ uid, title, tags, variables, rows }: DashboardParts): string {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: WIDTH, h: 1 },
    });
    y += 1;
    let x = 0;
    for (const panel of row.panels) {
      const w = WIDTH / (panel.inRow ?? 2);
      if (x + w > WIDTH) {
        x = 0;
        y += HEIGHT;
      }
      panels.push({ id: panels.length + 1, ...panelJson(panel), gridPos: { x, y, w, h: HEIGHT } });
      x += w;
    }
    y += HEIGHT;
  }
  const dashboard = {
    uid,
    title,
    tags,
    schemaVersion: SCHEMA,
    version: 1,
    editable: false,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    annotations: { list: [] },
    links: [],
    templating: { list: [dataSource(), ...variables.map(variableJson)] },
    panels,
  };
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}

function panelJson({ title, description, queries, unit = 'short', red, isTable }: PanelParts): object {
  const steps = [{ color: 'green', value: null }, ...(red === undefined ? [] : [{ color: 'red', value: red }])];
  return {
    type: isTable ? 'bargauge' : 'timeseries',
    title,
    description,
    datasource: SOURCE,
    fieldConfig: { defaults: { unit, min: 0, thresholds: { mode: 'absolute', steps } }, overrides: [] },
    options: isTable
      ? {
          displayMode: 'basic',
          orientation: 'horizontal',
          reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        }
      : {
          legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
          tooltip: { mode: 'multi', sort: 'desc' },
        },
    targets: queries.map(({ expr, legend }, i) => ({
      refId: String.fromCharCode(65 + i),
      datasource: SOURCE,
      expr,
      legendFormat: legend,
      ...(isTable && { instant: true }),
    })),
  };
}

function dataSource(): object {
  return { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', hide: 0 };
}

function variableJson({ name, label, of }: DashboardParts['variables'][number]): object {
  return {
    name,
    label,
    type: 'query',
    datasource: SOURCE,
    query: { query: `label_values(${of}, ${name})`, refId: name },
    refresh: 2,
    sort: 1,
    multi: true,
    includeAll: true,
    allValue: '.+',
    current: { text: 'All', value: '$__all' },
    hide: 0,
  };
}

import { faultsOf } from './fleet-faults';
import { FleetFileProps, FleetSite } from './fleet-props';
import { Columns, SiteRow, SiteRows } from './site-file';
import { Problems } from '../../manifest/problems';

/** What of a file is read. */
export type FileLayout = Pick<FleetFileProps, 'layouts' | 'columns' | 'attributes' | 'ignoreOtherColumns'>;

/** Which columns a file has to have and may have, by what they hold. Throws where they are said twice, or are of nothing. */
export function columnsOf(path: string, { layouts, columns = {}, attributes = [], ignoreOtherColumns }: FileLayout) {
  const roles = [...new Set(Object.values(layouts).flatMap((layout) => layout.roles))];
  const held = ['name', 'region', 'layout', ...roles];
  const problems = new Problems(path);
  for (const [what, column] of Object.entries(columns)) {
    problems.check(held.includes(what), 'columns', what, `is nothing that a site has: ${held.join(', ')}`);
    problems.check(column !== '', `columns.${what}`, column, 'must be the name of a column');
  }
  const columnOf = (what: string) => columns[what] ?? what;
  const named = [...held.map(columnOf), ...attributes];
  for (const column of new Set(named.filter((one, i) => named.indexOf(one) !== i))) {
    problems.check(false, 'columns', column, 'would hold two things', 'columns and attributes with names of their own');
  }
  problems.raise();
  return {
    roles,
    columnOf,
    known: { names: named, key: columnOf('name'), ignoresOthers: ignoreOtherColumns ?? false },
  };
}

/** The sites that a file lists, and everything that is wrong with it. */
export function sitesIn(path: string, props: FileLayout, read: (columns: Columns) => SiteRows) {
  const { roles, columnOf, known } = columnsOf(path, props);
  const { rows, faults } = read(known);
  const places = new Map<FleetSite, string>();
  const sites = rows.map((row) => {
    const site = siteOf(row, roles, columnOf, props.attributes ?? []);
    places.set(site, row.place);
    return site;
  });
  return { sites, faults: [...faults, ...faultsOf(sites, props.layouts, (site) => places.get(site)!)] };
}

function siteOf(
  { fields }: SiteRow,
  roles: readonly string[],
  columnOf: (what: string) => string,
  attributes: readonly string[],
): FleetSite {
  const of = (what: string) => fields[columnOf(what)];
  const [region, layout] = [of('region'), of('layout')];
  return {
    name: of('name') ?? '',
    ...(region && { region }),
    ...(layout && { layout }),
    nodes: Object.fromEntries(roles.flatMap((role) => (of(role) ? [[role, of(role)]] : []))),
    attributes: Object.fromEntries(attributes.flatMap((name) => (fields[name] ? [[name, fields[name]]] : []))),
  };
}

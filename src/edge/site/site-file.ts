import * as fs from 'fs';
import { basename } from 'path';
import { parse } from 'csv-parse/sync';
import { getNodeValue, ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { textIn } from './file-text';
import { noSuchFile } from '../../manifest/missing-file';

/** One site as a file has it, with its place. */
export interface SiteRow {
  /** `stations.csv line 17`. */
  readonly place: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a file holds, and what of it cannot be read. */
export interface SiteRows {
  readonly rows: readonly SiteRow[];
  readonly faults: readonly string[];
}

/** Columns that somebody asks for. */
export interface Columns {
  readonly names: readonly string[];
  /** The one without which there are no sites. */
  readonly key: string;
  readonly ignoresOthers: boolean;
}

/** A file cannot be read at all. */
class Unreadable extends Error {}

/** Reads a CSV file with a header; a byte order mark, quoted fields and empty lines are taken as they are in spreadsheets. */
export function readCsv(file: string, columns: Columns, delimiter: string): SiteRows {
  const rows: SiteRow[] = [];
  const faults: string[] = [];
  const name = basename(file);
  try {
    parse(readText(file), {
      columns: (header: string[]) => {
        faults.push(...headerFaults(header, columns, delimiter).map((fault) => `${name} line 1: ${fault}`));
        if (faults.length > 0) {
          throw new Unreadable();
        }
        return header.map((column) => (columns.names.includes(column) ? column : false));
      },
      delimiter,
      trim: true,
      skipEmptyLines: true,
      relaxColumnCount: true,
      onRecord: (record: Record<string, string>, { lines, error }) => {
        const place = `${name} line ${lines}`;
        if (error) {
          faults.push(`${place}: has not as many fields as the header`);
        } else {
          rows.push({ place, fields: record });
        }
        // Nothing is kept of a row but what was taken from it.
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof Unreadable)) {
      faults.push(`${name}: ${(error as Error).message}`);
    }
  }
  return { rows, faults };
}

/** What a header lacks, and what nobody asked for. */
function headerFaults(header: readonly string[], { names, key, ignoresOthers }: Columns, delimiter: string): string[] {
  const twice = new Set(header.filter((column, i) => header.indexOf(column) !== i && names.includes(column)));
  const other = [';', '\t', '|', ','].find(
    (one) => one !== delimiter && header.length === 1 && header[0].includes(one),
  );
  if (other !== undefined) {
    return [`the header is one field, '${header[0]}'; delimiter: ${other === '\t' ? "'\\t'" : `'${other}'`}`];
  }
  const strange = ignoresOthers ? [] : header.filter((column) => !names.includes(column));
  return [
    ...[...twice].map((column) => `column ${column} is there twice`),
    ...(header.includes(key)
      ? []
      : [`there is no column ${key}, which holds the names; there are ${header.join(', ')}`]),
    ...(strange.length > 0 ? [unknown(strange, names)] : []),
  ];
}

function unknown(strange: readonly string[], names: readonly string[]): string {
  return `column ${strange.join(', ')} is not known; there are ${names.join(', ')}; attributes: [...] keeps others, ignoreOtherColumns: true leaves them out`;
}

/** Reads a JSON file: a list of objects with texts. */
export function readJson(file: string, columns: Columns): SiteRows {
  const name = basename(file);
  const text = readText(file);
  const lineOf = lineCounter(text);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const faults = errors.map(({ error, offset }) => `${name} line ${lineOf(offset)}: ${printParseErrorCode(error)}`);
  if (!tree || tree.type !== 'array' || errors.length > 0) {
    return { rows: [], faults: faults.length > 0 ? faults : [`${name} line 1: must be a list of sites`] };
  }
  const rows: SiteRow[] = [];
  const told = new Set<string>();
  for (const entry of tree.children ?? []) {
    const place = `${name} line ${lineOf(entry.offset)}`;
    const value = entry.type === 'object' ? (getNodeValue(entry) as Record<string, unknown>) : undefined;
    const fields = value && textsOf(value, columns);
    if (!fields) {
      faults.push(`${place}: must be an object with texts`);
      continue;
    }
    rows.push({ place, fields });
    // There is no header: each field that is strange is told once.
    const strange = columns.ignoresOthers ? [] : Object.keys(value).filter((key) => !columns.names.includes(key));
    if (strange.length > 0 && !told.has(strange.join())) {
      told.add(strange.join());
      faults.push(`${place}: ${unknown(strange, columns.names)}`);
    }
  }
  return { rows, faults };
}

/** The fields that somebody asks for, as texts; undefined where one is none. */
function textsOf(value: Readonly<Record<string, unknown>>, { names, ignoresOthers }: Columns) {
  const fields = Object.entries(value).filter(
    ([key, field]) => field !== null && (names.includes(key) || !ignoresOthers),
  );
  const isText = fields.every(([, field]) => ['string', 'number', 'boolean'].includes(typeof field));
  return isText ? Object.fromEntries(fields.map(([key, field]) => [key, String(field).trim()])) : undefined;
}

/** Lines of growing offsets, each counted from the one before. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (; at < offset; at++) {
      line += text.charCodeAt(at) === 10 ? 1 : 0;
    }
    return line;
  };
}

function readText(file: string): string {
  if (!fs.existsSync(file)) {
    throw new Error(`sites file ${file}: ${noSuchFile(file)}`);
  }
  const { text, fault } = textIn(fs.readFileSync(file));
  if (fault !== undefined) {
    throw new Error(`sites file ${file}: ${fault}`);
  }
  return text;
}

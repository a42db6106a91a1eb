import * as fs from 'fs';
import { basename } from 'path';
import { parse } from 'csv-parse/sync';
import { getNodeValue, Node, ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
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

/** Reads a CSV file with a header; a byte order mark, quoted fields and empty lines are taken as they are in spreadsheets. */
export function readCsv(file: string): SiteRows {
  const rows: SiteRow[] = [];
  const faults: string[] = [];
  const text = readText(file);
  const name = basename(file);
  try {
    parse(text, {
      bom: true,
      columns: (header: string[]) => {
        const twice = header.find((column, i) => header.indexOf(column) !== i);
        if (twice !== undefined) {
          throw new Error(`column ${twice} is there twice`);
        }
        return header;
      },
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
    faults.push(`${name}: ${(error as Error).message}`);
  }
  return { rows, faults };
}

/** Reads a JSON file: a list of objects with texts. */
export function readJson(file: string): SiteRows {
  const text = readText(file);
  const name = basename(file);
  const lineOf = lineCounter(text);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  const faults = errors.map(({ error, offset }) => `${name} line ${lineOf(offset)}: ${printParseErrorCode(error)}`);
  if (!tree || tree.type !== 'array' || errors.length > 0) {
    return { rows: [], faults: faults.length > 0 ? faults : [`${name} line 1: must be a list of sites`] };
  }
  const rows: SiteRow[] = [];
  for (const entry of tree.children ?? []) {
    const place = `${name} line ${lineOf(entry.offset)}`;
    const fields = textsOf(entry);
    if (fields) {
      rows.push({ place, fields });
    } else {
      faults.push(`${place}: must be an object with texts`);
    }
  }
  return { rows, faults };
}

function textsOf(entry: Node): Record<string, string> | undefined {
  const value = entry.type === 'object' ? getNodeValue(entry) : undefined;
  const isText = value && Object.values(value).every((field) => ['string', 'number'].includes(typeof field));
  return isText ? Object.fromEntries(Object.entries(value).map(([key, field]) => [key, String(field)])) : undefined;
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
  return fs.readFileSync(file, 'utf8');
}

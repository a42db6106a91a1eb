import * as fs from 'fs';
import { basename } from 'path';
import { parseTree, ParseError, printParseErrorCode } from 'jsonc-parser';
import { byCodeUnit } from '../../capacity/order';
import { KubeObject } from '../../manifest/kube';
import { noSuchFile } from '../../manifest/missing-file';

/** What a file of a cluster's nodes holds, and what of it cannot be read. */
export interface NodeFile {
  readonly nodes: readonly KubeObject[];
  /** What each node says of the volumes of its CSI drivers, where the file has that. */
  readonly csiNodes: readonly KubeObject[];
  readonly faults: readonly string[];
}

const HOW = 'kubectl get nodes -o json > nodes.json';

/** Reads what `kubectl get nodes -o json` writes, or `kubectl get nodes,csinodes -o json`. */
export function readNodeFile(file: string): NodeFile {
  const name = basename(file);
  const fail = (fault: string): NodeFile => ({ nodes: [], csiNodes: [], faults: [`file ${name}: ${fault}; ${HOW}`] });
  if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
    return fail(noSuchFile(file));
  }
  const text = textOf(fs.readFileSync(file));
  let json: any;
  try {
    json = JSON.parse(text);
  } catch {
    return fail(`is no JSON, ${firstError(text)}`);
  }
  const items = itemsOf(json);
  if (items === undefined) {
    return fail(`must be a list of nodes, is ${described(json)}`);
  }
  const isKind = (kind: string) => (item: any) => item?.kind === kind;
  const others = items.filter((item) => !isKind('Node')(item) && !isKind('CSINode')(item));
  if (others.length > 0) {
    const kinds = [...new Set(others.map(described))].sort(byCodeUnit).join(', ');
    return fail(`must hold nodes alone, ${others.length} of ${items.length} are something else: ${kinds}`);
  }
  const nodes = items.filter(isKind('Node'));
  return nodes.length === 0 ? fail('holds no nodes') : { nodes, csiNodes: items.filter(isKind('CSINode')), faults: [] };
}

/** A byte order mark says how the text is written: PowerShell writes UTF-16. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return bytes.toString('utf16le').slice(1);
  }
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function firstError(text: string): string {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [{ error, offset }] = errors.length > 0 ? errors : [{ error: 1, offset: 0 }];
  return `line ${text.slice(0, offset).split('\n').length}: ${printParseErrorCode(error)}`;
}

function itemsOf(json: any): any[] | undefined {
  if (json?.kind === 'Node') {
    return [json];
  }
  const isList = json?.kind === 'List' || json?.kind === 'NodeList';
  return isList && Array.isArray(json.items)
    ? json.items.map((item: any) => (json.kind === 'NodeList' ? { kind: 'Node', ...item } : item))
    : undefined;
}

function described(json: any): string {
  if (Array.isArray(json)) {
    return 'an array';
  }
  return typeof json === 'object' && json !== null ? `a ${json.kind ?? 'object without a kind'}` : JSON.stringify(json);
}

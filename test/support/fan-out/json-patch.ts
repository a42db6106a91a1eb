/** One operation of a JSON patch (RFC 6902), as the controllers write them. */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** Applies them as evanphx/json-patch 4.12 does: `~1` and `~0` are read, and what is replaced or removed has to be there. Throws where a path leads nowhere. */
export function patched<Document>(document: Document, operations: readonly Operation[]): Document {
  const copy: any = structuredClone(document);
  for (const { op, path, value } of operations) {
    const keys = path
      .split('/')
      .slice(1)
      .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
    const last = keys.pop()!;
    const parent = keys.reduce((at, key) => at?.[key], copy);
    if (typeof parent !== 'object' || parent === null) {
      throw new Error(`${op} ${path}: doc is missing path`);
    }
    if (op !== 'add' && !(last in parent)) {
      throw new Error(`${op} ${path}: doc is missing key`);
    }
    if (op === 'remove') {
      Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last];
    } else {
      parent[last] = structuredClone(value);
    }
  }
  return copy;
}

/** A text that is no list of objects; says why. */
export class NoList extends Error {}

const [QUOTE, BACKSLASH, COMMA] = ['"', '\\', ','].map((one) => one.charCodeAt(0));
const [OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = ['{', '}', '[', ']'].map((one) => one.charCodeAt(0));

/** Of what is no JSON so much is shown. */
const LONGEST_SHOWN = 40;

/** So far back a key may stand with its colon and what is between. */
const LONGEST_KEY = 64;

/**
 * Takes lists of objects apart as they come in, one object at a time: a text of all pods of a large cluster is longer than a string may be. Reads
 * what `kubectl get -o json` writes, lists in a list, one object after the other, and one a line.
 */
export class Items {
  /** Objects that were found. */
  public count = 0;
  private depth = 0;
  /** Depth at which the objects of a list stand; 0 outside lists. */
  private listDepth = 0;
  private inText = false;
  private escaped = false;
  /** Bytes around the objects of a list. */
  private around: Buffer[] = [];
  private item: Buffer[] = [];

  public constructor(private readonly take: (object: any) => void) {}

  public push(chunk: Buffer): void {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (this.inText) {
        at = this.throughText(chunk, at);
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.inValue(chunk, at);
          this.inText = true;
          break;
        case OPEN:
        case OPEN_LIST:
          from = this.open(chunk, from, at);
          break;
        case CLOSE:
        case CLOSE_LIST:
          from = this.close(chunk, from, at);
          break;
        case COMMA:
          // Those between objects are part of nothing.
          if (this.listDepth > 0 && this.depth === this.listDepth) {
            from = at + 1;
          }
          break;
        default:
          if (this.depth === 0 && byte > 0x20) {
            this.inValue(chunk, at);
          }
      }
    }
    (this.isInItem ? this.item : this.around).push(Buffer.from(chunk.subarray(from)));
  }

  /** Nothing more comes. */
  public end(): void {
    if (this.depth > 0 || this.inText) {
      throw new NoList(`is cut off: it ends within an object, after ${this.count} whole ones`);
    }
  }

  private get isInItem(): boolean {
    return this.listDepth > 0 && this.depth > this.listDepth;
  }

  /** To the end of a text, or of the chunk. */
  private throughText(chunk: Buffer, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      if (this.escaped) {
        this.escaped = false;
      } else if (chunk[at] === BACKSLASH) {
        this.escaped = true;
      } else if (chunk[at] === QUOTE) {
        this.inText = false;
        return at;
      }
    }
    return chunk.length;
  }

  /** What stands outside of all objects is none. */
  private inValue(chunk: Buffer, at: number): void {
    if (this.depth === 0) {
      const line = chunk
        .subarray(at, at + LONGEST_SHOWN)
        .toString('utf8')
        .split('\n')[0];
      throw new NoList(
        `is no JSON: ${this.count > 0 ? 'after an object' : 'it begins with'} '${line}'; kubectl get ... -o json`,
      );
    }
  }

  private open(chunk: Buffer, from: number, at: number): number {
    this.depth += 1;
    const isList = chunk[at] === OPEN_LIST;
    if (this.listDepth === 0) {
      const begins = isList && (this.depth === 1 || (this.depth === 2 && this.isAfterItems(chunk.subarray(from, at))));
      if (begins) {
        this.listDepth = this.depth;
        this.around.push(Buffer.from(chunk.subarray(from, at + 1)));
        return at + 1;
      }
    } else if (this.depth === this.listDepth + 1) {
      return at;
    }
    return from;
  }

  private isAfterItems(last: Buffer): boolean {
    const text = Buffer.concat([...this.around.slice(-LONGEST_KEY), last])
      .subarray(-LONGEST_KEY)
      .toString('latin1');
    return /"items"\s*:\s*$/.test(text);
  }

  private close(chunk: Buffer, from: number, at: number): number {
    this.depth -= 1;
    if (this.depth < 0) {
      throw new NoList(`is no JSON: a bracket is closed that was not opened, after ${this.count} objects`);
    }
    if (this.listDepth > 0 && this.depth === this.listDepth) {
      this.item.push(chunk.subarray(from, at + 1));
      const object = this.parsed(this.item);
      this.item = [];
      this.found(object);
      return at + 1;
    }
    if (this.listDepth > 0 && this.depth === this.listDepth - 1) {
      this.listDepth = 0;
      this.around.push(Buffer.from(chunk.subarray(from, at + 1)));
      return this.depth === 0 ? this.ended(at + 1) : at + 1;
    }
    if (this.depth === 0) {
      this.around.push(chunk.subarray(from, at + 1));
      return this.ended(at + 1);
    }
    return from;
  }

  /** The end of what stands by itself: a list, of which the objects were taken, or one object. */
  private ended(next: number): number {
    const object = this.parsed(this.around);
    this.around = [];
    if (!Array.isArray(object) && !Array.isArray(object.items)) {
      this.found(object);
    }
    return next;
  }

  private found(object: any): void {
    if (Array.isArray(object?.items) && /List$/.test(object.kind ?? '')) {
      object.items.forEach((one: any) => this.found(one));
      return;
    }
    this.count += 1;
    this.take(object);
  }

  private parsed(parts: readonly Buffer[]): any {
    const text = Buffer.concat(parts).toString('utf8');
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new NoList(`is no JSON: after ${this.count} objects: ${(error as Error).message}`);
    }
  }
}

/** All objects of a text that is short. */
export function itemsOf(text: string): any[] {
  const found: any[] = [];
  const items = new Items((object) => found.push(object));
  items.push(Buffer.from(text));
  items.end();
  return found;
}

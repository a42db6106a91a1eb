/** What a JSON text holds, or what is first wrong with it, with its line. */
export interface JsonText {
  readonly value?: any;
  /** Where the text is a list: the line on which each entry begins. */
  readonly entryLines: readonly number[];
  /** `line 3: a value is missing`. */
  readonly fault?: string;
}

/** Reads a JSON text. What Node says of a wrong one names no line, and differs between its versions. */
export function readJsonText(text: string): JsonText {
  const { entries, fault } = walk(text);
  if (fault) {
    const [line] = linesOf(text, [fault.offset]);
    return { entryLines: [], fault: `line ${line}: ${fault.message}` };
  }
  return { value: JSON.parse(text), entryLines: linesOf(text, entries) };
}

const STRING = '"[^"\\\\\\u0000-\\u001f]*(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\\\\u0000-\\u001f]*)*"';
const NUMBER = '-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w.])';
const TOKEN = `(${STRING})|(${NUMBER}|true\\b|false\\b|null\\b)|([[\\]{},:])`;

/** What has to come next, in the words of a message. */
type Expected =
  'a value' | 'a value or ]' | 'a key' | 'a key or }' | 'a colon' | 'a comma or ]' | 'a comma or }' | 'the end';

interface Walk {
  readonly entries: readonly number[];
  readonly fault?: { readonly offset: number; readonly message: string };
}

/** Goes through all tokens, without recursion: a text may be nested deeply. */
function walk(text: string): Walk {
  const token = new RegExp(TOKEN, 'y');
  const open: ('[' | '{')[] = [];
  const entries: number[] = [];
  let expected: Expected = 'a value';
  for (let offset = past(text, 0); ; offset = past(text, token.lastIndex)) {
    if (offset === text.length) {
      const isWhole = expected === 'the end';
      return isWhole
        ? { entries }
        : { entries, fault: { offset, message: `the text ends where ${expected} has to be` } };
    }
    token.lastIndex = offset;
    const [found = '', string] = token.exec(text) ?? [];
    const isEntry = open.length === 1 && open[0] === '[' && expected.startsWith('a value') && found !== ']';
    const next = after(expected, found, string !== undefined, open);
    if (next === undefined) {
      return { entries, fault: { offset, message: `${expected} has to be where ${wordAt(text, offset)} is` } };
    }
    if (isEntry) {
      entries.push(offset);
    }
    expected = next;
  }
}

/** What may follow a token; undefined where the token may not be there. Keeps `open` up to date. */
function after(expected: Expected, found: string, isString: boolean, open: ('[' | '{')[]): Expected | undefined {
  if (expected === 'a key' || expected === 'a key or }') {
    return isString ? 'a colon' : closed(found, expected, open);
  }
  if (expected === 'a colon') {
    return found === ':' ? 'a value' : undefined;
  }
  if (!expected.startsWith('a value')) {
    const goesOn = found === ',' && open.length > 0;
    return goesOn ? (open.at(-1) === '[' ? 'a value' : 'a key') : closed(found, expected, open);
  }
  if (found === '[' || found === '{') {
    open.push(found);
    return found === '[' ? 'a value or ]' : 'a key or }';
  }
  const isScalar = found !== '' && !']},:'.includes(found);
  return isScalar ? following(open) : closed(found, expected, open);
}

function closed(found: string, expected: Expected, open: ('[' | '{')[]): Expected | undefined {
  if (found === '' || !']}'.includes(found) || !expected.endsWith(`or ${found}`)) {
    return undefined;
  }
  open.pop();
  return following(open);
}

function following(open: readonly string[]): Expected {
  const last = open.at(-1);
  return last === undefined ? 'the end' : last === '[' ? 'a comma or ]' : 'a comma or }';
}

/** The offset behind white space. */
function past(text: string, from: number): number {
  let offset = from;
  while (offset < text.length && ' \t\n\r'.includes(text[offset])) {
    offset++;
  }
  return offset;
}

/** What stands there, short enough for a message. */
function wordAt(text: string, offset: number): string {
  const [word] = /^(?:[\w.+-]+|.)/s.exec(text.slice(offset, offset + 21))!;
  return word.length > 20 ? `${word.slice(0, 20)}…` : word;
}

/** Lines of growing offsets, each counted from the one before. */
function linesOf(text: string, offsets: readonly number[]): number[] {
  let line = 1;
  let at = 0;
  return offsets.map((offset) => {
    for (; at < offset; at++) {
      line += text.charCodeAt(at) === 10 ? 1 : 0;
    }
    return line;
  });
}

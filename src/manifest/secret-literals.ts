import { Problems } from './problems';

/** Annotation with the names of what looks like a secret in an object and is none, as its author says. */
export const NOT_SECRET = 'cdk8s-autonomous.dev/not-secret';

/** What is a secret wherever it stands, and what it is called. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/, 'a private key'],
  [/LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJVkFUR|BFQyBQUklWQVRF|BPUEVOU1NI|BFTkNSWVBURUQ)/, 'a private key in base64'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bLTAI[A-Za-z0-9]{16,}\b/, 'an access key of a cloud'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_\w{22,}|\bglpat-[\w-]{20,}/, 'a token of a Git server'],
  [/\bxox[abprs]-[\w-]{10,}|\b[rs]k_live_\w{16,}|\bAIza[\w-]{35}\b|\bnpm_[A-Za-z0-9]{36}\b/, 'a token of a service'],
  [/\bhv[sb]\.[\w-]{20,}/, 'a token of Vault'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+/, 'a signed token'],
  [/(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@$<{]{0,100}:[^\s:/@$<{*]{1,200}@/i, 'a URL with a password'],
];

const PASSWORDS = /(passw(?:or)?d|passphrase|passcode)$|^(pass|pwd|requirepass|masterauth)$/;
const TOKENS = /(secret|token|apikey|accesskey|secretkey|privatekey)$|^(psk|credentials?|jwt)$/;

/** Words behind the one that says what a value is. */
const BEHIND =
  /^(\d+|prod|production|staging|test|dev|value|default|primary|secondary|old|new|current|base64|b64|hex)$/;

/** What stands for a value that is elsewhere, or tells where: a variable, a template, a reference, a URL, a path, a file. */
const REFERENCE =
  /^(?:\$.*|.*\$[({].*|.*\{\{.*|%.*%|<.*>|ENC\(.*\)|(?:vault|file|env|classpath|arn|ref\+\w+|op|https?):.*|~?\.{0,2}\/[^+=]*|[\w.-]+\.(?:pem|key|crt|cer|p12|jks|pfx|txt|json|ya?ml|properties|conf)|true|false|yes|no|on|off|null|none|undefined|[*xX.]+)$/i;

/** One pair of a name and a value, as settings, programs and arguments write it. Names are bounded: no text takes long to look through. */
const PAIR = /(?<![\w.])(["']?)([A-Za-z_][\w.-]{0,99})\1\s*[:=]\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',;}&\])]+))/g;
const ELEMENT = /<([A-Za-z][\w.-]{0,99})>([^<\n]{1,999})<\//g;
const DIRECTIVE = /^\s*([a-z]+(?:[_-][a-z]+)+|requirepass|masterauth)\s+(\S+)\s*$/;
const COMMENT = /^\s*(?:#|\/\/|;|--\s|!|\*|<!--)/;

/** What a value is that may be read by nobody: by its shape, or by its name. Undefined where it looks like none. */
export function secretIn(name: string, value: string): string | undefined {
  return shapeOf(value) ?? secretNamed(name, value);
}

/** The same of settings: a file, a script, a list of arguments. Says of which name it is where a name tells. */
export function secretInText(text: string): string | undefined {
  const shape = shapeOf(text);
  if (shape) {
    return shape;
  }
  for (const line of text.split('\n').filter((one) => !COMMENT.test(one))) {
    for (const [name, value] of pairsOf(line)) {
      const found = secretNamed(name, value);
      if (found) {
        return `${found} (${name})`;
      }
    }
  }
  return undefined;
}

/** Refuses values that look like secrets, by name. The message never shows one. */
export function refuseSecrets(
  problems: Problems,
  prop: string,
  values: Readonly<Record<string, string>>,
  cure: string,
): void {
  for (const [name, value] of Object.entries(values)) {
    const found = typeof value === 'string' ? (secretIn(name, value) ?? secretInText(value)) : undefined;
    problems.check(found === undefined, prop, name, refusal(found), cure);
  }
}

/** Refuses arguments that look like secrets, also where the name is the one before. */
export function refuseSecretArguments(problems: Problems, prop: string, given: readonly string[] | undefined): void {
  const texts = (given ?? []).filter((text) => typeof text === 'string');
  const option = (i: number) => /^--?([A-Za-z][\w.-]*)$/.exec(texts[i - 1] ?? '')?.[1];
  texts.forEach((text, i) => {
    const before = option(i);
    const inside = secretInText(text);
    const found = inside ?? (before === undefined ? undefined : secretNamed(before, text));
    const shown = inside ? (/^[-\w.]+(?=[=:](?!\/\/))/.exec(text)?.[0] ?? `${i + 1}`) : before;
    problems.check(found === undefined, prop, shown, refusal(found), 'a variable of a SecretRef: $(NAME) in its place');
  });
}

/** The same of a command that is made apart from its workload. */
export function refuseSecretsIn(what: string, command: readonly string[]): void {
  const problems = new Problems(what);
  refuseSecretArguments(problems, 'command', command);
  problems.raise();
}

/** Why a value is refused. */
export function refusal(found: string | undefined): string {
  return `holds what looks like ${found}: whoever reads the manifests reads it`;
}

function shapeOf(text: string): string | undefined {
  return SHAPES.find(([shape]) => shape.test(text))?.[1];
}

function pairsOf(line: string): [string, string][] {
  const directive = DIRECTIVE.exec(line);
  return [
    ...[...line.matchAll(PAIR)].map((found): [string, string] => [found[2], found[3] ?? found[4] ?? code(found[5])]),
    ...[...line.matchAll(ELEMENT)].map((found): [string, string] => [found[1], found[2]]),
    ...(directive ? [[directive[1], directive[2]] as [string, string]] : []),
  ];
}

/** What a program computes is no value. */
function code(value: string): string {
  return /[([]/.test(value) ? '' : value;
}

function secretNamed(name: string, given: string): string | undefined {
  const value = given.trim();
  const words = wordsOf(name);
  while (words.length > 0 && BEHIND.test(words[words.length - 1])) {
    words.pop();
  }
  const last = words.at(-1) ?? '';
  if (REFERENCE.test(value)) {
    return undefined;
  }
  if (PASSWORDS.test(last)) {
    return value.length >= 4 ? 'a password' : undefined;
  }
  const isKey = last === 'key' && !words.some((word) => /^pub(lic)?$/.test(word));
  if (!isKey && !TOKENS.test(last)) {
    return undefined;
  }
  const what = isKey ? 'a key' : `a ${last}`;
  return isRandom(value) || (!isKey && /^[A-Za-z]{20,}$/.test(value)) ? what : undefined;
}

/** Whether a value was drawn, not written: letters and digits in one long piece. */
function isRandom(value: string): boolean {
  return value.split(/[^A-Za-z0-9+/=_]+/).some((piece) => {
    return piece.length >= 12 && /[0-9]/.test(piece) && /[A-Za-z]/.test(piece) && !/^[a-z]+_?[0-9]{1,4}$/i.test(piece);
  });
}

/** The words of a name: `db.ownerPassword`, `db_password`. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

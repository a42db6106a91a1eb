import { Problems } from './problems';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const LABEL_KEY =
  /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** RFC 1123 label, at most `most` characters: names of Services, namespaces, containers. */
export function isDnsLabel(name: string, most = 63): boolean {
  return name.length <= most && LABEL.test(name);
}

/** RFC 1123 subdomain: names of most other kinds, and host names. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= 253 && SUBDOMAIN.test(name) && name.split('.').every((label) => label.length <= 63);
}

/** Checks a name that has to be a DNS label, with a suggestion. */
export function checkDnsLabel(problems: Problems, prop: string, name: string, most = 63): void {
  const fixed = name
    .toLowerCase()
    .replace(/[^-a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, most)
    .replace(/-+$/, '');
  problems.check(
    isDnsLabel(name, most),
    prop,
    name,
    `must be a DNS label: a-z, 0-9 and -, ${most} characters at most`,
    fixed ? `for example '${fixed}'` : undefined,
  );
}

/** Checks label or annotation-like maps that end up as labels. */
export function checkLabels(problems: Problems, prop: string, labels: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(labels)) {
    problems.check(
      LABEL_KEY.test(key) && (key.split('/').pop() ?? '').length <= 63,
      `${prop} key`,
      key,
      'must be [prefix/]name of letters, digits, -, _ and .',
    );
    problems.check(
      LABEL_VALUE.test(value) && value.length <= 63,
      `${prop}['${key}']`,
      value,
      'must be 63 letters, digits, -, _ and . at most, with a letter or digit at both ends',
    );
  }
}

/** The text as a label value: characters that are not allowed become -, what is too long is cut. */
export function labelValue(text: string): string {
  return text
    .replace(/[^-A-Za-z0-9_.]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

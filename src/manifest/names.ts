import { Problems } from './problems';
import { refuseSecrets } from './secret-literals';

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

/** `[prefix/]name` of a label, taint or annotation. */
export function isQualifiedName(key: string): boolean {
  return LABEL_KEY.test(key) && (key.split('/').pop() ?? '').length <= 63;
}

/** Value of a label or taint. */
export function isLabelValue(value: string): boolean {
  return LABEL_VALUE.test(value) && value.length <= 63;
}

/** Key of a Secret or ConfigMap. */
export function isContentKey(key: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(key) && !/^\.\.?$/.test(key);
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
    problems.check(isQualifiedName(key), `${prop} key`, key, 'must be [prefix/]name of letters, digits, -, _ and .');
    problems.check(
      isLabelValue(value),
      `${prop}['${key}']`,
      value,
      'must be 63 letters, digits, -, _ and . at most, with a letter or digit at both ends',
    );
  }
  refuseSecrets(problems, prop, labels, 'a SecretRef where the software takes one');
}

/** Domains whose labels mean something to Kubernetes, the mesh or the autoscaler. */
const RESERVED_DOMAINS = ['kubernetes.io', 'k8s.io', 'istio.io', 'karpenter.sh', 'argoproj.io'];

/** Checks labels that users choose: well formed, and not of a domain that changes how the platform behaves. */
export function checkOwnLabels(problems: Problems, prop: string, labels: Readonly<Record<string, string>>): void {
  checkLabels(problems, prop, labels);
  for (const key of Object.keys(labels)) {
    const domain = key.includes('/') ? key.split('/')[0] : '';
    const reserved = RESERVED_DOMAINS.some((owner) => domain === owner || domain.endsWith(`.${owner}`));
    problems.check(!reserved, `${prop} key`, key, `belongs to ${domain}`, 'a label of a domain of your own');
  }
}

/** The text as a label value: characters that are not allowed become -, what is too long is cut. */
export function labelValue(text: string): string {
  return text
    .replace(/[^-A-Za-z0-9_.]+/g, '-')
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}

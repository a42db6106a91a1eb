import { isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** How much of a request is written down. */
export enum AuditLevel {
  /** Nothing. */
  NONE = 'None',
  /** Who did what to which object, and when; nothing of its content. */
  METADATA = 'Metadata',
  /** The content that was sent too. */
  REQUEST = 'Request',
  /** The content of the answer too. */
  REQUEST_RESPONSE = 'RequestResponse',
}

/** Objects of one API group. */
export interface AuditResources {
  /**
   * API group, without a version.
   * @default - the core group
   */
  readonly group?: string;
  /** Resources in the plural: 'pods', a part of them 'pods/exec', all parts 'pods/*'. */
  readonly resources: string[];
  /**
   * Names of the objects.
   * @default - all
   */
  readonly names?: string[];
}

/** A rule of an audit policy: requests that it is for, and what of them is written down. What is left out restricts nothing. */
export interface AuditRule {
  /** How much is written down. */
  readonly level: AuditLevel;
  /**
   * Users, for example 'system:serviceaccount:ci:deployer'.
   * @default - all
   */
  readonly users?: string[];
  /**
   * Groups of users, for example 'system:nodes'.
   * @default - all
   */
  readonly groups?: string[];
  /**
   * Verbs: get, list, watch, create, update, patch, delete, deletecollection.
   * @default - all
   */
  readonly verbs?: string[];
  /**
   * Objects.
   * @default - all
   */
  readonly resources?: AuditResources[];
  /**
   * Namespaces.
   * @default - all
   */
  readonly namespaces?: string[];
  /**
   * Paths that are no objects, for example '/healthz*'; a `*` is the last character.
   * @default - none, where objects are named
   */
  readonly paths?: string[];
}

/** Names of objects under which nobody looks for content: what is in them is a secret. */
const SECRET = ['secrets', 'configmaps', 'serviceaccounts/token', 'tokenreviews', '*'];

/** Checks a rule as the API server does when it starts (apiserver 0.32 to 0.37, pkg/apis/audit/validation): with a rule that it refuses it does not come up. */
export function checkRule(problems: Problems, at: string, rule: AuditRule): void {
  const { paths = [], resources = [], namespaces = [], level } = rule;
  const both = paths.length > 0 && resources.length + namespaces.length > 0;
  problems.check(
    !both,
    `${at}.paths`,
    paths,
    'are not of objects: a rule is for paths, or for resources and namespaces',
    'two rules',
  );
  for (const path of paths) {
    problems.check(path === '*' || path.startsWith('/'), `${at}.paths`, path, 'must begin with /');
    problems.check(!path.slice(0, -1).includes('*'), `${at}.paths`, path, 'may have a * as its last character alone');
  }
  for (const { group = '', resources: names, names: objects = [] } of resources) {
    const isGroup = group === '' || isDnsSubdomain(group);
    problems.check(isGroup, `${at}.resources.group`, group, 'must be a group without a version', "for example 'apps'");
    problems.check(
      names.length > 0 || objects.length === 0,
      `${at}.resources.names`,
      objects,
      'needs the resources that they are names of',
    );
    const deep = level === AuditLevel.REQUEST || level === AuditLevel.REQUEST_RESPONSE;
    const leaks =
      deep && ['', 'authentication.k8s.io'].includes(group) ? names.filter((name) => SECRET.includes(name)) : [];
    problems.check(
      leaks.length === 0,
      `${at}.level`,
      level,
      `would write the content of ${leaks.join(', ')} to the log`,
      'AuditLevel.METADATA',
    );
  }
}

/** The rule as the API server reads it. */
export function written({ level, users, groups, verbs, resources, namespaces, paths }: AuditRule): object {
  return {
    level,
    ...(users && { users }),
    ...(groups && { userGroups: groups }),
    ...(verbs && { verbs }),
    ...(resources && {
      resources: resources.map(({ group = '', resources: names, names: resourceNames }) => ({
        group,
        ...(names.length > 0 && { resources: names }),
        ...(resourceNames && { resourceNames }),
      })),
    }),
    ...(namespaces && { namespaces }),
    ...(paths && { nonResourceURLs: paths }),
  };
}

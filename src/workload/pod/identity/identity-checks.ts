import { IdentityOptions } from './identity-options';
import { Capability, SecurityOptions } from './security-options';
import { isQualifiedName } from '../../../manifest/names';
import { Problems } from '../../../manifest/problems';
import { PodSecurity } from '../../../platform/pod-security';

/** Capabilities that each level admits (Pod Security Standards, Kubernetes 1.25 and later). */
const ADMITTED: Readonly<Record<string, readonly Capability[] | undefined>> = {
  [PodSecurity.RESTRICTED]: [Capability.NET_BIND_SERVICE],
  [PodSecurity.BASELINE]: [
    Capability.CHOWN,
    Capability.DAC_OVERRIDE,
    Capability.FOWNER,
    Capability.KILL,
    Capability.NET_BIND_SERVICE,
    Capability.SETGID,
    Capability.SETUID,
  ],
};

const MOST = 2 ** 31;

/** Checks what pods may do and who they are, in a namespace of a level of Pod Security. */
export function checkSecurity(problems: Problems, level: PodSecurity, security: SecurityOptions = {}): void {
  const { user, group, fileGroup, capabilities = [], writableRoot } = security;
  const isId = (id: number | undefined, least: number) =>
    id === undefined || (Number.isInteger(id) && id >= least && id < MOST);
  problems.check(
    isId(user, 1),
    'security.user',
    user,
    'must be a whole number above 0: 0 is root, which Pod Security "restricted" refuses',
  );
  problems.check(isId(group, 0), 'security.group', group, 'must be a whole number of at least 0');
  problems.check(isId(fileGroup, 1), 'security.fileGroup', fileGroup, 'must be a whole number above 0');
  problems.check(
    new Set(capabilities).size === capabilities.length,
    'security.capabilities',
    capabilities,
    'must name each once',
  );
  const admitted = ADMITTED[level];
  for (const one of capabilities) {
    problems.check(
      admitted?.includes(one) ?? true,
      'security.capabilities',
      one,
      `Pod Security "${level}" admits ${admitted?.join(', ')} alone`,
      'podSecurity: PodSecurity.PRIVILEGED on a stack of its own',
    );
  }
  problems.check(
    writableRoot === undefined || writableRoot.trim() !== '',
    'security.writableRoot',
    writableRoot,
    'must say why the image writes to its own file system',
    'the reason, or `writable` with the directories',
  );
}

/** Checks who pods are. */
export function checkIdentity(problems: Problems, { annotations = {}, rules = [] }: IdentityOptions = {}): void {
  for (const key of Object.keys(annotations)) {
    problems.check(
      isQualifiedName(key),
      'identity.annotations',
      key,
      'must be [prefix/]name of letters, digits, -, _ and .',
    );
  }
  rules.forEach((rule) => rule._check(problems));
}

import { AccessLevel } from './access-rules';
import { checked } from '../../props/checked';

/**
 * What a group of people may do in all namespaces of a tenant. None of it names a wildcard, and nobody reads Secrets, changes roles or what Argo CD
 * applies. The group is one of the identity provider, as the API server and Argo CD know it.
 */
@checked
export class Access {
  /**
   * Sees what runs and how: everything but Secrets, logs and roles.
   * @param group Group of the identity provider.
   */
  public static view(group: string): Access {
    return new Access('view', group);
  }

  /**
   * Sees what runs, ends pods, changes the replicas of what an autoscaler looks after, and with Argo CD synchronises and restarts what the tenant has.
   * @param group Group of the identity provider.
   */
  public static operate(group: string): Access {
    return new Access('operate', group);
  }

  /**
   * Sees what runs, reads logs, works inside containers, forwards ports, and adds containers for debugging where the Pod Security of the namespace is not
   * PRIVILEGED. Whoever works inside a container sees what is mounted into it.
   * @param group Group of the identity provider.
   */
  public static debug(group: string): Access {
    return new Access('debug', group);
  }

  private constructor(
    /** @internal */
    public readonly _level: AccessLevel,
    /** Group of the identity provider. */
    public readonly group: string,
  ) {
    if (!isGroup(group)) {
      throw new Error(
        `Access.${_level}('${group}'): must be a group of people: not empty, not system:..., without *, commas, quotes and line breaks`,
      );
    }
  }
}

/** Argo CD keeps groups in the lines of a table, and groups of the system are nobody's people. */
function isGroup(group: string): boolean {
  return group !== '' && group.trim() === group && !group.startsWith('system:') && !/[*,"'\r\n\t]/.test(group);
}

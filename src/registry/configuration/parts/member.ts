import { checked } from '../../../props/checked';

/** What a member of a project may do. */
export enum HarborRole {
  /** Everything in the project. */
  PROJECT_ADMIN = 'projectAdmin',
  /** Push, pull, scan, delete. */
  MAINTAINER = 'maintainer',
  /** Push and pull. */
  DEVELOPER = 'developer',
  /** Pull, and see what is in it. */
  GUEST = 'guest',
  /** Pull, and see no logs and no members. */
  LIMITED_GUEST = 'limitedGuest',
}

/** As Harbor's API counts them. */
const ROLE_IDS: Readonly<Record<HarborRole, number>> = {
  [HarborRole.PROJECT_ADMIN]: 1,
  [HarborRole.DEVELOPER]: 2,
  [HarborRole.GUEST]: 3,
  [HarborRole.MAINTAINER]: 4,
  [HarborRole.LIMITED_GUEST]: 5,
};

/** Somebody who may do something in a project. */
@checked
export class HarborMember {
  /**
   * A user that Harbor knows.
   * @param name Name with which the user logs in.
   * @param role What the user may do.
   */
  public static user(name: string, role: HarborRole): HarborMember {
    return new HarborMember('user', name, role);
  }

  /**
   * A group of OpenID Connect.
   * @param name Name of the group, as the tokens of its members have it.
   * @param role What they may do.
   */
  public static oidcGroup(name: string, role: HarborRole): HarborMember {
    return new HarborMember('oidc', name, role);
  }

  /**
   * A group of a directory.
   * @param name Distinguished name of the group.
   * @param role What they may do.
   */
  public static ldapGroup(name: string, role: HarborRole): HarborMember {
    return new HarborMember('ldap', name, role);
  }

  private constructor(
    private readonly kind: 'user' | 'oidc' | 'ldap',
    /** Name of the user or group. */
    public readonly name: string,
    private readonly role: HarborRole,
  ) {
    if (name.trim() === '') {
      throw new Error('HarborMember: its name must not be empty');
    }
  }

  /** @internal */
  public get _state(): { readonly name: string; readonly kind: 'user' | 'oidc' | 'ldap'; readonly role: number } {
    return { name: this.name, kind: this.kind, role: ROLE_IDS[this.role] };
  }
}

import { SecretRef } from '../../../platform/secrets/secret-ref';

/** Where a user and a password are: the Job finds them as files, and no manifest has them. */
export interface HarborLogin {
  /** The Secret, in the namespace of the Job. */
  readonly secret: SecretRef;
  /**
   * Key of the user.
   * @default 'username'
   */
  readonly usernameKey?: string;
  /**
   * Key of the password.
   * @default 'password'
   */
  readonly passwordKey?: string;
}

import { StoredLogin } from '../../../platform/harbor-registry';
import { SecretRef } from '../../../platform/secrets/secret-ref';
import { checked } from '../../../props/checked';
import { HarborRobotProps } from '../harbor-configuration-props';

/** An account of a machine. Harbor makes its secret, and the Job writes it down: nobody else sees it. */
@checked
export class HarborRobot {
  /** @internal */
  public static _of(name: string, props: HarborRobotProps, secretName: string): HarborRobot {
    return new HarborRobot(name, props, secretName);
  }

  private constructor(
    /** Name of the robot, without the prefix that Harbor puts before it. */
    public readonly robotName: string,
    /** @internal */
    public readonly _props: HarborRobotProps,
    private readonly secretName: string,
  ) {}

  /** Key of the Secret with the user. */
  public get usernameKey(): string {
    return `${this.robotName}.username`;
  }

  /** Key of the Secret with the password. */
  public get passwordKey(): string {
    return `${this.robotName}.password`;
  }

  /** The Secret with its login, in the namespace of the Job. */
  public get secret(): SecretRef {
    return SecretRef.existing(this.secretName, [this.usernameKey, this.passwordKey]);
  }

  /**
   * Its login for stacks of other namespaces and clusters: `login` of the `HarborRegistry`.
   * @throws where it goes to no store
   */
  public get login(): StoredLogin {
    const target = this._props.pushTo;
    if (!target) {
      throw new Error(
        `robot ${this.robotName}: its login stays in Secret ${this.secretName}; pushTo: a store and a path`,
      );
    }
    return { store: target.store, username: `${target.path}#username`, password: `${target.path}#password` };
  }
}

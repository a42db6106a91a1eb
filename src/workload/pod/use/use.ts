import { Construct } from 'constructs';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { checked } from '../../../props/checked';
import { ICallTarget } from '../../calls/call-target';
import { ContainerOptions } from '../container-options';
import { Port } from '../port';

/**
 * The workload that uses something.
 * @internal
 */
export interface PodUser {
  /** The workload: what only it needs of the used thing, such as its user there, is made in it. */
  readonly construct: Construct;
  readonly stack: AutonomousStack;
  /** Name of its objects and of its ServiceAccount. */
  readonly name: string;
  /** Labels of its pods. */
  readonly selector: Readonly<Record<string, string>>;
}

/**
 * Pods that use it: at steady, and the most that there may be.
 * @internal
 */
export interface UserPods {
  readonly planned: number;
  readonly max: number;
}

/**
 * What a container finds, and what its pods may call.
 * @internal
 */
export interface UseParts extends ContainerOptions {
  readonly targets?: readonly { readonly target: ICallTarget; readonly ports?: readonly Port[] }[];
}

/**
 * How a workload uses something of the platform, such as a topic, a bucket or a database: with it come the address, the credentials by reference, and the
 * permission to call it. `uses: [positions.consumer(), orders.client()]`.
 */
@checked
export abstract class Use {
  /**
   * What it gives to a user. Asked once, before the checks of the user: it says its own problems itself.
   * @internal
   */
  public abstract _partsFor(user: PodUser): UseParts;

  /**
   * Notes a user that is made, and how many pods it has.
   * @internal
   */
  public _usedBy(_user: PodUser, _pods: UserPods): void {}
}

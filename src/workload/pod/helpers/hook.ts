import * as k8s from '../../../manifest/k8s/types';
import { refuseSecretsIn } from '../../../manifest/secret-literals';
import { checked } from '../../../props/checked';
import { Port } from '../port';

/** What happens in a container at the begin and at the end of its life. */
export interface Lifecycle {
  /**
   * Right after its start, beside its process. Until it is done the container is not ready; where it fails, the container is restarted.
   * @default - nothing
   */
  readonly started?: Hook;
  /**
   * Before its process is told to stop. It takes of the time between the order to stop and the end (`grace`), and comes in place of the 5 seconds in
   * which balancers notice: what drains, such as a proxy, waits here.
   * @default - 5 seconds of waiting where the container serves, from Kubernetes 1.30 on
   */
  readonly stopping?: Hook;
}

/** Something that kubelet does in a container, or asks of it. */
@checked
export class Hook {
  /**
   * Runs a command in the container; the image has to have it.
   * @param command Program and arguments; no shell is started.
   */
  public static exec(command: string[]): Hook {
    if (command.length === 0 || command.some((part) => typeof part !== 'string')) {
      throw new Error(
        `Hook.exec([${command.join(', ')}]): must be a command and its arguments, for example ['/bin/warm', '--all']`,
      );
    }
    refuseSecretsIn('Hook.exec', command);
    return new Hook({ exec: { command: [...command] } });
  }

  /**
   * Asks the container over HTTP, on a port that it listens on.
   * @param path Path of the request.
   * @param port Port of the container.
   */
  public static http(path: string, port: Port): Hook {
    if (!path.startsWith('/')) {
      throw new Error(`Hook.http('${path}'): the path must start with /`);
    }
    if (port._transport === 'UDP') {
      throw new Error(`Hook.http('${path}'): port ${port.number} is UDP; a port with HTTP`);
    }
    return new Hook({ httpGet: { path, port: port.number } });
  }

  private constructor(
    /** @internal */
    public readonly _handler: k8s.LifecycleHandler,
  ) {}
}

/** The hooks as a container has them. */
export function lifecycleOf({ started, stopping }: Lifecycle = {}): Pick<k8s.Container, 'lifecycle'> {
  return started || stopping
    ? {
        lifecycle: {
          ...(started && { postStart: started._handler }),
          ...(stopping && { preStop: stopping._handler }),
        },
      }
    : {};
}

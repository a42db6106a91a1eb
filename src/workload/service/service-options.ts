import { Duration } from 'cdk8s';
import * as k8s from '../../manifest/k8s/types';
import { timeText } from '../../manifest/time-text';
import { checked } from '../../props/checked';

/** Longest time that Kubernetes keeps a client with a pod. */
const MOST_SECONDS = 86_400;

/** How long a client stays with the pod that answered it first. */
@checked
export class ClientAffinity {
  /**
   * Clients are known by their address. In a mesh the sidecars of callers choose by it, for as long as the pods stay the same.
   * @param timeout how long without a request; 3 hours where nothing is said, a day at most
   */
  public static byClientIp(timeout: Duration = Duration.hours(3)): ClientAffinity {
    const seconds = timeout.toSeconds({ integral: false });
    if (!(seconds >= 1 && seconds <= MOST_SECONDS)) {
      throw new Error(`ClientAffinity.byClientIp(${timeText(timeout)}): must be 1 second to 1 day`);
    }
    return new ClientAffinity(Math.floor(seconds));
  }

  private constructor(private readonly seconds: number) {}

  /** @internal */
  public get _spec(): Pick<k8s.ServiceSpec, 'sessionAffinity' | 'sessionAffinityConfig'> {
    return { sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: this.seconds } } };
  }
}

/** What the Service of a workload is like. */
export interface ServiceOptions {
  /**
   * Whether its name stands for the addresses of all its pods, among which clients choose themselves, as gRPC does. It has no address of its own.
   * @default false
   */
  readonly headless?: boolean;
  /**
   * What keeps a client with one pod. The plan has replicas for calls that any of them may take, and says so.
   * @default - every call goes to any pod
   */
  readonly affinity?: ClientAffinity;
}

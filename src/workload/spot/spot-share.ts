import { checked } from '../../props/checked';

/** How many of the replicas of a workload run on spot nodes, which the cloud may take back all at once. */
@checked
export class SpotShare {
  /** All of them: for what may be gone for a while, such as batches. */
  public static all(): SpotShare {
    return new SpotShare(1);
  }

  /**
   * At most this share of them, the others on nodes that stay: two Deployments behind one Service. These others have to be enough after a loss.
   * @param share above 0, at most 1
   * @throws where it is not
   */
  public static of(share: number): SpotShare {
    if (!(share > 0 && share <= 1)) {
      throw new Error(`SpotShare.of(${share}): must be a share above 0 and at most 1, for example 0.5`);
    }
    return new SpotShare(share);
  }

  private constructor(private readonly share: number) {}

  /** Whether all replicas are on spot nodes. */
  public get isWhole(): boolean {
    return this.share === 1;
  }

  /**
   * How many of so many replicas.
   * @internal
   */
  public _of(replicas: number): number {
    return Math.floor(this.share * replicas + 1e-9);
  }

  public toString(): string {
    return `${Number((100 * this.share).toFixed(2))} %`;
  }
}

import { checked } from '../props/checked';

/** Keeps pods off the nodes of a pool unless they tolerate it. */
@checked
export class Taint {
  /**
   * New pods stay off.
   * @param key Key, for example 'example.com/team'.
   * @param value Value, which pods have to tolerate as well.
   */
  public static noSchedule(key: string, value?: string): Taint {
    return new Taint(key, value, 'NoSchedule');
  }

  /**
   * New pods stay off, running ones are evicted.
   * @param key Key, for example 'example.com/maintenance'.
   * @param value Value, which pods have to tolerate as well.
   */
  public static noExecute(key: string, value?: string): Taint {
    return new Taint(key, value, 'NoExecute');
  }

  /**
   * @param key label-like key
   * @param value value of the taint, if it has one
   * @param effect NoSchedule or NoExecute
   */
  private constructor(
    public readonly key: string,
    public readonly value: string | undefined,
    public readonly effect: string,
  ) {}
}

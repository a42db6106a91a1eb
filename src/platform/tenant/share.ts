import { Size } from 'cdk8s';
import { Resources } from '../../capacity/resources';
import { bytesOf, millisOf } from '../../manifest/amounts';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';
import { Cpu } from '../../units/cpu';

/** Amounts that a tenant may request in a cluster; what is left out is not limited. */
export interface ShareProps {
  /**
   * Processors.
   * @default - not limited
   */
  readonly cpu?: Cpu;
  /**
   * Memory.
   * @default - not limited
   */
  readonly memory?: Size;
  /**
   * Pods.
   * @default - not limited
   */
  readonly pods?: number;
  /**
   * Devices by the name of their resource, for example `{ 'nvidia.com/gpu': 8 }`.
   * @default - not limited
   */
  readonly devices?: Record<string, number>;
}

/** How much of a cluster a tenant may have: the quotas of its stacks together, which hold for rollouts and losses too, may not be more. */
@checked
export class Share {
  /**
   * A part of what the planned nodes of the cluster have for pods, of every resource.
   * @param percent Above 0 and at most 100.
   */
  public static percent(percent: number): Share {
    return new Share('percent', { percent: inPercent('percent', percent) });
  }

  /**
   * A part of what the planned nodes of the cluster cost, those that idle included.
   * @param percent Above 0 and at most 100.
   */
  public static percentOfCost(percent: number): Share {
    return new Share('cost', { percent: inPercent('percentOfCost', percent) });
  }

  /**
   * Amounts.
   * @param props How much of which resource.
   */
  public static of(props: ShareProps): Share {
    const { cpu, memory, pods, devices = {} } = props;
    const amounts: Resources = {
      ...(cpu && { cpu: millisOf(cpu) }),
      ...(memory && { memory: bytesOf(memory) }),
      ...(pods !== undefined && { pods }),
      ...devices,
    };
    const problems = new Problems('Share.of');
    problems.check(Object.keys(amounts).length > 0, 'props', '{}', 'must limit something');
    for (const [name, amount] of Object.entries(amounts)) {
      problems.check(Number.isInteger(amount) && amount >= 0, name, amount, 'must be a whole number, at least 0');
    }
    for (const name of Object.keys(devices)) {
      const isDevice = /^[^/]+\/[^/]+$/.test(name);
      problems.check(isDevice, 'devices', name, 'must be the name of an extended resource', "such as 'nvidia.com/gpu'");
    }
    problems.raise();
    return new Share('amounts', { amounts });
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'percent' | 'cost' | 'amounts',
    private readonly given: { readonly percent?: number; readonly amounts?: Resources },
  ) {}

  /**
   * Amounts in a cluster whose nodes have so much; undefined where it limits none.
   * @internal
   */
  public _amounts(there: Resources): Resources | undefined {
    const { percent, amounts } = this.given;
    return this._kind === 'percent'
      ? Object.fromEntries(Object.entries(there).map(([name, amount]) => [name, Math.floor((amount * percent!) / 100)]))
      : amounts;
  }

  /**
   * Its percentage; undefined where it is of amounts.
   * @internal
   */
  public get _percent(): number | undefined {
    return this.given.percent;
  }
}

function inPercent(name: string, percent: number): number {
  if (!(percent > 0 && percent <= 100)) {
    throw new Error(`Share.${name}(${percent}): must be above 0 and at most 100`);
  }
  return percent;
}

import { EnvironmentRule } from './environment-rule';
import { nearestOf } from '../../capacity/nearest';
import { ImageLock } from '../../images/image-lock';
import { isDnsLabel } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { checked } from '../../props/checked';

/** What an environment has of its own. */
export interface EnvironmentProps {
  /**
   * Name, where there are several of a kind: a DNS label, for example 'production-eu'.
   * @default - production, staging, test or development
   */
  readonly name?: string;
  /**
   * Digests of the images that the program names by tag.
   * @default - none: what needs a digest has it in the program
   */
  readonly images?: ImageLock;
  /**
   * Values that differ between environments, by name: hosts, sizes, addresses. Not secrets.
   * @default - none
   */
  readonly values?: Record<string, string>;
  /**
   * Rules on top of those of its kind, for example `[EnvironmentRule.SURVIVES_NODE]` in a staging that has the nodes of production.
   * @default - those of its kind
   */
  readonly demands?: EnvironmentRule[];
}

const { IMAGES_BY_DIGEST, TWO_REPLICAS, SURVIVES_NODE, DATA_RETAINED } = EnvironmentRule;

/**
 * One of the places in which the same program runs: `(environment) => constructs`, never a copy of the program. What it demands is checked by the plan, of the
 * program's own workloads and of others' charts alike:
 *
 * | rule | production | staging | test | development |
 * |---|---|---|---|---|
 * | images by digest | yes | yes | yes | relaxed |
 * | two replicas | yes | yes | relaxed | relaxed |
 * | survives a node | yes | relaxed | relaxed | relaxed |
 * | data retained | yes | relaxed | relaxed | relaxed |
 *
 * What a rule is not for is accepted by name: `cluster.accept({ code, path, reason })`.
 */
@checked
export class Environment {
  /**
   * Demands everything; a cluster that says nothing else survives the loss of a node.
   * @param props Name, stage and values.
   */
  public static production(props: EnvironmentProps = {}): Environment {
    return new Environment('production', [IMAGES_BY_DIGEST, TWO_REPLICAS, SURVIVES_NODE, DATA_RETAINED], props);
  }

  /**
   * Where a release is tried as it will run: relaxes the survival of losses and the retention of data.
   * @param props Name, stage and values.
   */
  public static staging(props: EnvironmentProps = {}): Environment {
    return new Environment('staging', [IMAGES_BY_DIGEST, TWO_REPLICAS], props);
  }

  /**
   * Where a version is tested, twice with the same images: relaxes all but digests.
   * @param props Name, stage and values.
   */
  public static test(props: EnvironmentProps = {}): Environment {
    return new Environment('test', [IMAGES_BY_DIGEST], props);
  }

  /**
   * Where people try things: relaxes everything.
   * @param props Name, stage and values.
   */
  public static development(props: EnvironmentProps = {}): Environment {
    return new Environment('development', [], props);
  }

  /** Its name. */
  public readonly name: string;
  /** What it demands. */
  public readonly rules: EnvironmentRule[];
  /** Digests of images; undefined where it has no lock. */
  public readonly images?: ImageLock;
  private readonly values: Readonly<Record<string, string>>;

  private constructor(
    private readonly kind: string,
    rules: EnvironmentRule[],
    props: EnvironmentProps,
  ) {
    const { name = kind, images, values = {}, demands = [] } = props;
    const problems = new Problems(`Environment.${kind}`);
    problems.check(isDnsLabel(name), 'name', name, 'must be a DNS label: a-z, 0-9 and -, 63 characters at most');
    for (const key of Object.keys(values)) {
      const value: unknown = values[key];
      problems.check(typeof value === 'string', `values.${key}`, value, 'must be a string');
    }
    problems.raise();
    this.name = name;
    this.rules = [...new Set([...rules, ...demands])].sort();
    this.images = images;
    this.values = { ...values };
  }

  /** Whether it is of the kind production, whatever its name. */
  public get isProduction(): boolean {
    return this.kind === 'production';
  }

  /** Names of its values. */
  public get valueNames(): string[] {
    return Object.keys(this.values).sort();
  }

  /**
   * One of its values.
   * @param name Name of the value.
   * @throws where it has none of that name, with those that it has
   */
  public value(name: string): string {
    if (!Object.hasOwn(this.values, name)) {
      const names = this.valueNames;
      const nearest = nearestOf(name, names);
      const there = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
      const cure = nearest === undefined ? `give it one: values: { ${name}: '...' }` : `did you mean '${nearest}'?`;
      throw new Error(`environment ${this.name} has no value '${name}': ${there}; ${cure}`);
    }
    return this.values[name];
  }

  /**
   * The value, or another where it has none of that name.
   * @param name Name of the value.
   * @param other What is taken without it.
   */
  public valueOr(name: string, other: string): string {
    return Object.hasOwn(this.values, name) ? this.values[name] : other;
  }
}

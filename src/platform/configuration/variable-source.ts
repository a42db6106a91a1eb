import { Configuration } from './configuration';
import * as k8s from '../../manifest/k8s/types';
import { checked } from '../../props/checked';
import { ContentSource } from '../content-source';
import { SecretRef } from '../secrets/secret-ref';

/** How the variables of a source are named. */
export interface VariableSourceOptions {
  /**
   * What is put before each key, for example 'DB_'.
   * @default - nothing
   */
  readonly prefix?: string;
}

/** A secret or configuration of which every value is a variable. */
@checked
export class VariableSource {
  /**
   * The values of a configuration; its files are none.
   * @param configuration A configuration of the same stack.
   * @param options What the names of its variables begin with.
   */
  public static configuration(configuration: Configuration, options: VariableSourceOptions = {}): VariableSource {
    const { valueNames, _valuesName: name } = configuration;
    if (valueNames.length === 0) {
      throw new Error(`VariableSource.configuration: [${configuration.node.path}] has files only; give it values`);
    }
    return new VariableSource({ configMapRef: { name } }, configuration._valueContent(), valueNames, options);
  }

  /**
   * The keys of a secret. Those that are no names of variables, such as 'ca.crt', are left out by kubelets before 1.32.
   * @param secret A secret of the same namespace.
   * @param options What the names of its variables begin with.
   */
  public static secret(secret: SecretRef, options: VariableSourceOptions = {}): VariableSource {
    const { secretName: name, keys, _content } = secret;
    return new VariableSource({ secretRef: { name } }, _content, keys, options);
  }

  private constructor(
    private readonly source: k8s.EnvFromSource,
    /** @internal */
    public readonly _content: ContentSource,
    private readonly keys: readonly string[],
    private readonly options: VariableSourceOptions,
  ) {
    const { prefix = '_' } = options;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(prefix)) {
      throw new Error(`VariableSource: prefix '${prefix}': must be letters, digits and _, not a digit first`);
    }
  }

  /**
   * Names of its variables.
   * @internal
   */
  public get _names(): string[] {
    return this.keys.map((key) => `${this.options.prefix ?? ''}${key}`);
  }

  /** @internal */
  public get _envFrom(): k8s.EnvFromSource {
    const { prefix } = this.options;
    return { ...(prefix !== undefined && { prefix }), ...this.source };
  }
}

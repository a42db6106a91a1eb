import { createHash } from 'crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ConfigFile } from './config-file';
import { checkConfiguration } from './configuration-checks';
import { nearestOf } from '../../capacity/nearest';
import { sortedRecord } from '../../capacity/order';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced } from '../../manifest/metadata';
import { pathOf, Problems } from '../../manifest/problems';
import { NOT_SECRET } from '../../manifest/secret-literals';
import { checked } from '../../props/checked';
import { AutonomousStack } from '../autonomous-stack';
import { ContentSource } from '../content-source';
import { groupIn } from '../group';
import { Variable } from '../variable';

/** What containers read that is no secret. */
export interface ConfigurationProps {
  /**
   * Files, by name: `Mount.configuration(configuration, '/etc/orders')`.
   * @default - none
   */
  readonly files?: Record<string, ConfigFile>;
  /**
   * Values for variables, by name: `configuration.value('LEVEL')`, or all of them by `VariableSource.configuration(configuration)`.
   * @default - none
   */
  readonly values?: Record<string, string>;
  /**
   * Name of its ConfigMaps.
   * @default - the id
   */
  readonly name?: string;
  /**
   * Whether it never changes: another content is then a ConfigMap of another name, and pods that are there already, such as those of a site that is
   * away, keep what they started with.
   * @default false: it changes in place, and the pods that use it are replaced
   */
  readonly immutable?: boolean;
}

/**
 * Settings of workloads of a stack: files and values, in a ConfigMap each, before the workloads that use them. Pods carry a hash of what they use: when it
 * changes, they are replaced.
 *
 * @example
 * const settings = new Configuration(stack, 'telemetry', {
 *   files: { 'application.yaml': ConfigFile.yaml({ server: { port: 8080 } }) },
 *   values: { LOG_LEVEL: 'info' },
 * });
 * new Microservice(stack, 'decode', {
 *   image,
 *   resources,
 *   replicas,
 *   mounts: [Mount.configuration(settings, '/etc/telemetry')],
 *   variablesFrom: [VariableSource.configuration(settings)],
 * });
 */
@checked
export class Configuration extends Construct {
  /** Name of the ConfigMap with the files; the values are in `<name>-values`. */
  public readonly configurationName: string;
  /** The stack that it is in. */
  public readonly stack: AutonomousStack;
  /** The ConfigMap with the files; undefined where there are none. */
  public readonly filesObject?: ApiObject;
  /** The ConfigMap with the values; undefined where there are none. */
  public readonly valuesObject?: ApiObject;
  private readonly files: Readonly<Record<string, ConfigFile>>;
  private readonly values: Readonly<Record<string, string>>;
  private readonly immutable: boolean;

  /**
   * @param scope Stack that it is in.
   * @param id Name of its ConfigMaps, before the hash of their content.
   * @param props Values for variables, and files.
   */
  public constructor(scope: Construct, id: string, props: ConfigurationProps) {
    super(groupIn(scope, 'Configurations'), id);
    const { files = {}, values = {}, name = id, immutable = false } = props;
    this.stack = AutonomousStack.containing(this);
    this.configurationName = name;
    this.files = files;
    this.values = values;
    this.immutable = immutable;
    const problems = new Problems(pathOf(scope, id));
    checkConfiguration(problems, props, name);
    problems.raiseFor(this);
    this.filesObject = this.emitFiles();
    this.valuesObject =
      this.valueNames.length > 0 ? this.emit('Values', this._valuesName, { data: values }) : undefined;
  }

  /** Names of its files. */
  public get fileNames(): string[] {
    return Object.keys(this.files);
  }

  /** Names of its values. */
  public get valueNames(): string[] {
    return Object.keys(this.values);
  }

  /**
   * One of its values, for a variable. Throws where it has no such value.
   * @param name Name of the value.
   */
  public value(name: string): Variable {
    this.checkKnown('value', [name], this.valueNames);
    return new ConfigurationValue(this, name);
  }

  /** @internal */
  public get _filesName(): string {
    return this.nameOf('', this.texts());
  }

  /** @internal */
  public get _valuesName(): string {
    return this.nameOf('-values', this.values);
  }

  /**
   * What containers read that mount some of its files. Throws where it has no such file.
   * @internal
   */
  public _fileContent(names: readonly string[] = this.fileNames): ContentSource {
    this.checkKnown('file', names, this.fileNames);
    if (names.length === 0) {
      throw new Error(`[${this.node.path}] has values only: there is no file to mount; give it files`);
    }
    return this.content(this._filesName, names, this.texts());
  }

  /**
   * What containers read that take some of its values.
   * @internal
   */
  public _valueContent(names: readonly string[] = this.valueNames): ContentSource {
    return this.content(this._valuesName, names, this.values);
  }

  private checkKnown(what: string, names: readonly string[], known: readonly string[]): void {
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      const meant = nearestOf(unknown, known);
      throw new Error(
        `[${this.node.path}] has no ${what} '${unknown}': it has ${known.join(', ') || 'none'}${meant === undefined ? '' : `; did you mean '${meant}'?`}`,
      );
    }
  }

  private texts(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.files).map(([name, { content }]) => [name, content]));
  }

  private nameOf(suffix: string, content: Readonly<Record<string, string>>): string {
    const name = `${this.configurationName}${suffix}`;
    return this.immutable ? `${name}-${hashOf(content)}` : name;
  }

  private content(name: string, keys: readonly string[], all: Readonly<Record<string, string>>): ContentSource {
    const used = Object.fromEntries(keys.map((key) => [key, all[key]]));
    return { kind: 'ConfigMap', name, stack: this.stack, ...(!this.immutable && { stamp: hashOf(used) }) };
  }

  private emitFiles(): ApiObject | undefined {
    if (this.fileNames.length === 0) {
      return undefined;
    }
    const [data, binaryData] = [false, true].map((binary) =>
      Object.fromEntries(
        Object.entries(this.files).flatMap(([key, { content, _binary }]) =>
          _binary === binary ? [[key, content] as const] : [],
        ),
      ),
    );
    return this.emit('Files', this._filesName, {
      ...(Object.keys(data).length > 0 && { data }),
      ...(Object.keys(binaryData).length > 0 && { binaryData }),
    });
  }

  private emit(id: string, name: string, content: k8s.ConfigMap): ApiObject {
    const open = id === 'Files' ? this.fileNames.filter((file) => this.files[file]._notSecret).sort() : [];
    return kubeObject(this, id, 'ConfigMap', {
      metadata: namespaced(
        'ConfigMap',
        name,
        this.stack._owner,
        {},
        open.length > 0 ? { [NOT_SECRET]: open.join(',') } : {},
      ),
      ...content,
      ...(this.immutable && { immutable: true }),
    });
  }
}

/** A value of a configuration. */
class ConfigurationValue extends Variable {
  public constructor(
    private readonly configuration: Configuration,
    private readonly key: string,
  ) {
    super();
  }

  public get _content(): ContentSource {
    return this.configuration._valueContent([this.key]);
  }

  public _variable(name: string): k8s.EnvVar {
    return { name, valueFrom: { configMapKeyRef: { name: this.configuration._valuesName, key: this.key } } };
  }
}

/** The same for the same content, in whatever order it was given. */
function hashOf(content: Readonly<Record<string, string>>): string {
  const entries = JSON.stringify(Object.entries(sortedRecord(content)));
  return createHash('sha256').update(entries).digest('hex').slice(0, 8);
}

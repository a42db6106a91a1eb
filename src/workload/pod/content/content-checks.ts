import { contentOf } from './content-stamps';
import { modeError } from './content-volumes';
import { Problems } from '../../../manifest/problems';
import { refuseSecretArguments, refuseSecrets } from '../../../manifest/secret-literals';
import { AutonomousStack } from '../../../platform/autonomous-stack';
import { VariableSource } from '../../../platform/configuration/variable-source';
import { Variable } from '../../../platform/variable';
import { ContainerOptions } from '../container-options';
import { Mount } from '../mount';

/** What a container is given, in whichever way. */
export interface ContainerTexts extends ContainerOptions {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

/** Checks the variables of a container: their names, that each has one value, and that none is a secret. */
export function checkVariables(
  problems: Problems,
  stack: AutonomousStack,
  options: ContainerOptions,
  prefix = '',
): void {
  const { env = {}, variables = {}, variablesFrom = [] } = options;
  for (const [name, variable] of Object.entries(variables)) {
    problems.check(!Object.hasOwn(env, name), `${prefix}variables`, name, 'is in env too', 'one of the two');
    const known = variable instanceof Variable;
    problems.check(
      known,
      `${prefix}variables`,
      `${name}: ${variable}`,
      'must be a key of a SecretRef or another Variable',
    );
    const { _since: since = 0 } = known ? variable : {};
    const { kubernetesVersion } = stack.cluster;
    problems.check(
      kubernetesVersion.atLeast(since),
      `${prefix}variables`,
      name,
      `needs Kubernetes 1.${since}, the cluster has ${kubernetesVersion.version}`,
    );
  }
  for (const name of [...Object.keys(env), ...Object.keys(variables)]) {
    problems.check(
      /^[A-Za-z_][A-Za-z0-9_]*$/.test(name),
      `${prefix}env`,
      name,
      'must be letters, digits and _, not a digit first',
    );
  }
  checkSources(
    problems,
    new Set([...Object.keys(env), ...Object.keys(variables)]),
    variablesFrom,
    `${prefix}variablesFrom`,
  );
  refuseSecrets(
    problems,
    `${prefix}env`,
    env,
    "variables: { ... } with a key of a SecretRef, or Variable.notSecret(value, 'why')",
  );
}

/** Where two sources, or a source and a variable, name the same, Kubernetes takes the last and says nothing. */
function checkSources(
  problems: Problems,
  own: ReadonlySet<string>,
  sources: readonly VariableSource[],
  prop: string,
): void {
  const taken = new Set<string>();
  for (const source of sources) {
    const known = source instanceof VariableSource;
    const cure = 'VariableSource.secret(secret)';
    if (!problems.check(known, prop, source, 'must be a VariableSource', cure)) {
      continue;
    }
    for (const name of source._names) {
      const where = own.has(name) ? 'is in env or variables too' : 'is in two sources';
      const once = !own.has(name) && !taken.has(name);
      problems.check(once, prop, name, where, 'one of the two, or a prefix');
      taken.add(name);
    }
  }
}

/** Checks that what a container reads is in its namespace, and that its arguments hold no secrets. */
export function checkContent(problems: Problems, stack: AutonomousStack, options: ContainerTexts, prefix = ''): void {
  const { namespaceName, cluster } = stack;
  const strange = new Map(
    contentOf(options)
      .filter(({ stack: of }) => of && (of.namespaceName !== namespaceName || of.cluster !== cluster))
      .map(({ kind, name, stack: of }) => [`${kind} ${name}`, of!]),
  );
  for (const [what, { node, namespaceName: where }] of strange) {
    const cure = `one of its own in ${namespaceName}`;
    problems.check(false, `${prefix}variables, mounts`, what, `is in namespace ${where} (stack ${node.path})`, cure);
  }
  for (const { _mode: mode } of options.mounts?.filter((mount) => mount instanceof Mount) ?? []) {
    const wrong = modeError(mode);
    problems.check(
      wrong === undefined,
      `${prefix}mounts.mode`,
      mode === undefined ? mode : octal(mode),
      wrong!,
      '0o400',
    );
  }
  refuseSecretArguments(problems, `${prefix}command`, options.command);
  refuseSecretArguments(problems, `${prefix}args`, options.args);
}

function octal(mode: number): string {
  return Number.isInteger(mode) ? `0o${mode.toString(8)}` : String(mode);
}

import { ConfigFile } from './config-file';
import type { ConfigurationProps } from './configuration';
import { isContentKey, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { refusal, refuseSecrets } from '../../manifest/secret-literals';

/** What a ConfigMap holds at most (kubernetes 1.32, MaxSecretSize: keys are not counted). */
const MOST_BYTES = 2 ** 20;

/** Longest name: what is added to it for values and by a hash stays a name. */
const LONGEST_NAME = 230;

/** Checks everything about a configuration that its own props tell. */
export function checkConfiguration(problems: Problems, props: ConfigurationProps, name: string): void {
  const { files = {}, values = {} } = props;
  const named = isDnsSubdomain(name) && name.length <= LONGEST_NAME;
  problems.check(named, 'name', name, 'must be the name of a ConfigMap: a DNS name in lower case');
  const some = Object.keys(files).length + Object.keys(values).length > 0;
  problems.check(some, 'files, values', 'none', 'one of them is needed');
  checkFiles(problems, 'files', files);
  checkValues(problems, values);
}

/** Checks files that are to be in one ConfigMap. */
export function checkFiles(problems: Problems, prop: string, files: Readonly<Record<string, ConfigFile>>): void {
  for (const [name, file] of Object.entries(files)) {
    const cure = name.includes('/') ? "its name alone, and Mount.configurationFile(..., '/its/path')" : undefined;
    problems.check(isContentKey(name), prop, name, 'must be letters, digits, -, _ and .', cure);
    const known = file instanceof ConfigFile;
    problems.check(known, `${prop}['${name}']`, file, 'must be a ConfigFile', 'ConfigFile.text(...)');
    const secret = known ? file._secret : undefined;
    problems.check(secret === undefined, prop, name, refusal(secret), 'Mount.secret(...) beside it, or a variable');
  }
  const sizes = Object.values(files).map(({ _bytes = 0 }) => _bytes);
  checkSize(problems, prop, sizes);
}

function checkValues(problems: Problems, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) {
    const isName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
    problems.check(isName, 'values', name, 'must be letters, digits and _, not a digit first');
    problems.check(typeof value === 'string', `values['${name}']`, value, 'must be a text', `'${String(value)}'`);
  }
  refuseSecrets(problems, 'values', values, 'a SecretRef, and VariableSource.secret(...)');
  const sizes = Object.values(values).map((value) => Buffer.byteLength(String(value)));
  checkSize(problems, 'values', sizes);
}

function checkSize(problems: Problems, prop: string, sizes: readonly number[]): void {
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  problems.check(
    bytes <= MOST_BYTES,
    prop,
    `${bytes} bytes`,
    'a ConfigMap holds 1 MiB',
    'several Configurations, an image, or a volume',
  );
}

import { HelmChartProps } from './helm-chart-props';
import { DIGEST } from '../images/digest';
import { checkDnsLabel } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { refusal, secretIn, secretInText } from '../manifest/secret-literals';
import { isFloating } from '../platform/image';

/** A version of SemVer with all three numbers, as Helm repositories and tags have it. */
const VERSION = /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;
const COMMIT = /^[0-9a-f]{40}$/;
const KIND = /^(?:([a-z0-9]([-a-z0-9.]*[a-z0-9])?)\/)?([A-Z][A-Za-z0-9]*)$/;

/** Whether a repository is one of Git. */
export function isGit(repository: string): boolean {
  return /\.git$/.test(repository);
}

/** Whether a repository is in an OCI registry. */
export function isOci(repository: string): boolean {
  return repository.startsWith('oci://');
}

/** Throws with everything that is wrong with a chart. */
export function checkChart(props: HelmChartProps): void {
  const { repository, name, version, digest, namespace, values = {}, otherNamespaces = [] } = props;
  const { namespacedKinds, clusterKinds = [], kept = [] } = props;
  const problems = new Problems(`HelmChart ${name}`);
  problems.check(
    /^(https|oci|ssh):\/\/[^\s*@]+$/.test(repository) || /^git@[^\s*]+\.git$/.test(repository),
    'repository',
    repository,
    'must be the https://, oci:// or Git URL of one repository: over http anybody can change the chart on its way',
  );
  const exact = VERSION.test(version) || (isGit(repository) && COMMIT.test(version));
  problems.check(
    exact,
    'version',
    version,
    'must be one exact version: another one tomorrow is another chart',
    isGit(repository) ? "a tag such as 'v1.2.3', or a commit" : "for example '1.2.3'",
  );
  problems.check(digest === undefined || DIGEST.test(digest), 'digest', digest, 'must be sha256: and 64 digits');
  problems.check(
    digest === undefined || isOci(repository),
    'digest',
    digest,
    'is checked for charts in OCI registries alone',
    'an oci:// repository',
  );
  problems.check(/^[A-Za-z0-9][-A-Za-z0-9_./]*$/.test(name), 'name', name, 'must be the name of a chart');
  checkDnsLabel(problems, 'namespace', namespace);
  otherNamespaces.forEach((other) => checkDnsLabel(problems, 'otherNamespaces', other));
  problems.check(namespacedKinds.length > 0, 'namespacedKinds', '[]', 'must name what the chart renders');
  for (const [prop, kinds] of [
    ['namespacedKinds', namespacedKinds],
    ['clusterKinds', clusterKinds],
  ] as const) {
    kinds.forEach((kind) =>
      problems.check(
        KIND.test(kind),
        prop,
        kind,
        "must be '<group>/<Kind>', or '<Kind>' of the core; * is not allowed",
      ),
    );
  }
  kept.forEach(({ path }) => problems.check(/^\.[^\s]+$/.test(path), 'kept', path, 'must be a path of jq: .data'));
  checkValues(problems, values);
  problems.raise();
}

/** No secrets, and no images that are others tomorrow, wherever they stand. */
export function checkValues(problems: Problems, values: unknown, place = 'values'): void {
  if (typeof values === 'string') {
    const name = place.split('.').at(-1)!;
    // By convention of charts: the name of a Secret, or of a key in one.
    const isReference = /^existing.*(Secret|Password|Key)/.test(name);
    const found = isReference ? undefined : (secretIn(name, values) ?? secretInText(values));
    problems.check(found === undefined, place, 'given', refusal(found), 'a Secret that the chart takes by its name');
    const floats = /^(tag|imageTag)$/.test(name) && isFloating(values);
    problems.check(!floats, place, values, 'names another image tomorrow', 'a fixed tag');
  } else if (typeof values === 'object' && values !== null) {
    Object.entries(values).forEach(([key, value]) => checkValues(problems, value, `${place}.${key}`));
  }
}

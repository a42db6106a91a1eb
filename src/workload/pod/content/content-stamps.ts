import { createHash } from 'crypto';
import { sortedBy } from '../../../capacity/order';
import { NOT_SECRET } from '../../../manifest/secret-literals';
import { ContentSource } from '../../../platform/content-source';
import { ContainerOptions } from '../container-options';

/** Hash of the configurations that the pods use: another content, other pods. */
const CONFIGURATION = 'cdk8s-autonomous.dev/configuration';

/** Versions of the secrets that the pods use. */
const SECRETS = 'cdk8s-autonomous.dev/secrets';

/** Secrets of which a change makes Reloader replace the pods; it reads the annotation of the pods where the workload has none. */
const RELOADER = 'secret.reloader.stakater.com/reload';

/** What some containers read. */
export function contentOf({ variables = {}, variablesFrom = [], mounts = [] }: ContainerOptions): ContentSource[] {
  return [...Object.values(variables), ...variablesFrom, ...mounts].flatMap(({ _content }) => _content ?? []);
}

/** Annotations of pods by which they are replaced when what they read changes. */
export function contentAnnotations(containers: readonly ContainerOptions[]): Record<string, string> {
  const contents = containers.flatMap(contentOf);
  const stampsOf = (kind: ContentSource['kind']) =>
    listOf(contents.flatMap((one) => (one.kind === kind && one.stamp !== undefined ? `${one.name}=${one.stamp}` : [])));
  const [configuration, secrets] = [stampsOf('ConfigMap'), stampsOf('Secret')];
  const reloaded = listOf(contents.flatMap(({ name, reloaded: isReloaded }) => (isReloaded ? name : [])));
  const open = listOf(
    containers.flatMap(({ variables = {} }) => Object.keys(variables).filter((name) => variables[name]._notSecret)),
  );
  return {
    ...(configuration && { [CONFIGURATION]: createHash('sha256').update(configuration).digest('hex').slice(0, 16) }),
    ...(secrets && { [SECRETS]: secrets }),
    ...(reloaded && { [RELOADER]: reloaded }),
    ...(open && { [NOT_SECRET]: open }),
  };
}

function listOf(names: readonly string[]): string {
  return sortedBy(new Set(names), (name) => name).join(',');
}

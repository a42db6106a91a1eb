import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Manifest, objectsIn } from '../manifest/objects';

/** Objects that would overwrite each other: in the cluster, or as files of the output folder. */
export function checkIdentities(root: IConstruct, clusters: readonly (readonly Manifest[])[]): string[] {
  const inCluster = clusters.flatMap((objects) =>
    collisions(
      objects.filter(({ name }) => name !== ''),
      ({ group, kind, namespace = '', name }) => `${group}/${kind} ${namespace}/${name}`,
    ).map(
      ([first, second]) =>
        `IDENTITY_TAKEN ${second.path}: ${first.kind} ${first.name} of namespace ${first.namespace ?? '(none)'} is already made at ${first.path}; cure: another name or namespace for one of them`,
    ),
  );
  return [...inCluster, ...fileCollisions(root)];
}

function fileCollisions(root: IConstruct): string[] {
  const type = (root as App).yamlOutputType;
  if (type !== YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE && type !== YamlOutputType.FILE_PER_RESOURCE) {
    return [];
  }
  const objects = objectsIn([root]);
  const folder = (object: ApiObject) => (type === YamlOutputType.FILE_PER_RESOURCE ? '' : Chart.of(object).node.path);
  return collisions(objects, (object) => `${folder(object)}|${object.kind}.${object.name}`)
    .filter(
      ([first, second]) =>
        first.metadata.namespace !== second.metadata.namespace ||
        first.apiGroup !== second.apiGroup ||
        Chart.of(first) !== Chart.of(second),
    )
    .map(
      ([first, second]) =>
        `FILE_TAKEN ${second.node.path}: its file ${second.kind}.${second.name} would overwrite that of ${first.node.path}; cure: another chart, another name, or one file per chart (YamlOutputType.FILE_PER_CHART)`,
    );
}

/** Each object whose key an earlier one has, with that one. */
function collisions<T>(objects: readonly T[], key: (object: T) => string): [T, T][] {
  const seen = new Map<string, T>();
  return objects.flatMap((object): [T, T][] => {
    const first = seen.get(key(object));
    if (first) {
      return [[first, object]];
    }
    seen.set(key(object), object);
    return [];
  });
}

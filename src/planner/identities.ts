import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { objectsIn } from '../manifest/objects';

/** Objects that would overwrite each other: in the cluster, or as files of the output folder. */
export function checkIdentities(root: IConstruct, clusters: readonly (readonly ApiObject[])[]): string[] {
  const inCluster = clusters.flatMap((objects) =>
    collisions(
      objects,
      (object) => `${object.apiGroup}/${object.kind} ${object.metadata.namespace ?? ''}/${object.name}`,
    ).map(
      ([first, second]) =>
        `IDENTITY_TAKEN ${second.node.path}: ${first.kind} ${first.name} of namespace ${first.metadata.namespace ?? '(none)'} is already made at ${first.node.path}; cure: another name or namespace for one of them`,
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
function collisions(objects: readonly ApiObject[], key: (object: ApiObject) => string): [ApiObject, ApiObject][] {
  const seen = new Map<string, ApiObject>();
  return objects.flatMap((object): [ApiObject, ApiObject][] => {
    const first = seen.get(key(object));
    if (first) {
      return [[first, object]];
    }
    seen.set(key(object), object);
    return [];
  });
}

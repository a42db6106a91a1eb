import { copiesOf } from './copies';
import { Mirror } from '../../planner/image-pins';

/** A registry as images and pull secrets name it. */
export interface NamedRegistry {
  readonly host: string;
  readonly pullSecret?: string;
}

/** All registries of one app, by its root. */
const REGISTRIES = new WeakMap<object, NamedRegistry[]>();

export function registriesOf(root: object): readonly NamedRegistry[] {
  return REGISTRIES.get(root) ?? [];
}

export function addRegistry(root: object, registry: NamedRegistry): void {
  REGISTRIES.set(root, [...registriesOf(root), registry]);
}

/** Which registry an image is of, and which project; undefined where it is of none of ours. */
export function originOf(
  root: object,
  reference: string,
): { readonly registry: NamedRegistry; readonly project: string } | undefined {
  const [host, project] = reference.split('/');
  const registry = registriesOf(root).find((one) => one.host === host);
  return registry && { registry, project };
}

/** Whether a registry has an image: its own, or one of a project that is copied to it. */
export function hasImage(root: object, registry: NamedRegistry, reference: string): boolean {
  const origin = originOf(root, reference);
  return (
    reference.startsWith(`${registry.host}/`) ||
    (origin !== undefined && copiesOf(root).wayOf(origin.registry.host, registry.host, origin.project) !== undefined)
  );
}

/** The image as a registry has it; as it is where the registry does not have it. */
export function imageIn(root: object, registry: NamedRegistry, reference: string): string {
  return hasImage(root, registry, reference) ? `${registry.host}${reference.slice(reference.indexOf('/'))}` : reference;
}

/** Registries of which something is copied to another one, and others that are the same by another name. */
function originalsOf(root: object, registry: NamedRegistry): NamedRegistry[] {
  const copies = copiesOf(root);
  return registriesOf(root).filter(
    (one) =>
      one !== registry &&
      (one.host === registry.host ||
        copies.projectsOf(one.host).some((project) => copies.wayOf(one.host, registry.host, project))),
  );
}

/** Pull secrets of pods of which all images come from one registry: in place of those of its originals its own, also where these need none. */
function pullSecretsIn(
  root: object,
  registry: NamedRegistry,
  names: readonly string[],
  images: readonly string[],
): string[] {
  const replaced = new Set(originalsOf(root, registry).flatMap(({ pullSecret }) => pullSecret ?? []));
  const own = registry.pullSecret === undefined ? [] : [registry.pullSecret];
  const others = images.some((reference) => imageIn(root, registry, reference) !== reference);
  return [...new Set([...names.flatMap((name) => (replaced.has(name) ? own : [name])), ...(others ? own : [])])];
}

/** How a registry names what others have of which something is copied to it. */
export function mirrorIn(root: object, registry: NamedRegistry): Mirror {
  return {
    isUsed: () => originalsOf(root, registry).length > 0,
    image: (reference) => imageIn(root, registry, reference),
    pullSecrets: (names, images) => pullSecretsIn(root, registry, names, images),
  };
}

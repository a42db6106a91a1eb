import type { ImagePrewarmProps } from './prewarm-props';
import { Problems } from '../../manifest/problems';
import { HarborRegistry } from '../../platform/harbor-registry';
import { Image } from '../../platform/image';
import { hasImage } from '../../platform/mirrors/nearest';

/** What the nodes of some sites fetch: the images, by the names that the registry of these sites has for them. */
export interface Source {
  /** The registry of the sites; undefined where the images come from their own. */
  readonly registry?: HarborRegistry;
  readonly images: readonly Image[];
  /** Namespace of the pull secret. */
  readonly namespace?: string;
}

/** Sites by what their nodes fetch, in the order in which registries come first. */
export class Sources {
  private readonly byRegistry = new Map<HarborRegistry | undefined, Source>();
  private readonly bySite = new Map<string, Source>();

  /** @param pinned the images, with their digests */
  public constructor(problems: Problems, root: object, props: ImagePrewarmProps, pinned: readonly Image[]) {
    for (const { registry, siteName } of props.sites) {
      const known = this.byRegistry.get(registry) ?? sourceOf(problems, root, props, pinned, registry);
      this.byRegistry.set(registry, known);
      this.bySite.set(siteName, known);
    }
  }

  public get all(): Source[] {
    return [...this.byRegistry.values()];
  }

  public of(siteName: string): Source {
    return this.bySite.get(siteName)!;
  }
}

function sourceOf(
  problems: Problems,
  root: object,
  { namespace }: ImagePrewarmProps,
  pinned: readonly Image[],
  registry: HarborRegistry | undefined,
): Source {
  const missing = registry ? pinned.filter(({ reference }) => !hasImage(root, registry, reference)) : [];
  for (const { reference } of missing) {
    problems.check(
      false,
      'images',
      reference,
      `is not in ${registry!.host}, from which the sites pull`,
      'replicateToSites(...) on the HarborConfiguration of its registry, before it is fetched',
    );
  }
  const images = registry && missing.length === 0 ? pinned.map((image) => image._from(registry)) : pinned;
  return { registry, images, namespace: namespace ?? images.map(namespaceOf).find(Boolean) };
}

/** Where a pull secret is: a SecretRef has a stack, and that of a registry is in the stacks that pull from it. */
function namespaceOf({ _login: login }: Image): string | undefined {
  return login?.secret?._content.stack?.namespaceName ?? login?.registry?._loginNamespace;
}

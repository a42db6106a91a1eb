import { SiteOverride } from './site-override';
import { Problems } from '../../manifest/problems';
import { HarborRegistry } from '../../platform/harbor-registry';
import { Image } from '../../platform/image';
import { hasImage, imageIn, originOf } from '../../platform/mirrors/nearest';
import { podVolumes } from '../../workload/pod/pod-template';
import { EdgeSite } from '../platform/edge-platform';
import { PlaceableService } from '../service/placeable-service';

/** All images of the pods of a service, where something is different there. */
export function imagesOf(service: PlaceableService, override?: SiteOverride): Image[] {
  const props = service._propsAt(override);
  const helpers = (props.helpers ?? []).map(({ _props }) => _props.image);
  return [props.image, ...helpers, ...podVolumes(props).images];
}

/** The registry that the images of a service come from at a site, where that is another one than they are named with in its stack. */
export function ownRegistry(
  service: PlaceableService,
  { registry }: EdgeSite,
  override?: SiteOverride,
): HarborRegistry | undefined {
  const { registry: ofStack, node } = service.stack;
  const [{ reference }] = imagesOf(service, override);
  const written = ofStack ? imageIn(node.root, ofStack, reference) : reference;
  return registry && !written.startsWith(`${registry.host}/`) ? registry : undefined;
}

/** An image of a service with the digest that the lock of its stack has for it. */
export function pinnedIn({ stack }: PlaceableService, reference: string): string {
  return stack.environment?.images?.pinned(reference) ?? reference;
}

/** Refuses sites of which the registry does not have an image: nothing is pulled from elsewhere there. */
export function checkSiteRegistries(
  problems: Problems,
  service: PlaceableService,
  sites: readonly EdgeSite[],
  differs: ReadonlyMap<EdgeSite, SiteOverride>,
): void {
  const { root } = service.node;
  for (const [registry, images] of imagesByRegistry(service, sites, differs)) {
    for (const [reference, siteName] of [...images].filter(([image]) => !hasImage(root, registry, image))) {
      const origin = originOf(root, reference);
      problems.check(
        false,
        'image',
        reference,
        `is not in ${registry.host}, from which site ${siteName} pulls${origin ? `: project ${origin.project} is not copied there` : ''}`,
        origin
          ? `replicateToSites(...) on the HarborConfiguration of ${origin.registry.host}, before the service is deployed`
          : 'a project of a HarborRegistry that is copied there',
      );
    }
  }
}

/** What is pulled from each registry of some sites, and one of the sites that pull it. */
function imagesByRegistry(
  service: PlaceableService,
  sites: readonly EdgeSite[],
  differs: ReadonlyMap<EdgeSite, SiteOverride>,
): ReadonlyMap<HarborRegistry, ReadonlyMap<string, string>> {
  const byRegistry = new Map<HarborRegistry, Map<string, string>>();
  const done = new Map<HarborRegistry, Set<SiteOverride | undefined>>();
  for (const site of sites) {
    const { registry, siteName } = site;
    const override = differs.get(site);
    const known = registry && (done.get(registry) ?? new Set());
    if (!registry || !known || known.has(override)) {
      continue;
    }
    done.set(registry, known.add(override));
    const images = byRegistry.get(registry) ?? new Map<string, string>();
    imagesOf(service, override).forEach(({ reference }) => images.set(reference, images.get(reference) ?? siteName));
    byRegistry.set(registry, images);
  }
  return byRegistry;
}

/** Pull secrets of the pods of a service: those of its images, and at sites those of the registries there. kubelet takes the one of the host. */
export function pullSecretsAt(service: PlaceableService, sites: readonly EdgeSite[]): string[] {
  return [...new Set(sites.flatMap((site) => ownRegistry(service, site)?.pullSecret ?? []))].sort();
}

import { Problems } from '../../manifest/problems';
import { HarborRegistry } from '../../platform/harbor-registry';
import { Image } from '../../platform/image';
import { hasImage, imageIn, originOf } from '../../platform/mirrors/nearest';
import { podVolumes } from '../../workload/pod/pod-template';
import { EdgeSite } from '../platform/edge-platform';
import { PlaceableService } from '../service/placeable-service';

/** All images of the pods of a service. */
function imagesOf({ _props: props }: PlaceableService): Image[] {
  const helpers = (props.helpers ?? []).map(({ _props }) => _props.image);
  return [props.image, ...helpers, ...podVolumes(props).images];
}

/** The registry that the images of a service come from at a site, where that is another one than they are named with in its stack. */
export function ownRegistry(service: PlaceableService, { registry }: EdgeSite): HarborRegistry | undefined {
  const { registry: ofStack, node } = service.stack;
  const [{ reference }] = imagesOf(service);
  const written = ofStack ? imageIn(node.root, ofStack, reference) : reference;
  return registry && !written.startsWith(`${registry.host}/`) ? registry : undefined;
}

/** An image of a service with the digest that the lock of its stack has for it. */
export function pinnedIn({ stack }: PlaceableService, reference: string): string {
  return stack.environment?.images?.pinned(reference) ?? reference;
}

/** Refuses sites of which the registry does not have an image: nothing is pulled from elsewhere there. */
export function checkSiteRegistries(problems: Problems, service: PlaceableService, sites: readonly EdgeSite[]): void {
  const { root } = service.node;
  for (const registry of new Set(sites.flatMap((site) => site.registry ?? []))) {
    for (const { reference } of imagesOf(service).filter((image) => !hasImage(root, registry, image.reference))) {
      const { siteName } = sites.find((site) => site.registry === registry)!;
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

/** Pull secrets of the pods of a service: those of its images, and at sites those of the registries there. kubelet takes the one of the host. */
export function pullSecretsAt(service: PlaceableService, sites: readonly EdgeSite[]): string[] {
  return [...new Set(sites.flatMap((site) => ownRegistry(service, site)?.pullSecret ?? []))].sort();
}

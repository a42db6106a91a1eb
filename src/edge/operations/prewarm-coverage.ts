import { IConstruct } from 'constructs';
import { ImagePrewarmProps } from './prewarm-props';
import { someOf } from '../../capacity/some-of';
import { EdgeSite } from '../platform/edge-platform';
import { EdgeService } from '../service/edge-service';

/** So many sites and images are named. */
const MOST_NAMED = 3;

/** What is fetched before services are rolled out, by service. */
const BEFORE = new WeakMap<EdgeService, ImagePrewarmProps[]>();

/** Notes that a prewarm comes before a service; the first holds that all that do have its images at all its sites. */
export function noteBefore(prewarm: IConstruct, props: ImagePrewarmProps, service: EdgeService): void {
  const known = BEFORE.get(service);
  if (known) {
    known.push(props);
    return;
  }
  const all = [props];
  BEFORE.set(service, all);
  prewarm.node.addValidation({ validate: () => missing(service, all) });
}

/** Images that no prewarm fetches at sites where the service has them. */
function missing(service: EdgeService, prewarms: readonly ImagePrewarmProps[]): string[] {
  const lock = service.stack.environment?.images;
  const fetched = prewarms.map(({ images, sites }) => ({
    images: new Set(images.map(({ image }) => image._pinnedBy(lock).reference)),
    sites: new Set(sites),
  }));
  const lacking = new Map<string, EdgeSite[]>();
  for (const site of service.sites) {
    const there = fetched.filter(({ sites }) => sites.has(site));
    for (const image of service._imagesAt(site)) {
      const { reference } = image._pinnedBy(lock);
      if (!there.some(({ images }) => images.has(reference))) {
        lacking.set(reference, [...(lacking.get(reference) ?? []), site]);
      }
    }
  }
  const { path } = service.node;
  return [...lacking].map(
    ([reference, sites]) =>
      `images: ${path} needs ${reference} at ${someOf(
        sites.map(({ siteName }) => siteName),
        MOST_NAMED,
      )}, where nothing fetches it before the rollout; it in the images of a prewarm of these sites`,
  );
}

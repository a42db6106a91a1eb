import { KubeEdgeController } from './kubeedge';
import { OpenYurtController } from './openyurt';
import { SuperEdgeController } from './superedge';
import { Applied, FanOutWorld } from './world';

/** Sites with nothing on them, and the controllers of all three runtimes. */
export function emptySites(): FanOutWorld {
  return new FanOutWorld([new KubeEdgeController(), new OpenYurtController(), new SuperEdgeController()]);
}

/**
 * Copies that would restart, come or go without need when the one set of manifests takes the place of the other: at all sites but those of which something changed.
 * @param changed sites that came, went, or have something else to run
 */
export function needless(before: readonly any[], after: readonly any[], changed: readonly string[] = []): string[] {
  const world = emptySites();
  refuseFaults(world.apply(before));
  const sites = new Map([...world.deployments].map(([key, { site }]) => [key, site]));
  const then = world.apply(after);
  refuseFaults(then);
  world.deployments.forEach(({ site }, key) => sites.set(key, site));
  return [...then.happened]
    .filter(([key]) => !changed.includes(sites.get(key)!))
    .map(([key, what]) => `${key} ${what}`);
}

function refuseFaults({ failed }: Applied): void {
  if (failed.length > 0) {
    throw new Error(`copies that are not made: ${failed.join('; ')}`);
  }
}

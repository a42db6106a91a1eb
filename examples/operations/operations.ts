import { App } from 'cdk8s';
import { ArgoDelivery, DataSecurity, Mesh, Residency, Waypoint } from 'cdk8s-autonomous';
import { charging } from './charging';
import { platformCluster } from './cluster';
import { insights } from './insights';
import { observe } from './observe';
import { FOUR_LAYERS } from './security';
import { telemetry } from './telemetry';
import { tenants } from './tenants';
import { updates } from './updates';
import { Variation } from './variation';

/**
 * Four tenants on two clusters. The one in Europe has sidecars and what drivers and vehicles talk to; the one in China has a mesh without sidecars, and its data stay there.
 */
export function operations(app: App, variation: Variation = {}) {
  const delivery = new ArgoDelivery(app, 'delivery', {
    repository: 'https://git.cars.example.com/platform/manifests.git',
    revision: 'main',
    path: 'operations/dist',
  });
  const west = platformCluster(app, 'west', { delivery, residency: Residency.of('EU'), variation });
  const east = platformCluster(app, 'east', { delivery, residency: Residency.of('CN'), variation });
  const team = tenants(app, { west, east });

  const sidecars = Mesh.istio();
  const ambient = Mesh.ambient({ waypoint: Waypoint.perNamespace() });
  const inWest = { cluster: west, delivery, mesh: sidecars };
  const inEast = { cluster: east, delivery, mesh: ambient };
  const stacks = {
    charging: charging(app, { ...inWest, tenant: team.energy, labels: { owner: 'energy' } }),
    telemetry: telemetry(app, { ...inWest, tenant: team.vehicles, labels: { owner: 'vehicles' } }),
    updates: updates(app, { ...inWest, tenant: team.software, labels: { owner: 'software' } }),
    insights: insights(app, { ...inEast, tenant: team.china, labels: { owner: 'china' } }),
  };
  observe(west, [stacks.charging, stacks.telemetry, stacks.updates]);
  observe(east, [stacks.insights]);
  [west, east].forEach((cluster) => new DataSecurity(cluster, 'security', FOUR_LAYERS));
  return { west, east, team, stacks };
}

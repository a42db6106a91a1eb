import { App } from 'cdk8s';
import { Access, AlertSeverity, Cluster, Receiver, SecretRef, Share, Tenant } from 'cdk8s-autonomous';

/** Made in each namespace by whoever runs the alerts: where pages and tickets of a tenant go to. */
const ON_CALL = SecretRef.existing('on-call', ['pages', 'tickets']);

const RECEIVERS = [
  Receiver.pagerDuty(ON_CALL.key('pages'), { severities: [AlertSeverity.PAGE] }),
  Receiver.webhook(ON_CALL.key('tickets'), { severities: [AlertSeverity.TICKET] }),
];

/** Who shares the two clusters: three have parts of the one in Europe, one has that in China to itself. */
export function tenants(app: App, { west, east }: { readonly west: Cluster; readonly east: Cluster }) {
  const people = (name: string) => [
    Access.view(`${name}-readers`),
    Access.operate(`${name}-on-call`),
    Access.debug(`${name}-developers`),
  ];
  const shared = (name: string, percent: number) =>
    new Tenant(app, name, {
      clusters: [west],
      share: Share.percent(percent),
      people: people(name),
      receivers: RECEIVERS,
    });
  return {
    energy: shared('energy', 45),
    vehicles: shared('vehicles', 55),
    software: shared('software', 70),
    china: new Tenant(app, 'china', {
      ownClusters: [east],
      people: people('china'),
      receivers: RECEIVERS,
    }),
  };
}

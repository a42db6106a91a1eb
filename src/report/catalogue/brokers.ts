import { CatalogueEntry } from './entry';

/** Findings about brokers of messages. */
export const BROKER_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  EVENT_BUS_WITHOUT_BROKER: {
    severity: 'error',
    meaning: 'routes lead to topics of edge nodes, and nothing runs the brokers of these nodes',
    cure: '`delivery` on the platform and `addresses` of KubeEdge, or `brokerOnNodes` where somebody else runs them',
  },
  GATEWAY_BELIEVES_ID: {
    severity: 'warning',
    meaning:
      'a gateway of EMQX that does not hold what a vehicle calls itself against its certificate: one can report as another',
    cure: 'EMQX 6.1.3 in 6.1, or 6.2.2 and later',
  },
  GATEWAY_WITHOUT_TLS: {
    severity: 'warning',
    meaning: 'vehicles reach a gateway without TLS, for a reason that its user gave: it is accepted',
    cure: 'leave `withoutTls` out as soon as all of them speak TLS',
  },
};

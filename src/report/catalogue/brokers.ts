import { CatalogueEntry } from './entry';

/** Findings about brokers of messages. */
export const BROKER_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
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

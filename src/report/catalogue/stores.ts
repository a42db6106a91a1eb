import { CatalogueEntry } from './entry';

/** What databases, caches and configuration centres are found to be. */
export const STORE_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  PASSWORDS_IN_PLAIN_TEXT: {
    severity: 'warning',
    meaning: 'clients send passwords to a server of the cluster without TLS, and no mesh encrypts them',
    cure: 'TLS of the server, a mesh, or accept the finding where the network itself encrypts',
  },
};

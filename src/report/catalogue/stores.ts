import { CatalogueEntry } from './entry';

/** What databases, caches and configuration centres are found to be. */
export const STORE_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  DEFAULT_PASSWORD: {
    severity: 'warning',
    meaning: 'a server begins with a user whose password everyone knows',
    cure: 'an identity provider or a directory, or a password of its own at the first login',
  },
  PASSWORDS_IN_PLAIN_TEXT: {
    severity: 'warning',
    meaning: 'clients send passwords to a server of the cluster without TLS, and no mesh encrypts them',
    cure: 'TLS of the server, a mesh, or accept the finding where the network itself encrypts',
  },
};

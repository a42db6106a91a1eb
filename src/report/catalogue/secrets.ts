import { CatalogueEntry } from './entry';

/** Where secrets are read by more than have to. */
export const SECRET_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  SECRET_IN_MANIFEST: {
    severity: 'warning',
    meaning:
      'a Secret with its values, a variable or a ConfigMap of somebody else looks like a secret: it is in Git, in the open',
    cure: 'SecretRef.external(...), or a Secret that is made outside of Git',
  },
  SECRET_IN_VARIABLE: {
    severity: 'info',
    meaning:
      'containers read secrets from variables: whoever looks into a process reads them, and new values arrive with new pods only',
    cure: 'Mount.secret(...) where the software takes files',
  },
};

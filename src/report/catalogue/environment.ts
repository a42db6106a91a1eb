import { CatalogueEntry } from './entry';

/** Findings about what an environment demands. */
export const ENVIRONMENT_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  DATA_NOT_RETAINED: {
    severity: 'error',
    meaning: 'data are deleted together with what uses them, and the environment asks that they stay',
    cure: 'Retain in place of Delete; `deleteClaim: false`',
  },
  IMAGE_WITHOUT_DIGEST: {
    severity: 'error',
    meaning: 'an image is named by tag alone, and the environment asks for a digest',
    cure: 'the command that the finding names, which writes the lock file that the environment reads',
  },
  LOSS_NOT_SURVIVED: {
    severity: 'error',
    meaning: 'nothing is promised after the loss of a node, and the environment asks that it is survived',
    cure: '`survive: Survive.node()` on the cluster, and no `Survive.none()` on the workload',
  },
  SINGLE_REPLICA: {
    severity: 'error',
    meaning: 'something that runs all the time has one replica, and the environment asks for two',
    cure: 'a second replica',
  },
};

import { CatalogueEntry } from './entry';

/** Findings about data that are stored and moved. */
export const DATA_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  STORAGE_FILLS: {
    severity: 'warning',
    meaning: 'a store has room for today, and within a year its data take more',
    cure: 'more room before the day that the finding names',
  },
  STORAGE_TOO_SMALL: {
    severity: 'error',
    meaning: "what a store has to keep at today's rate takes more than it has room for",
    cure: 'more room, or a shorter retention',
  },
  TOO_MANY_OBJECTS: {
    severity: 'warning',
    meaning: 'within a year a store has more objects than it may hold',
    cure: 'larger objects, or a shorter retention',
  },
  TRANSFER_TOO_LONG: {
    severity: 'error',
    meaning: 'data do not arrive within the window that they have',
    cure: 'the bandwidth or the window that the finding names',
  },
};

/** What a finding is about, in one place for the documentation and the command line. */
export interface CatalogueEntry {
  readonly severity: 'error' | 'warning' | 'info';
  readonly meaning: string;
  /** What usually cures it; the finding itself says what was verified. */
  readonly cure: string;
}

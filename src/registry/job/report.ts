/** What a run did, in lines as they come. */
export class Report {
  /** What failed: each costs the exit code. */
  public readonly failures: string[] = [];
  private readonly counts = new Map<string, number>();

  public constructor(private readonly tell: (line: string) => void) {}

  public made(what: string): void {
    this.note('made', what);
  }

  /** @param fields what was different */
  public changed(what: string, fields: readonly string[]): void {
    this.note('changed', `${what}: ${fields.join(', ')}`);
  }

  public removed(what: string): void {
    this.note('removed', what);
  }

  /** What is in Harbor, in no desired state, and stays. */
  public left(what: string): void {
    this.note('left', what);
  }

  /** What was as it should be. */
  public kept(): void {
    this.counts.set('kept', this.count('kept') + 1);
  }

  public failed(what: string, why: string): void {
    this.failures.push(`${what}: ${why}`);
    this.note('FAILED', `${what}: ${why}`);
  }

  public count(kind: 'made' | 'changed' | 'kept' | 'removed' | 'left' | 'FAILED'): number {
    return this.counts.get(kind) ?? 0;
  }

  public summary(requests: number, writes: number): string {
    const kinds = ['made', 'changed', 'removed', 'kept', 'left'] as const;
    const counts = kinds.map((kind) => `${this.count(kind)} ${kind}`).join(', ');
    return `${counts}, ${this.failures.length} failed; ${requests} requests, ${writes} of them wrote`;
  }

  private note(kind: string, text: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.tell(`${kind} ${text}`);
  }
}

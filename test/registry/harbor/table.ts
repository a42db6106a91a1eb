/** Time of a server of a test: it goes on with every request and with every second that somebody waits. */
export interface Time {
  now: number;
  /** So late do readers see what was written. */
  readonly lag: number;
}

/** Rows by id, as the database has them and as an instance that is behind still sees them. */
export class Table<Row extends object> {
  private readonly versions = new Map<number, { readonly since: number; readonly row?: Row }[]>();
  private last = 0;

  public constructor(private readonly time: Time) {}

  public add(row: Row): number {
    const id = ++this.last;
    this.versions.set(id, [{ since: this.time.now, row }]);
    return id;
  }

  public set(id: number, row: Row): void {
    this.versions.get(id)!.push({ since: this.time.now, row });
  }

  public remove(id: number): void {
    this.versions.get(id)!.push({ since: this.time.now });
  }

  /** As the database has them. */
  public rows(): (Row & { readonly id: number })[] {
    return this.at(Infinity);
  }

  /** As readers see them. */
  public seen(): (Row & { readonly id: number })[] {
    return this.at(this.time.now - this.time.lag);
  }

  public get(id: number): (Row & { readonly id: number }) | undefined {
    return this.rows().find((row) => row.id === id);
  }

  private at(moment: number): (Row & { readonly id: number })[] {
    return [...this.versions].flatMap(([id, versions]) => {
      const version = versions.filter(({ since }) => since <= moment).pop();
      return version?.row ? [{ ...version.row, id }] : [];
    });
  }
}

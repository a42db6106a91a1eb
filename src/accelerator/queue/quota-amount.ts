/** What a queue may use of one resource. */
export interface QuotaAmount {
  readonly name: string;
  /** Absent while the plan is made that decides it. */
  readonly nominal?: number;
  readonly borrowing?: number;
  readonly lending?: number;
}

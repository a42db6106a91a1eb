/** Times at which more replicas run, whatever the load is. */
export interface ScaleSchedule {
  /** When they are there: minute, hour, day, month and weekday as cron has them, for example '0 6 * * mon-fri'. */
  readonly start: string;
  /** When they may go again, as cron has it. */
  readonly end: string;
  /** Time zone of both, by its IANA name, for example 'Asia/Shanghai'. */
  readonly timezone: string;
  /** Replicas that run between the two. The plan has room for them: its maximum is not lower. */
  readonly replicas: number;
}

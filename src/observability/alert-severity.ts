/** What an alert asks of people: label `severity` of the alerts of `observe`. */
export enum AlertSeverity {
  /** Somebody has to act at once. */
  PAGE = 'page',
  /** Somebody has to act within days. */
  TICKET = 'ticket',
}

import { Duration } from 'cdk8s';

/** Which pages of other hosts may call a route from a browser. */
export interface CorsOptions {
  /** Origins of these pages, for example 'https://app.example.com'; none for all. */
  readonly origins: string[];
  /**
   * Methods that they use.
   * @default - GET, HEAD and POST
   */
  readonly methods?: string[];
  /**
   * Headers that they send.
   * @default - none beside those that browsers send of themselves
   */
  readonly headers?: string[];
  /**
   * Whether they send cookies and other credentials.
   * @default false
   */
  readonly credentials?: boolean;
  /**
   * How long browsers remember the answer.
   * @default - a browser's own
   */
  readonly maxAge?: Duration;
}

import { IConstruct } from 'constructs';

/** Something that a stack can route requests to: a service with a port. */
export interface IRouteTarget extends IConstruct {
  /** Full DNS name of the service. */
  readonly dnsName: string;
  /** Port of the service that takes requests. */
  readonly routePort: number;
  /** Names of the subsets that traffic can be split over. */
  readonly subsetNames: string[];
  /** Lets the ingress gateway of the stack's mesh call it. */
  allowIngress(): void;
}

import { Caller } from './caller';
import * as k8s from '../../manifest/k8s/types';
import { FlowPlace } from '../../protection/flow-place';
import { Port } from '../pod/port';

/** Something that a workload may call: another workload, or a peer outside the cluster's stacks. */
export interface ICallTarget {
  /**
   * True where it runs at the edge, at the sites of its callers.
   * @internal
   */
  readonly _atEdge?: boolean;
  /**
   * Seconds in which it answers at its latency objective's percentile; absent where nobody said what it serves.
   * @internal
   */
  readonly _answerSeconds?: number;
  /**
   * The place that data come to which are sent to it; absent where others say what goes to and fro. One that is in the cluster and says no law is under that
   * of its caller.
   * @internal
   */
  readonly _place?: FlowPlace;
  /**
   * Notes that the caller calls it, and says what the caller's network policy has to allow.
   * @internal
   */
  _calledBy(caller: Caller, ports?: readonly Port[]): k8s.NetworkPolicyEgressRule;
  /**
   * Where copies of the requests to it go besides.
   * @internal
   */
  _copyRules?(): k8s.NetworkPolicyEgressRule[];
}

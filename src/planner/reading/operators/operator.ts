import { Finding } from '../../../capacity/model';
import { KubeObject } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';
import { GangDraft } from '../workloads/gangs';

/** An object that an operator makes of a custom resource. */
export interface Made {
  readonly json: KubeObject;
  /** Name of the part of the custom resource that it is, where that has several. */
  readonly part?: string;
  /** True where an autoscaler of the custom resource scales it. */
  readonly scaled?: boolean;
  /** True where a new version comes as a second set of all pods, before the first one leaves. */
  readonly secondSet?: boolean;
  /** Pods that a new version starts beside all others. */
  readonly surge?: number;
  /** True where its pod leaves a node only when it runs on another one. */
  readonly migrates?: boolean;
  /** True where there is one pod of it whatever its user writes, as one alone does its work. */
  readonly alone?: boolean;
  /** What the user of the custom resource writes instead, where what is made is in the way. */
  readonly cure?: readonly string[];
  /** How its pods want to lie together. */
  readonly gang?: GangDraft;
}

/** What readers look at beside the custom resource itself. */
export interface OperatorContext {
  readonly objects: ClusterObjects;
  /** Construct path of the custom resource. */
  readonly path: string;
  readonly findings: Finding[];
}

/** The objects that run pods, or change how these are planned, as the operator of a kind makes them of a custom resource. */
export type OperatorReader = (resource: KubeObject, context: OperatorContext) => Made[];

/** Readers by `<group>/<kind>`. */
export type OperatorReaders = Readonly<Record<string, OperatorReader>>;

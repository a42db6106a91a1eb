import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Canary } from '../delivery/canary';
import { customResource } from '../manifest/custom-resource';
import { namespaced, Owner } from '../manifest/metadata';
import { virtualService } from '../platform/istio/traffic';

const API = 'argoproj.io/v1alpha1';

/** Subsets between which traffic is moved. */
export const STABLE = 'stable';
export const CANARY = 'canary';

/** Label by which Argo Rollouts tells the pods of one revision from those of another. */
export const ROLLOUT_HASH = 'rollouts-pod-template-hash';

/** The route that Argo Rollouts changes. */
const ROUTE = 'primary';

/** A workload that changes its versions by canaries. */
export interface Canaried {
  readonly name: string;
  readonly owner: Owner;
  readonly labels: Record<string, string>;
  readonly host: string;
  readonly port: number;
  /** Version of its pods, as Istio's metrics name it. */
  readonly revision: string;
  /** Whether the proxies of all callers tell the times apart that it is measured by. */
  readonly isExact: () => boolean;
}

/** What the canary needs beside the Rollout. */
export interface CanaryObjects {
  readonly virtualService: ApiObject;
  readonly analysisTemplate: ApiObject;
}

/** The route that moves calls inside the mesh, and what is measured. Both are there before the Rollout, which asks for them. */
export function emitCanaryObjects(scope: Construct, canary: Canary, canaried: Canaried): CanaryObjects {
  const { name, owner, labels, host, port, revision, isExact } = canaried;
  const to = (subset: string, weight: number) => ({ destination: { host, port: { number: port }, subset }, weight });
  return {
    virtualService: virtualService(
      scope,
      'CanaryRoute',
      owner,
      name,
      { hosts: [host], gateways: ['mesh'], http: [{ name: ROUTE, route: [to(STABLE, 100), to(CANARY, 0)] }] },
      { 'argocd.argoproj.io/sync-wave': '-5' },
    ),
    analysisTemplate: customResource(scope, 'Analysis', {
      apiVersion: API,
      kind: 'AnalysisTemplate',
      metadata: namespaced('AnalysisTemplate', name, owner, labels),
      spec: {
        metrics: Lazy.any({
          produce: () =>
            canary._measured({ NAMESPACE: owner.namespace!, WORKLOAD: name, REVISION: revision }, isExact()),
        }),
      },
    }),
  };
}

/** How the Rollout changes versions: pods of the old one leave as those of the new one take their traffic. */
export function canaryStrategy(canary: Canary, name: string): object {
  return {
    canary: {
      dynamicStableScale: true,
      trafficRouting: {
        istio: {
          virtualService: { name, routes: [ROUTE] },
          destinationRule: { name, stableSubsetName: STABLE, canarySubsetName: CANARY },
        },
      },
      analysis: { templates: [{ templateName: name }], startingStep: 1 },
      steps: canary._steps,
    },
  };
}

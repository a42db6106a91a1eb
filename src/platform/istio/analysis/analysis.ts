import { Chart } from 'cdk8s';
import { annotationsAreKnown } from './annotations';
import { filtersApply } from './envoy-filters';
import {
  certificatesAreApart,
  certificatesAreChecked,
  entriesAgree,
  gatewaysAreReached,
  rulesHaveHosts,
  telemetryHasProviders,
} from './hosts';
import { areSeen, haveEffect, onePerPod, selectSomething } from './selectors';
import { namespacesAsk, podsCanBeIn, servicesSay } from './services';
import { routesLead } from './virtual-services';
import { World } from './world';
import { ReadObject } from '../../../planner/reading/description';

const CHECKS: readonly ((world: World) => string[])[] = [
  onePerPod,
  selectSomething,
  haveEffect,
  areSeen,
  servicesSay,
  namespacesAsk,
  podsCanBeIn,
  filtersApply,
  certificatesAreChecked,
  rulesHaveHosts,
  entriesAgree,
  telemetryHasProviders,
  certificatesAreApart,
  gatewaysAreReached,
  routesLead,
];

/**
 * What `istioctl analyze` would say of the charts of a cluster, as far as they tell it (messages and analyzers of pkg/config/analysis, August 2026;
 * docs/mesh-analysis.md says of each what becomes of it). The API server takes all of it.
 */
export function analyse(charts: readonly Chart[], counted: readonly ReadObject[]): string[] {
  const world = new World(charts, counted);
  return [...new Set([...CHECKS.flatMap((check) => check(world)), ...annotationsAreKnown(world, charts)])];
}

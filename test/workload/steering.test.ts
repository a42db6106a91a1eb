import { describe, expect, test } from '@jest/globals';
import { Size, Testing } from 'cdk8s';
import { Cpu, Placement, Replicas, Survive } from 'cdk8s-autonomous';
import { Planner } from '../../src/planner/planner';
import { cluster, documents, find, microservice, stack } from '../support/apps';

/** A large, a middle and a small service in a steered cluster. */
function shop(small: Replicas, withPriority = false) {
  const app = Testing.app();
  const east = cluster(app, { placement: Placement.STEERED, survive: Survive.zone() });
  const home = stack(app, { cluster: east });
  const priority = withPriority ? east.addPriority('urgent', { value: 1000 }) : undefined;
  const resources = (millis: number) => ({ cpu: Cpu.millis(millis), memory: Size.mebibytes(512) });
  const fixed = Replicas.needed({ steady: 4, degraded: 3 });
  microservice(home, 'large', { replicas: fixed, resources: resources(6000) });
  microservice(home, 'middle', { replicas: fixed, resources: resources(2500), priority });
  microservice(home, 'small', { replicas: small, resources: resources(300) });
  const [plan] = Planner.of(app).plans();
  return { plan, all: documents(app) };
}

const wave = (object: any) => object.metadata.annotations['argocd.argoproj.io/sync-wave'];
const classOf = (object: any) => object.spec.template.spec.priorityClassName;
const minDomains = (object: any) =>
  object.spec.template.spec.topologySpreadConstraints.find(
    ({ whenUnsatisfiable }: any) => whenUnsatisfiable === 'DoNotSchedule',
  ).minDomains;

describe('the manifests of a steered cluster', () => {
  test('workloads start by the size of their pods, and wait by it', () => {
    const { plan, all } = shop(Replicas.needed({ steady: 4, degraded: 3 }));
    expect(plan.strength).toMatchObject({ kind: 'steered', failed: 0, confidence: 0.99 });
    const [large, middle, small] = ['large', 'middle', 'small'].map((name) => find(all, 'Deployment', name));
    // 6 of 8 cores, 2.5 of 8, 0.3 of 8 beside 1 of 110 pods.
    expect([large, middle, small].map(wave)).toEqual(['-4', '-1', '5']);
    expect([large, middle, small].map(classOf)).toEqual(['size-12', 'size-9', 'size-3']);
    expect(find(all, 'PriorityClass', 'size-12')).toMatchObject({ value: 12, preemptionPolicy: 'Never' });
    expect(find(all, 'PriorityClass', 'size-3').value).toBe(3);
    expect(large.spec.strategy.rollingUpdate).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  });

  test('where an autoscaler grows, larger pods may evict smaller ones, and fixed counts ask for all zones', () => {
    const { all } = shop(Replicas.autoscaled({ min: 3, max: 9, degraded: 2 }));
    expect(find(all, 'PriorityClass', 'size-12').preemptionPolicy).toBe('PreemptLowerPriority');
    expect(minDomains(find(all, 'Deployment', 'large'))).toBe(3);
    expect(minDomains(find(all, 'Deployment', 'small'))).toBe(2);
  });

  test('sizes are told apart within the importance that the user gave', () => {
    const { all, plan } = shop(Replicas.needed({ steady: 4, degraded: 3 }), true);
    expect(classOf(find(all, 'Deployment', 'middle'))).toBe('urgent-size-9');
    expect(find(all, 'PriorityClass', 'urgent-size-9').value).toBe(1009);
    expect(plan.model.workloads.find(({ id }) => id.endsWith('middle'))!.priority).toBe(1009);
  });

  test('an importance too near to another one leaves no room for sizes', () => {
    const app = Testing.app();
    const east = cluster(app, { placement: Placement.STEERED });
    expect(() => east.addPriority('some', { value: 7 })).toThrow(/less than 13 from 0/);
  });

  test('a cluster that is not steered has none of it', () => {
    const app = Testing.app();
    const home = stack(app, { cluster: cluster(app, { placement: Placement.FREE }) });
    microservice(home, 'plain', {});
    const all = documents(app);
    expect(classOf(find(all, 'Deployment', 'plain'))).toBeUndefined();
    expect(all.filter(({ kind }) => kind === 'PriorityClass')).toEqual([]);
  });
});

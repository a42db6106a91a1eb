import { createRequire } from 'module';
import * as path from 'path';
import * as cdk8s from 'cdk8s';
import * as auto from 'cdk8s-autonomous';
import * as plus from 'cdk8s-plus-33';
import { hangingDeployments } from '../support/emitted-rollouts';
import { describeWith, SHARED } from '../support/shared';

const GENERATOR = 'tools/random-stack.cjs';

/** Manifests of a realistic stack that nobody tuned the planner to, and its plan. */
function made(set: string, seed: number) {
  const { app, stacks } = createRequire(__filename)(path.join(SHARED, GENERATOR)).stack(auto, cdk8s, plus, seed, set);
  const objects: any[] = stacks.flatMap((stack: cdk8s.Chart) => cdk8s.Testing.synth(stack));
  return { objects, plan: JSON.parse(auto.Plan.of(app).toJson()).clusters[0] };
}

describeWith(GENERATOR, 'realistic stacks', () => {
  const small = made('zone', 1);

  test.each<[string, number]>([
    ['node', 1],
    ['none', 2],
  ])(
    'no rollout of set %s, seed %i, hangs as it is emitted',
    (set, seed) => {
      const { objects, plan } = made(set, seed);
      expect(plan.status).toBe('feasible');
      expect(hangingDeployments(objects, plan)).toEqual([]);
    },
    120_000,
  );

  test('none of set zone either, and with the spread by revision most of them would', () => {
    const { objects, plan } = small;
    expect(hangingDeployments(objects, plan)).toEqual([]);
    const deployments = objects.filter(({ kind }) => kind === 'Deployment');
    for (const { spec } of deployments) {
      spec.template.spec.topologySpreadConstraints
        .filter(({ topologyKey }: any) => topologyKey.endsWith('/zone'))
        .forEach((one: any) => (one.matchLabelKeys = ['pod-template-hash']));
    }
    expect(hangingDeployments(objects, plan).length).toBeGreaterThan(0);
  });
});

import { JsonPatch, Testing } from 'cdk8s';
import { CapacityType, NodeClass, Placement, Plan, Price, Provisioner, Replicas, SpotShare } from 'cdk8s-autonomous';
import { cluster, documents, find, microservice, nodeType, stack } from '../support/apps';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

function karpenter(placement: Placement) {
  const app = Testing.app();
  const provisioner = Provisioner.karpenter({ nodeClass: NodeClass.ec2('default') });
  const east = cluster(app, { provisioner, placement }, null);
  east.addNodePool('stays', { nodeType: nodeType() });
  const spot = east.addNodePool('spot', {
    nodeType: nodeType(),
    capacity: CapacityType.SPOT,
    price: Price.perHour(0.3),
  });
  const shop = stack(app, { cluster: east });
  microservice(shop, 'cart', { replicas: Replicas.fixed(6), spot: SpotShare.of(0.5) });
  return { app, east, spot, shop };
}

const namesOf = (objects: any[]) =>
  objects.filter(({ kind }) => kind === 'NodePool').map(({ metadata }) => metadata.name);

describe('spot nodes that Karpenter makes', () => {
  test('are asked for and tainted; the others are not', () => {
    const objects = documents(karpenter(Placement.FREE).app);
    const typeOf = (name: string) =>
      find(objects, 'NodePool', name).spec.template.spec.requirements.find(
        ({ key }: any) => key === 'karpenter.sh/capacity-type',
      ).values;
    expect([typeOf('spot-a'), typeOf('stays-a')]).toEqual([['spot'], ['on-demand']]);
    expect(find(objects, 'NodePool', 'spot-a').spec.template.spec.taints).toEqual([
      { key: 'karpenter.sh/capacity-type', value: 'spot', effect: 'NoSchedule' },
    ]);
    expect(find(objects, 'NodePool', 'stays-a').spec.template.spec).not.toHaveProperty('taints');
  });

  test('cost what the pool says, and hold only who asks for them', () => {
    const { app } = karpenter(Placement.FREE);
    documents(app);
    const [{ pools, workloads }] = JSON.parse(Plan.of(app).toJson()).clusters;
    expect(pools.map(({ pool, price, spot }: any) => [pool, price, spot])).toEqual(
      expect.arrayContaining([
        ['spot', 0.3, true],
        ['stays', 1, undefined],
      ]),
    );
    const poolsOf = (id: string) => {
      const { eligible } = workloads.find((one: any) => one.id === id);
      return [...new Set(eligible.map((name: string) => name.split('/')[0]))];
    };
    expect(poolsOf('shop/Deployment/cart-on-demand')).toEqual(['stays']);
    expect(poolsOf('shop/Deployment/cart-spot')).toEqual(['spot']);
  });

  test('are in objects that their user may change, whatever roles the plan gives them', () => {
    for (const placement of [Placement.FREE, Placement.RESERVED]) {
      const { app, spot } = karpenter(placement);
      expect(spot.karpenterNodePools.map(({ name }) => name)).toEqual(['spot-a', 'spot-b', 'spot-c']);
      spot.karpenterNodePools.forEach((pool) => pool.addJsonPatch(JsonPatch.add('/spec/weight', 10)));
      const objects = documents(app);
      const own = objects.filter(({ kind, metadata }) => kind === 'NodePool' && metadata.name.startsWith('spot-'));
      expect(own.length).toBeGreaterThan(0);
      expect(own.map(({ spec }) => spec.weight)).toEqual(own.map(() => 10));
      expect(
        find(
          objects,
          'NodePool',
          namesOf(objects).find((name) => name.startsWith('stays')),
        ).spec,
      ).not.toHaveProperty('weight');
    }
  });

  test('are known by their labels alone too', () => {
    const app = Testing.app();
    const east = cluster(
      app,
      {},
      { provisioner: Provisioner.eksNodeGroups(), labels: { 'eks.amazonaws.com/capacityType': 'SPOT' } },
    );
    microservice(stack(app, { cluster: east }), 'cart');
    documents(app);
    expect(JSON.parse(Plan.of(app).toJson()).clusters[0].spotLoss.name).toBe('spot-lost');
  });

  test('others than Karpenter make none of them', () => {
    const app = Testing.app();
    const pool = cluster(app).nodePools[0];
    expect([pool.karpenterNodePools, pool.isSpot]).toEqual([[], false]);
  });

  describeWith('crds', 'official schemas', () => {
    test.each([
      ['free', Placement.FREE],
      ['reserved', Placement.RESERVED],
    ])('take the NodePools, %s', (_, placement) => {
      const schemas = new Schemas('1.32');
      const pools = documents(karpenter(placement).app).filter(({ kind }) => kind === 'NodePool');
      expect(pools.flatMap((pool) => schemas.check(pool))).toEqual([]);
    });
  });
});

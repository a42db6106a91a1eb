import { Duration, Size } from 'cdk8s';
import { Accelerator, Cpu, EdgeServiceProps, Latency, Rate, Replicas, ServiceTime, Survive } from 'cdk8s-autonomous';
import { edgePlatform, edgeService, fleet, planOf, tenant } from '../support/edge';

const SIZE = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };
const ON_GPU = { resources: { ...SIZE, extended: { 'nvidia.com/gpu': 1 } } };

/** Errors of services at three sites with a box and a GPU box each. */
function errorsOf(...services: Partial<EdgeServiceProps>[]): any[] {
  const edge = edgePlatform();
  const stations = fleet(edge, 3);
  const stack = tenant(edge);
  services.forEach((props, i) => stations.deploy(edgeService(stack, `svc-${i}`, props)));
  return planOf(edge).findings.filter(({ severity }: any) => severity === 'error');
}

const slow = Replicas.forDemand({
  arrivals: Rate.perSecond(10),
  service: ServiceTime.millis(100),
  workers: 1,
  latency: Latency.p99(Duration.millis(50)),
});

test.each([Survive.none(), Survive.node()])(
  'where no number of replicas helps nothing else is said of the site, whatever it survives',
  (survive) => {
    const errors = errorsOf({ ...ON_GPU, replicas: slow, survive });
    expect(errors.map(({ code, count }) => [code, count])).toEqual([['NO_REPLICA_COUNT_HELPS', 3]]);
  },
);

test.each<[string, Partial<EdgeServiceProps>, string, string[]]>([
  [
    'NO_POOL_ADMITS',
    { nodeLabels: { bus: 'can' } },
    'no node of the site admits shop/Deployment/svc-0-s-00001: s-00001/box, s-00001/gpu-box: required node affinity bus In can',
    ['labels and taints on a node of the site as it asks for', 'a deployment to sites that have such a node'],
  ],
  [
    'NO_POOL_ADMITS',
    { resources: { ...SIZE, accelerator: Accelerator.ASCEND_310_P.devices(1) } },
    'required node affinity accelerator In huawei-Ascend310P',
    ['labels and taints on a node of the site as it asks for', 'a deployment to sites that have such a node'],
  ],
  [
    'POD_TOO_BIG',
    { resources: { ...SIZE, cpu: Cpu.units(6) } },
    'cpu 6 asked',
    ['request at most 3.5 cpu', 'a node at the site with at least 6 cpu allocatable'],
  ],
  [
    'SITE_TOO_SMALL',
    { ...ON_GPU, replicas: Replicas.fixed(2) },
    'the nodes of the site have no room for all pods',
    ['1 replica of shop/svc-0', '2 nodes of type gpu-box at the site instead of 1'],
  ],
  [
    'SURGE_DOES_NOT_FIT',
    { ...ON_GPU, maxSurge: 1 },
    'only 0 of 1 extra pods find a place',
    ['maxSurge 0', '2 nodes of type gpu-box at the site'],
  ],
])('%s speaks of nodes at a site, not of node pools', (code, props, message, cure) => {
  const [error, ...others] = errorsOf(props);
  expect(others).toEqual([]);
  expect(error).toMatchObject({ code, count: 3, message: expect.stringContaining(message), cure });
  expect(JSON.stringify(error)).not.toMatch(/node pool|maxNodes/);
});

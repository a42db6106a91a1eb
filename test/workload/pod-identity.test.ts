import { Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  Cpu,
  Health,
  KubernetesVersion,
  MicroserviceProps,
  NodeType,
  Port,
  ServerlessFunction,
  SimulationBatch,
  NodeReserve,
} from 'cdk8s-autonomous';
import { cluster, find, IMAGE, messageOf, microservice, nodeType, stack, statefulService } from '../support/apps';
import { edgePlatform, edgeService, site, tenant } from '../support/edge';
import { gpuPool, teamWithQueue, trainingJob } from '../support/training';

const podsIn = (object: any): any[] =>
  object === null || typeof object !== 'object'
    ? []
    : [...(object.containers ? [object] : []), ...Object.values(object).flatMap(podsIn)];
const containersOf = (objects: any[]): any[] => podsIn(objects).flatMap(({ containers }) => containers);
const cart = (props: Partial<MicroserviceProps> = {}) => {
  const made = stack();
  microservice(made, 'cart', props);
  return find(Testing.synth(made), 'Deployment').spec.template.spec;
};
const valueOf = (container: any, name: string) => container.env?.find((one: any) => one.name === name)?.value;

/** getpass.getuser() of Python 3.13 with a uid that is in no /etc/passwd: PyTorch and vLLM call it when they are imported. */
function getuser({ env = [] }: any): string {
  const found = ['LOGNAME', 'USER', 'LNAME', 'USERNAME'].map(
    (name) => env.find((one: any) => one.name === name)?.value,
  );
  const name = found.find((value) => value);
  if (!name) {
    throw new Error('No username set in the environment');
  }
  return name;
}

/** Whether a process may write to a directory: the root is read-only, mounts are not unless they say so. */
function isWritable({ volumeMounts, securityContext }: any, path: string): boolean {
  const mount = volumeMounts.find(({ mountPath }: any) => `${path}/`.startsWith(`${mountPath}/`.replace('//', '/')));
  return mount ? mount.readOnly !== true : securityContext.readOnlyRootFilesystem === false;
}

describe('a process whose user is in no file of its image', () => {
  const resources = { cpu: Cpu.units(1), memory: Size.gibibytes(1) };
  const kinds: [string, () => AutonomousStack][] = [
    ['a microservice', () => (({ stack: made }) => made)(microservice(stack()))],
    ['a stateful service', () => (({ stack: made }) => made)(statefulService(stack()))],
    [
      'a training job',
      () => {
        const { stack: made, queue } = teamWithQueue(gpuPool());
        trainingJob(made, 'job', { queue });
        return made;
      },
    ],
    [
      'a batch',
      () => {
        const made = stack();
        new SimulationBatch(made, 'runs', { image: IMAGE, resources, scenarios: ['a', 'b'], parallelism: 1 });
        return made;
      },
    ],
    [
      'a function',
      () => {
        const made = stack();
        new ServerlessFunction(made, 'f', { image: IMAGE, resources, maxScale: 2 });
        return made;
      },
    ],
    [
      'a service at sites',
      () => {
        const edge = edgePlatform();
        const made = tenant(edge);
        site(edge).deploy(edgeService(made));
        return made;
      },
    ],
  ];
  test.each(kinds)('%s has a name and a home that it may write to', (_, made) => {
    const containers = containersOf(Testing.synth(made()));
    expect(containers.length).toBeGreaterThan(0);
    for (const container of containers) {
      expect(getuser(container)).toBe('app');
      expect(isWritable(container, valueOf(container, 'HOME'))).toBe(true);
    }
  });

  test('what its user says of them stays', () => {
    const [container] = cart({ env: { HOME: '/home/me' } }).containers;
    expect(container.env.filter(({ name }: any) => name === 'HOME')).toEqual([{ name: 'HOME', value: '/home/me' }]);
  });

  test('it may be another user, not root', () => {
    const { securityContext, containers } = cart({ security: { user: 1000 } });
    expect(securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true, fsGroup: 10001 });
    expect(containers[0].securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000, runAsNonRoot: true });
    expect(messageOf(() => cart({ security: { user: 0 } }))).toContain(
      'security.user 0: must be a whole number above 0: 0 is root',
    );
  });
});

describe('directories that an image writes to', () => {
  test('are parts of the scratch volume, each of its own', () => {
    const pod = cart({ writable: ['/var/log/nginx', '/var/cache/nginx/'] });
    const [container] = pod.containers;
    expect(
      ['/var/log/nginx/error.log', '/var/cache/nginx', '/tmp/x'].map((path) => isWritable(container, path)),
    ).toEqual([true, true, true]);
    expect(isWritable(container, '/var/lib')).toBe(false);
    const parts = container.volumeMounts.filter(({ subPath }: any) => subPath);
    expect(parts.map(({ name }: any) => name)).toEqual(['scratch', 'scratch']);
    expect(new Set(parts.map(({ subPath }: any) => subPath)).size).toBe(2);
    expect(parts.every(({ subPath }: any) => !subPath.startsWith('/') && !subPath.includes('..'))).toBe(true);
  });

  test('that are none, or are there already, are refused', () => {
    expect(messageOf(() => cart({ writable: ['logs', '/tmp', '/tmp/a', '/a', '/a/'] }))).toMatch(
      /writable 'logs'[^]*writable '\/tmp'[^]*is in \/tmp[^]*writable '\/a\/': is mounted already/,
    );
  });
});

describe('the limit of local disk', () => {
  const MIB = 2 ** 20;
  /** What kubelet 1.34 lets a container keep: containerLogMaxFiles files of containerLogMaxSize, looked at every ten seconds. */
  const kept = (maxSize: number, files: number) => files * maxSize * MIB;
  const reserve = NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) });
  const limitWith = (...types: NodeType[]) => {
    const app = Testing.app();
    const east = cluster(app, { kubernetesVersion: KubernetesVersion.V1_32 });
    const made = stack(app, { cluster: east });
    microservice(made, 'cart', { ports: [Port.http(8080)], health: Health.tcp() });
    // Pools may come after what runs on them.
    types.forEach((type, i) => east.addNodePool(`p${i}`, { nodeType: type }));
    const { limits, requests } = find(Testing.synth(made), 'Deployment').spec.template.spec.containers[0].resources;
    expect(limits['ephemeral-storage']).toBe(requests['ephemeral-storage']);
    return parseInt(limits['ephemeral-storage']) * MIB;
  };
  const scratch = 64 * MIB;
  const turning = (maxSize: number, files?: number) =>
    NodeType.of(`logs-${maxSize}`, {
      cpu: Cpu.units(8),
      memory: Size.gibibytes(16),
      reserve,
      logRotation: { maxSize: Size.mebibytes(maxSize), files },
    });

  test.each<[string, NodeType[], number, number]>([
    ["kubelet's own", [nodeType()], 10, 5],
    ['as the node type says', [turning(100, 3)], 100, 3],
    ['the most of all nodes of the cluster', [turning(20), turning(40), nodeType()], 40, 5],
    ['of AKS', [NodeType.azure('Standard_D8s_v5', { reserve, maxPods: 110 })], 50, 5],
  ])('has room for the logs: %s', (_, types, maxSize, files) => {
    const room = limitWith(...types) - scratch;
    expect(room).toBeGreaterThan(kept(maxSize, files));
    expect(room).toBeLessThan(kept(maxSize, files + 2));
  });

  test('rotations that are none are refused', () => {
    expect(messageOf(() => turning(0, 1))).toMatch(/logRotation.maxSize[^]*logRotation.files 1/);
  });

  test('nodes of sites and GPU pools count', () => {
    const edge = edgePlatform();
    const made = tenant(edge);
    const large = { name: 'gz-1-box', nodeType: turning(30) };
    site(edge, 'gz-1', { nodes: [large] }).deploy(edgeService(made));
    const [container] = containersOf(Testing.synth(made));
    expect(parseInt(container.resources.limits['ephemeral-storage'])).toBe(64 + 30 * 6.4);
  });
});

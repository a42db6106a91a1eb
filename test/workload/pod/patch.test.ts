import { Testing } from 'cdk8s';
import { Microservice, Plan, PodPatch } from 'cdk8s-autonomous';
import { merged } from '../../../src/workload/pod/patch/merge';
import { documents, find, IMAGE, messageOf, microservice, stack, statefulService } from '../../support/apps';

/** The pod of a service with patches, and what the plan says. */
function patched(...patches: PodPatch[]) {
  const app = Testing.app();
  const own = stack(app);
  const service = microservice(own);
  patches.forEach((patch) => service.pod.patch(patch));
  const [cluster] = JSON.parse(Plan.of(own).toJson()).clusters;
  const template = () => find(documents(app), 'Deployment').spec.template;
  return { app, service, cluster, template };
}

test('wishes that no prop is for are in the manifest', () => {
  const { template } = patched(
    {
      hostAliases: [{ ip: '10.1.2.3', hostnames: ['legacy.local'] }],
      dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
      shareProcessNamespace: true,
      readinessGates: [{ conditionType: 'target-health.elbv2.k8s.aws/cart' }],
      annotations: { 'example.com/team': 'shop' },
    },
    { spec: { setHostnameAsFQDN: true }, containers: { cart: { workingDir: '/opt', stdin: true } } },
  );
  const { spec, metadata } = template();
  expect(spec).toMatchObject({
    hostAliases: [{ ip: '10.1.2.3', hostnames: ['legacy.local'] }],
    dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
    shareProcessNamespace: true,
    readinessGates: [{ conditionType: 'target-health.elbv2.k8s.aws/cart' }],
    setHostnameAsFQDN: true,
  });
  expect(spec.containers).toHaveLength(1);
  expect(spec.containers[0]).toMatchObject({ name: 'cart', image: IMAGE.reference, workingDir: '/opt', stdin: true });
  expect(metadata.annotations['example.com/team']).toBe('shop');
  expect(Object.keys(spec)).toEqual(Object.keys(spec).sort());
});

describe('the plan sees it', () => {
  const requests = ({ cluster }: ReturnType<typeof patched>) => cluster.workloads[0].requests.cpu;

  test('what a container asks for', () => {
    const more = patched({ containers: { cart: { resources: { requests: { cpu: '3' } } } } });
    expect(requests(patched())).toBe(1000);
    expect(requests(more)).toBe(3000);
  });

  test('what a runtime takes for each pod', () => {
    expect(requests(patched({ runtimeClassName: 'kata', spec: { overhead: { cpu: '250m', memory: '160Mi' } } }))).toBe(
      1250,
    );
  });

  test('what Pod Security refuses', () => {
    const { cluster, app } = patched({ spec: { hostNetwork: true } });
    expect(cluster.status).toBe('infeasible');
    expect(JSON.stringify(cluster.findings)).toContain('host');
    expect(() => app.synthYaml()).toThrow(/POD_SECURITY|hostNetwork|host namespaces/);
  });

  test('nodes that no pool has', () => {
    expect(patched({ spec: { nodeSelector: { gpu: 'yes' } } }).cluster.status).toBe('infeasible');
  });
});

test('every kind has it, with all its pods', () => {
  const app = Testing.app();
  const store = statefulService(stack(app));
  store.pod.patch({ shareProcessNamespace: true });
  expect(find(documents(app), 'StatefulSet').spec.template.spec.shareProcessNamespace).toBe(true);
});

describe('refused', () => {
  const message = (patch: any) => messageOf(() => microservice(stack()).pod.patch(patch));

  test.each([
    [{ spec: { hostAlias: [] } }, "spec 'hostAlias': is no field of pods"],
    [{ spec: { schedulerNam: 'x' } }, 'did you mean schedulerName?'],
    [{ spec: { containers: [] } }, 'is written elsewhere; containers of the patch, by name'],
    [{ containers: { cart: { workdir: '/' } } }, "containers['cart'] 'workdir': is no field of containers"],
    [{ annotations: { 'a b': 'c' } }, "annotations 'a b': must be [prefix/]name"],
    [{ hostAliases: {} }, 'hostAliases of an object: must be a list'],
    [{ dnsconfig: {} }, 'is no prop of PodPatch; did you mean dnsConfig?'],
  ])('%j', (patch, text) => {
    expect(message(patch)).toContain(text);
  });

  test('a container that is not there, at synth', () => {
    const { app } = patched({ containers: { card: { stdin: true } } });
    expect(messageOf(() => app.synthYaml())).toContain("containers 'card': there is none of that name; it has cart");
  });
});

test('the pod is of the workload', () => {
  const service = microservice(stack());
  expect(service).toBeInstanceOf(Microservice);
  expect(service.pod).toBe(service.pod);
});

test('merging: fields, names, lists, and null', () => {
  expect(merged({ a: 1, b: { c: 1, d: 2 } }, { b: { c: 3 }, e: 4 })).toEqual({ a: 1, b: { c: 3, d: 2 }, e: 4 });
  expect(merged([{ name: 'a', x: 1 }], [{ name: 'b' }, { name: 'a', y: 2 }])).toEqual([
    { name: 'a', x: 1, y: 2 },
    { name: 'b' },
  ]);
  expect(merged({ list: [1, 2], gone: 1 }, { list: [3], gone: null, not: undefined })).toEqual({ list: [3] });
});

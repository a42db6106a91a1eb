import * as fs from 'fs';
import * as path from 'path';
import { App, Chart, Duration, Size, Testing } from 'cdk8s';
import * as library from 'cdk8s-autonomous';
import { propsTable } from '../../projenrc/props-table';
import { typeNames } from '../../projenrc/type-names';
import { apiTypes, Call, Slot } from '../../src/props/api';
import { FOREIGN_TYPES } from '../../src/props/foreign-types';
import { cluster, IMAGE, messageOf, stack } from '../support/apps';

/** The library as JavaScript sees it. */
const API: any = library;

test('the table is what the sources take: npx projen props-table', () => {
  const table = path.resolve(__dirname, '../../src/props/table.ts');
  expect(fs.readFileSync(table, 'utf8')).toBe(propsTable());
  const page = path.resolve(__dirname, '../../docs/type-names.md');
  expect(fs.readFileSync(page, 'utf8')).toBe(typeNames(propsTable()));
});

test('the page of names has the struct of every call and prop', () => {
  const page = fs.readFileSync(path.resolve(__dirname, '../../docs/type-names.md'), 'utf8');
  const shown = new Set([...page.matchAll(/^\|.*?\| `(\w+)` \|/gm)].map(([, name]) => name));
  const given = [...apiTypes()].flatMap(([name, { calls, slots }]) => [
    ...slots.map(({ type }) => type.of),
    ...[...calls].flatMap(([call, { parameters }]) =>
      parameters.map(({ type }) => type.of).filter((of) => call !== 'new' || of !== `${name}Props`),
    ),
  ]);
  expect(given.filter((name) => apiTypes().get(name)?.kind === 'struct' && !shown.has(name))).toEqual([]);
});

test('every type that something takes is known', () => {
  const slots = [...apiTypes().values()].flatMap((type) => [
    ...type.slots,
    ...[...type.calls.values()].flatMap(({ parameters }) => parameters),
  ]);
  const names = new Set(slots.map(({ type }) => type.of));
  const known = ['string', 'number', 'boolean', 'any', ...apiTypes().keys(), ...Object.keys(FOREIGN_TYPES)];
  expect([...names].filter((name) => !known.includes(name))).toEqual([]);
});

/** Something that a slot does not take. */
function wrong({ type }: Slot): unknown {
  if (type.in.length > 0) {
    return 5;
  }
  return apiTypes().get(type.of)?.kind === 'struct'
    ? { nonsense: true }
    : type.of === 'any'
      ? undefined
      : wrongOf(type.of);
}

function wrongOf(of: string): unknown {
  return of === 'number' ? 'five' : of === 'Construct' || of === 'IConstruct' ? 'scope' : { nonsense: 5 };
}

/** Every constructor, factory and method of the public API that takes something. */
const CALLS = [...apiTypes()].flatMap(([name, { calls }]) =>
  [...calls]
    .filter(([, { parameters }]) =>
      parameters.some(({ type }) => type.of !== 'any' && type.of !== 'AutonomousAppProps'),
    )
    .map(([key, call]): [string, string, Call] => [name, key, call]),
);

describe('the whole API, called wrongly', () => {
  test('there is much of it', () => {
    expect(CALLS.length).toBeGreaterThan(200);
  });

  test.each(CALLS)('%s %s', (name, key, call) => {
    const [kind, member] = key.split(' ');
    const made = API[name];
    const invoke = (args: unknown[]) =>
      kind === 'new'
        ? new made(...args)
        : kind === 'static'
          ? made[member](...args)
          : made.prototype[member].apply(Object.create(made.prototype), args);
    const message = messageOf(() => invoke(call.parameters.map(wrong)));
    const checkable = call.parameters.filter(({ type }) => type.of !== 'any');
    expect(message).toMatch(/^\[/);
    expect(message.split('\n').length).toBeGreaterThanOrEqual(checkable.length);
    expect(message).toMatch(/: (must be|is no prop|is required)/);
  });
});

describe('what is said', () => {
  const service = (props: unknown) => new API.Microservice(stack(), 'cart', props);
  const resources = { cpu: library.Cpu.units(1), memory: Size.gibibytes(1) };
  const good = { image: IMAGE, resources, replicas: library.Replicas.fixed(2) };

  test('everything at once: path, value, what is allowed, the nearest name', () => {
    const props = {
      image: 'nginx',
      resources: { cpu: 1, memory: 512, memoryLimits: Size.gibibytes(1) },
      port: 8080,
      podLabels: { a: 1 },
      zones: 'a',
      survive: Duration.seconds(1),
    };
    expect(messageOf(() => service(props)).split('\n')).toEqual([
      '[shop/cart] survive of a Duration: must be a Survive: Survive.none(), Survive.node(), Survive.zone()',
      "[shop/cart] zones 'a': must be a list of string",
      "[shop/cart] image 'nginx': must be an Image: Image.of(...)",
      '[shop/cart] resources.cpu 1: must be a Cpu, for example Cpu.millis(500)',
      '[shop/cart] resources.memory 512: must be a Size, for example Size.gibibytes(1)',
      '[shop/cart] resources.memoryLimits of a Size: is no prop of WorkloadResources; did you mean memoryLimit?',
      expect.stringMatching(/^\[shop\/cart\] replicas undefined: is required$/),
      "[shop/cart] podLabels['a'] 1: must be a string",
      '[shop/cart] port 8080: is no prop of MicroserviceProps; did you mean ports?',
    ]);
  });

  test('nothing half-made stays', () => {
    const own = stack();
    messageOf(() => new API.Microservice(own, 'cart', {}));
    expect(own.node.tryFindChild('cart')).toBeUndefined();
  });

  test('an unknown prop that is like none is told what there is', () => {
    const message = messageOf(() => API.Mount.shared({ claimName: 'x' }, '/x', { quux: 1 }));
    expect(message).toContain('quux 1: is no prop of MountOptions; it has readOnly');
  });

  test('an unknown prop of a construct that is like none is a finding: objects with more fields than needed are TypeScript too', () => {
    const own = stack();
    const common = { ...good, costCentre: '4711' };
    new API.Microservice(own, 'cart', common);
    new API.Microservice(own, 'till', common);
    new API.Microservice(own, 'shelf', { ...good, resources: { ...resources, quux: 1 } });
    const told = API.Plan.of(own.node.root).findings.filter((text: string) => text.includes('UNKNOWN_PROP'));
    expect(told).toEqual([
      expect.stringMatching(
        /^warning UNKNOWN_PROP shop\/cart: costCentre is no prop of MicroserviceProps; it has args, .* and \d+ more: what was given there does nothing/,
      ),
      expect.stringMatching(
        /^warning UNKNOWN_PROP shop\/shelf: resources\.quux is no prop of WorkloadResources; it has /,
      ),
    ]);
  });

  test('enums by their members', () => {
    const own = stack();
    expect(
      messageOf(() => new API.AutonomousStack(own.cluster, 'x', { cluster: own.cluster, podSecurity: 'none' })),
    ).toBe(
      "[east/x] podSecurity 'none': must be one of PodSecurity.RESTRICTED, PodSecurity.BASELINE, PodSecurity.PRIVILEGED",
    );
  });

  test('lists item by item, null as no value', () => {
    expect(messageOf(() => service({ ...good, ports: [8080, library.Port.http(8081)], args: ['a', null] }))).toMatch(
      /^\[shop\/cart\] ports\[0\] 8080: must be a Port: Port\.http\(\.\.\.\), .*\n\[shop\/cart\] args\[1\] null: must be a string$/,
    );
  });

  test('interfaces by what they can do, with who can', () => {
    const cart = service(good);
    expect(messageOf(() => cart.calls({}))).toMatch(/target of an object: must be an ICallTarget: .*EdgeService/);
  });

  test('amounts of another copy of cdk8s are amounts', () => {
    class OtherSize {
      public readonly bytes = 2 ** 30;
      public toKibibytes() {
        return this.bytes / 1024;
      }
    }
    expect(() => service({ ...good, scratch: new OtherSize() })).not.toThrow();
  });
});

describe('what passes', () => {
  test("props of a user's own class that go up to ours", () => {
    class Mine extends library.Microservice {
      public constructor(
        scope: library.AutonomousStack,
        id: string,
        props: library.MicroserviceProps & { team: string },
      ) {
        super(scope, id, props);
      }
    }
    const own = stack();
    const props = { image: IMAGE, resources: { cpu: library.Cpu.units(1), memory: Size.gibibytes(1) } };
    const mine = new Mine(own, 'mine', { ...props, replicas: library.Replicas.fixed(2), team: 'a' });
    expect(mine).toBeInstanceOf(library.Microservice);
    expect(mine).toBeInstanceOf(library.Workload);
    expect(mine).toBeInstanceOf(Mine);
  });

  test('props of cdk8s that an app takes', () => {
    expect(() => new library.AutonomousApp({ outdir: 'out', recordConstructMetadata: false })).not.toThrow();
    expect(messageOf(() => new API.AutonomousApp({ printPlans: false }))).toBe(
      '[new AutonomousApp] printPlans false: is no prop of AutonomousAppProps; did you mean printPlan?',
    );
  });

  test('props that are undefined, also those that are none', () => {
    expect(
      () => new API.Cluster(new App(), 'c', { ...clusterProps(), region: undefined, nothing: undefined }),
    ).not.toThrow();
  });

  test('classes keep their names, constants and factories', () => {
    expect(library.Microservice.name).toBe('Microservice');
    expect(library.KubernetesVersion.V1_32).toBeInstanceOf(library.KubernetesVersion);
    expect(cluster(Testing.app())).toBeInstanceOf(Chart);
  });

  const clusterProps = () => ({ zones: ['a'], kubernetesVersion: library.KubernetesVersion.V1_32 });
});

import { App, Duration, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  AutonomousStackProps,
  Cluster,
  ClusterProps,
  Cpu,
  Image,
  KubernetesVersion,
  Mesh,
  Microservice,
  MicroserviceProps,
  NodePoolProps,
  NodeReserve,
  NodeType,
  Port,
  Price,
  Replicas,
  StatefulService,
  StatefulServiceProps,
} from 'cdk8s-autonomous';
import { parseAllDocuments } from 'yaml';
import { synthOnce } from '../../src/output/synth-once';

/** A node type with round numbers: 8 cores and 32 GiB are left for pods. */
export function nodeType(name = '8x32', cores = 8, gibibytes = 32, price: number | undefined = 1): NodeType {
  return NodeType.of(name, {
    cpu: Cpu.units(cores + 1),
    memory: Size.gibibytes(gibibytes + 1),
    ephemeralStorage: Size.gibibytes(100),
    reserve: NodeReserve.explicit({ cpu: Cpu.units(1), memory: Size.gibibytes(1) }),
    ...(price !== undefined && { price: Price.perHour(price) }),
  });
}

/** A cluster of three zones with one pool, or with another set-up. */
export function cluster(
  app: App,
  props: Partial<ClusterProps> = {},
  pool: Partial<NodePoolProps> | null = {},
): Cluster {
  const made = new Cluster(app, 'east', {
    zones: ['a', 'b', 'c'],
    kubernetesVersion: KubernetesVersion.V1_32,
    ...props,
  });
  if (pool) {
    made.addNodePool('general', { nodeType: nodeType(), ...pool });
  }
  return made;
}

/** A stack in a cluster of three zones. */
export function stack(
  app: App = Testing.app(),
  props: Partial<AutonomousStackProps> = {},
  clusterProps: Partial<ClusterProps> = {},
): AutonomousStack {
  return new AutonomousStack(app, 'shop', { cluster: props.cluster ?? cluster(app, clusterProps), ...props });
}

export const IMAGE = Image.of('registry.example.com/shop/cart', { tag: '1.0.0' });

/** A microservice of one core and one GiB, or another one. */
export function microservice(
  scope: AutonomousStack,
  id = 'cart',
  props: Partial<MicroserviceProps> = {},
): Microservice {
  return new Microservice(scope, id, {
    image: IMAGE,
    ports: [Port.http(8080)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.fixed(3),
    ...props,
  });
}

/** A stateful service of one core and one GiB, or another one. */
export function statefulService(
  scope: AutonomousStack,
  id = 'store',
  props: Partial<StatefulServiceProps> = {},
): StatefulService {
  return new StatefulService(scope, id, {
    image: IMAGE,
    ports: [Port.tcp(9092)],
    resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) },
    replicas: Replicas.fixed(3),
    ...props,
  });
}

export const ISTIO = { mesh: Mesh.istio() };

/** All documents that the app synthesises. */
export function documents(app: App): any[] {
  return parseAllDocuments(synthOnce(app, () => app.synthYaml())).map((document) => document.toJS());
}

/** The one object of a kind, of that name where several are. */
export function find(objects: any[], kind: string, name?: string): any {
  const found = objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  if (found.length !== 1) {
    throw new Error(
      `${found.length} objects ${kind} ${name ?? ''} among ${objects.map((o) => `${o.kind}/${o.metadata.name}`).join(', ')}`,
    );
  }
  return found[0];
}

/** The message of the error that something throws. */
export function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).not.toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  throw new Error('expected an error, nothing was thrown');
}

export const SECOND = Duration.seconds(1);

import { ApiObject, Duration, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Algorithm, AlgorithmStream } from './algorithm';
import { checkSites, unknownLabels } from './node-checks';
import { Finding } from '../../capacity/model';
import { sortedBy } from '../../capacity/order';
import { someOf } from '../../capacity/some-of';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced } from '../../manifest/metadata';
import { checkDnsLabel, isDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { checked } from '../../props/checked';
import { Port } from '../../workload/pod/port';
import { Replicas } from '../../workload/sizing/replicas';
import { EdgePlatform, EdgeSite } from '../platform/edge-platform';
import { EdgeService } from '../service/edge-service';

/** Where an algorithm runs, and what it looks at there. */
export interface AlgorithmDeployment {
  /** The sites. */
  readonly sites: EdgeSite[];
  /** What it looks at: its replicas are those that evaluate all of it in time. */
  readonly stream: AlgorithmStream;
}

/** An algorithm as it runs. */
interface Running {
  readonly first: Algorithm;
  readonly service: EdgeService;
  readonly stream: AlgorithmStream;
  readonly builds: { readonly algorithm: Algorithm; readonly sites: readonly EdgeSite[] }[];
}

const CARD = 'model-card.json';
const MOST_NAMED = 8;
/** Time that loading a model may take where nobody says another. */
const LOADING = Duration.minutes(2);

/**
 * Algorithms of any vendors at the sites of a platform: what there is (a ConfigMap with a card of each), and what runs where (an EdgeService for each vendor and name, with its
 * card at /etc/config/model-card.json). What does not run on the hardware of a site is refused: architecture, driver, chip, memory.
 *
 * Algorithms of two vendors on one stream are two services, each of which evaluates all of it.
 *
 * @example
 * const lanes = Algorithm.of({
 *   vendor: 'acme',
 *   name: 'lanes',
 *   version: '2.1.0',
 *   image: registry.image('acme/lanes', { tag: '2.1.0', digest }),
 *   abi: AlgorithmAbi.cpu([Architecture.AMD64]),
 *   cpu: Cpu.units(1),
 *   podMemory: Size.gibibytes(2),
 *   perFrame: ServiceTime.millis(20),
 *   latency: Latency.p99(Duration.millis(200)),
 * });
 * const catalog = new AlgorithmCatalog(stack, 'algorithms');
 * catalog.publish(lanes);
 * catalog.deploy(lanes, { sites: fleet.sites, stream: { name: 'crossing', frames: Rate.perSecond(10) } });
 */
@checked
export class AlgorithmCatalog extends Construct {
  /** The ConfigMap with the cards of all algorithms. */
  public readonly apiObject: ApiObject;
  private readonly published: Algorithm[] = [];
  private readonly running = new Map<string, Running>();

  /**
   * @param scope Stack of its services.
   * @param id Name of the ConfigMap.
   */
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = AutonomousStack.containing(this);
    const problems = new Problems(pathOf(scope, id));
    checkDnsLabel(problems, 'name', id);
    problems.raiseFor(this);
    const platform = EdgePlatform._ofCluster(stack.cluster, this.node.path);
    platform._addFindings(() => this.findings());
    this.apiObject = kubeObject(this, 'ConfigMap', 'ConfigMap', {
      metadata: namespaced('ConfigMap', id, stack._owner),
      data: Lazy.any({ produce: () => this.cards() }) as unknown as Record<string, string>,
    });
  }

  /**
   * Adds an algorithm. Each version, and each build of it for other hardware, is one of its own.
   * @param algorithm The algorithm.
   */
  public publish(algorithm: Algorithm): void {
    const problems = new Problems(this.node.path);
    const card = keyOf(algorithm);
    const twice = this.published.some((other) => keyOf(other) === card);
    problems.check(!twice, 'publish', card, 'is there already', 'another version, or another abi');
    problems.raise();
    this.published.push(algorithm);
  }

  /**
   * Runs an algorithm at some sites. Another version of it, or a build for other hardware, goes to other sites. Returns its service.
   * @param algorithm The algorithm, which is published.
   * @param deployment The sites, and what it looks at.
   */
  public deploy(algorithm: Algorithm, deployment: AlgorithmDeployment): EdgeService {
    const { sites, stream } = deployment;
    const problems = new Problems(`${this.node.path} deploy`);
    const name = algorithm.algorithmName;
    const known = this.running.get(name);
    problems.check(
      this.published.includes(algorithm),
      'deploy',
      keyOf(algorithm),
      'is not published',
      'publish it first',
    );
    problems.check(isDnsLabel(stream.name), 'stream', stream.name, 'must be a DNS label: a-z, 0-9 and -');
    problems.check(
      known === undefined || sameStream(known.stream, stream),
      'stream',
      stream.name,
      `${name} looks at ${known?.stream.name} with ${known?.stream.frames.toPerSecond()} frames per second already`,
      'an algorithm of another name',
    );
    checkSites(problems, algorithm, sites);
    problems.raise();
    const running = known ?? this.start(algorithm, stream);
    running.service._deploy(sites, known && known.first !== algorithm ? [overrideOf(algorithm, sites, stream)] : []);
    running.builds.push({ algorithm, sites });
    return running.service;
  }

  private start(algorithm: Algorithm, stream: AlgorithmStream): Running {
    const { image, abi, accelerator, ports = [Port.grpc(9000)], startup } = algorithm._props;
    const service = new EdgeService(this, algorithm.algorithmName, {
      image,
      // The accelerator says which nodes: builds for other hardware may have other architectures.
      ...(!accelerator && { architectures: abi.architectures }),
      resources: algorithm._resources,
      ports,
      replicas: replicasOf(algorithm, stream),
      startup: startup ?? LOADING,
      config: { [CARD]: cardOf(algorithm) },
    });
    const running: Running = { first: algorithm, service, stream, builds: [] };
    this.running.set(algorithm.algorithmName, running);
    return running;
  }

  private cards(): Record<string, string> {
    return Object.fromEntries(
      sortedBy(this.published, keyOf).map((algorithm) => [`${keyOf(algorithm)}.json`, cardOf(algorithm)]),
    );
  }

  private findings(): Finding[] {
    return [...this.untold(), ...this.sharedStreams()];
  }

  /** Hardware of which nobody said what it is. */
  private untold(): Finding[] {
    return [...this.running.values()].flatMap(({ service, builds }) =>
      builds.flatMap(({ algorithm, sites }) =>
        [...unknownLabels(algorithm, sites)].map(([labels, names]): Finding => ({
          code: 'ALGORITHM_HARDWARE_UNKNOWN',
          severity: 'warning',
          path: service.node.path,
          message: `nobody said ${labels} of the nodes at ${someOf(names, MOST_NAMED)}: whether ${algorithm._props.abi.abiName} runs there shows when it starts`,
          cure: ['labels of the nodes in their layout, as they join with them'],
          uncovered: true,
          count: names.length,
          paths: names,
        })),
      ),
    );
  }

  /** Streams that several algorithms evaluate, so that nobody wonders why they are counted twice. */
  private sharedStreams(): Finding[] {
    const streams = new Map<string, Running[]>();
    for (const one of this.running.values()) {
      streams.set(one.stream.name, [...(streams.get(one.stream.name) ?? []), one]);
    }
    return sortedBy(streams, ([name]) => name).flatMap(([name, all]) => {
      const at = all.map(({ service }) => new Set(service.sites));
      const shared = [...at[0]].filter((site) => at.every((sites) => sites.has(site))).length;
      const names = all.map(
        ({ first, stream }) => `${first.algorithmName} (${stream.frames.toPerSecond()} per second)`,
      );
      return all.length > 1 && shared > 0
        ? [
            {
              code: 'ALGORITHMS_ON_ONE_STREAM',
              severity: 'info',
              path: this.node.path,
              message: `${names.sort().join(' and ')} look at ${name} at ${shared} ${shared === 1 ? 'site' : 'sites'}: each evaluates all of it, and both are counted`,
            } as const,
          ]
        : [];
    });
  }
}

function keyOf(algorithm: Algorithm): string {
  const { version, abi } = algorithm._props;
  return `${algorithm.algorithmName}-${version}-${abi.abiName}`.replace(/[^-._a-zA-Z0-9]+/g, '-').toLowerCase();
}

function cardOf(algorithm: Algorithm): string {
  return `${JSON.stringify(algorithm._card, undefined, 2)}\n`;
}

function sameStream(one: AlgorithmStream, other: AlgorithmStream): boolean {
  return one.name === other.name && one.frames.toPerSecond() === other.frames.toPerSecond();
}

function replicasOf({ _props: { perFrame, latency } }: Algorithm, { frames }: AlgorithmStream): Replicas {
  return Replicas.forDemand({ arrivals: frames, service: perFrame, workers: 1, latency });
}

/** What another version, or a build for other hardware, has in place of the first. */
function overrideOf(algorithm: Algorithm, sites: EdgeSite[], stream: AlgorithmStream) {
  const { image } = algorithm._props;
  return {
    sites,
    image,
    resources: algorithm._resources,
    replicas: replicasOf(algorithm, stream),
    config: { [CARD]: cardOf(algorithm) },
  };
}

import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { noteBefore } from './prewarm-coverage';
import { checkGate, emitGate } from './prewarm-gate';
import { checkNight, emitNight } from './prewarm-night';
import { fewestAtOnce, planPrewarm, PrewarmPlan, Pull, Wave } from './prewarm-plan';
import { ImagePrewarmProps, PrewarmGate } from './prewarm-props';
import { checkRoom } from './prewarm-runner';
import { Source, Sources } from './prewarm-sources';
import { emitPullJobs, PullJob, pullJobs, SourcePulls } from './pull-jobs';
import { bitsText, enoughSeconds, secondsText } from '../../capacity/forecast/texts';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Image } from '../../platform/image';
import { checked } from '../../props/checked';
import { cloudCoreSizeOf } from '../platform/cloudcore';
import { EdgePlatform } from '../platform/edge-platform';
import { EdgeService } from '../service/edge-service';

/** A pull may take so much longer than computed before it counts as failed; the time that it waits for others counts too. */
const TIMEOUT_FACTOR = 1.5;

/**
 * Fetches images to the nodes of sites before they are needed, in waves that the uplinks and the registry bear: a job for each wave, which
 * Argo CD applies one after the other (ImagePrePullJob of KubeEdge, ImagePullJob of OpenKruise on other runtimes).
 *
 * @example
 * new ImagePrewarm(edge, 'vision', {
 *   images: [{ image: registry.image('station/vision', { tag: '4.2.0', digest }), size: DataSize.gigabytes(2.8) }],
 *   sites: fleet.sites,
 *   concurrency: 20,
 *   window: Duration.hours(4),
 * });
 */
@checked
export class ImagePrewarm extends Construct {
  /** One job for each wave and registry, and for OpenKruise for each image of it. */
  public readonly jobs: ApiObject[];
  /** What starts them at night; undefined where Argo CD or kubectl applies them at once. */
  public readonly cronJob?: ApiObject;
  /** Waves, one after the other. */
  public readonly waves: number;
  /** Nodes that fetch at the same time on each controller. */
  public readonly concurrency: number;
  /** Time until all sites have the images. */
  public readonly duration: Duration;
  /** Time after which a pull counts as failed. */
  public readonly timeout: Duration;
  /** Most that a registry gives out at a time, in bits per second. */
  public readonly egressBitsPerSecond: number;
  private readonly given: ImagePrewarmProps;
  private readonly started: readonly PullJob[];
  private readonly tolerated?: number;
  private readonly windowSeconds: number;
  private readonly gated = new Set<AutonomousStack>();

  /**
   * @param scope Platform that it is on.
   * @param id Name of the job.
   * @param props Which images, at which sites, how many at once.
   */
  public constructor(scope: Construct, id: string, props: ImagePrewarmProps) {
    super(scope, id);
    this.given = props;
    const platform = EdgePlatform.containing(this);
    const problems = new Problems(pathOf(scope, id));
    const lock = platform.cluster.environment?.images;
    const pinned = props.images.map(({ image }) => image._pinnedBy(lock));
    const sources = new Sources(problems, this.node.root, props, pinned);
    this.check(problems, platform, props, sources);
    problems.raiseFor(this);
    const pulls = pullsOf(props);
    const controllers = controllersOf(platform);
    const window = props.window.toSeconds({ integral: false });
    this.concurrency = props.concurrency ?? fewestAtOnce(pulls, controllers, window) ?? pulls.length;
    const plan = planPrewarm(pulls, this.concurrency * controllers);
    refuseSlow(problems, props, pulls, plan, { controllers, concurrency: this.concurrency, window });
    problems.raiseFor(this);
    this.waves = plan.waves.length;
    this.duration = Duration.seconds(Math.ceil(plan.seconds));
    const slowest = Math.max(...plan.waves.map(({ seconds }) => seconds));
    // All nodes of a wave may be connected to one controller: then they wait for each other.
    this.timeout = Duration.seconds(Math.ceil(TIMEOUT_FACTOR * slowest * controllers));
    this.egressBitsPerSecond = plan.egress;
    this.node.addValidation({
      validate: () =>
        controllersOf(platform) === controllers
          ? []
          : ['sites were added after it, and their CloudCores with them: make it after the sites, or give cloudCores'],
    });
    const jobs = {
      name: id,
      owner: platform._owner,
      kubeEdge: platform.runtime._kubeEdge !== undefined,
      waves: plan.waves.map((wave) => pullsBySource(wave, sources)),
      concurrency: this.concurrency,
      timeoutSeconds: this.timeout.toSeconds(),
      failureTolerance: props.failureTolerance ?? 0.1,
    };
    this.started = pullJobs(jobs);
    this.windowSeconds = Math.ceil(window);
    // Those of OpenKruise end whatever fails.
    this.tolerated = jobs.kubeEdge ? undefined : jobs.failureTolerance;
    if (!props.night) {
      this.jobs = emitPullJobs(platform._jobScope(this), jobs);
      return;
    }
    checkRoom(problems, this.started);
    problems.raiseFor(this);
    this.jobs = [];
    if (jobs.kubeEdge) {
      platform._switches.use('Job');
    }
    const inStack = new Construct(props.night.stack, `${id}-prewarm`);
    this.cronJob = emitNight(inStack, id, props.night, this.started, this.windowSeconds, this.tolerated);
  }

  /**
   * Says that it comes before the rollout of a service: that the service finds its images wherever it runs, in this prewarm or another one that was said to come before it. To be
   * called when it is deployed.
   * @param service The service that is rolled out afterwards.
   * @param gate Holds the workloads of the service's stack, which Argo CD delivers, until the images are there: a Job in its sync. Without it the images go to Git a night before
   * the service that has them.
   */
  public before(service: EdgeService, gate?: PrewarmGate): void {
    noteBefore(this, this.given, service);
    const { stack } = service;
    if (!gate || this.gated.has(stack)) {
      return;
    }
    const problems = new Problems(this.node.path);
    checkGate(problems, stack, gate, this.given.night?.stack);
    problems.raise();
    this.gated.add(stack);
    const day = this.given.night ? 86_400 : 0;
    const seconds = Math.ceil(gate.patience?.toSeconds({ integral: false }) ?? 2 * this.windowSeconds + day);
    const scope = new Construct(stack, `${this.node.id}-fetched`);
    emitGate(scope, this.node.id, stack, gate, this.started, seconds, this.tolerated);
  }

  private check(problems: Problems, platform: EdgePlatform, props: ImagePrewarmProps, sources: Sources): void {
    const { images, sites, concurrency, window, failureTolerance = 0.1, architectures } = props;
    checkDnsLabel(problems, 'name', this.node.id, 40);
    problems.check(images.length > 0, 'images', '[]', 'must name at least one image');
    if (props.night) {
      checkNight(problems, props.night, platform.cluster);
    }
    sources.all.forEach((source) => checkSource(problems, platform, source));
    problems.check(sites.length > 0, 'sites', '[]', 'must name at least one site');
    const strange = sites.filter((site) => site.platform !== platform).length;
    problems.check(strange === 0, 'sites', strange, 'sites are of another platform');
    const unknown = sites.filter(({ uplink }) => uplink === undefined).map(({ siteName }) => siteName);
    problems.check(
      unknown.length === 0,
      'sites',
      unknown.slice(0, 3),
      'have no uplink',
      'uplink on the sites or the fleet',
    );
    const whole = concurrency === undefined || (Number.isInteger(concurrency) && concurrency > 0);
    problems.check(whole, 'concurrency', concurrency, 'must be a whole number above 0');
    problems.check(window.toMilliseconds() > 0, 'window', timeText(window), 'must be above 0');
    const share = failureTolerance >= 0 && failureTolerance <= 1;
    problems.check(share, 'failureTolerance', failureTolerance, 'must be from 0 to 1');
    const some = unknown.length > 0 || pullsOf(props).length > 0 || sites.length === 0;
    problems.check(some, 'architectures', architectures, 'no node of the sites has one of them');
  }
}

function controllersOf(platform: EdgePlatform): number {
  return cloudCoreSizeOf(platform._cloudCore)?.replicas ?? 1;
}

/** Checks what the nodes of one registry fetch. */
function checkSource(problems: Problems, platform: EdgePlatform, { images, namespace, registry }: Source): void {
  for (const image of images) {
    problems.check(
      image.reference.includes('@sha256:'),
      'images',
      image.reference,
      'has no digest: jobs are named by it',
      '{ tag, digest }, or the lock of the environment',
    );
    problems.check(
      image.pullSecret === undefined || namespace !== undefined || !platform.runtime._kubeEdge,
      'namespace',
      undefined,
      `is needed: secret ${image.pullSecret} is in one`,
      registry && `that, or a stack before it of which ${registry.host} is the registry, with a login`,
    );
    checkLogin(problems, platform, image);
  }
  const secrets = new Set(images.map(({ pullSecret }) => pullSecret));
  problems.check(
    secrets.size <= 1 || !platform.runtime._kubeEdge,
    'images',
    [...secrets],
    'have several secrets, a job takes one',
    'an ImagePrewarm for each',
  );
}

/** The nodes of a wave by the registry that they fetch from: a job has one. */
function pullsBySource({ pulls }: Wave, sources: Sources): SourcePulls[] {
  return sources.all.flatMap((source) => {
    const nodes = pulls.filter(({ site }) => sources.of(site) === source).map(({ node }) => node);
    return nodes.length === 0 ? [] : [{ ...source, isMirrored: source.registry !== undefined, nodes }];
  });
}

/** KubeEdge reads user and password of a pull secret from keys of their own. */
function checkLogin(problems: Problems, { runtime }: EdgePlatform, { reference, pullSecret, _login }: Image): void {
  const keys = _login?.keys ?? ['username', 'password'];
  problems.check(
    !runtime._kubeEdge || (keys.includes('username') && keys.includes('password')),
    'images',
    reference,
    `its pull secret ${pullSecret} has no keys username and password, from which KubeEdge reads its login`,
    'SecretRef.registryLogin(...)',
  );
}

function pullsOf({ images, sites, architectures }: ImagePrewarmProps): Pull[] {
  const bits = 8 * images.reduce((sum, { size }) => sum + size.toBytes(), 0);
  return sites.flatMap(({ siteName, nodes, uplink, registry }) => {
    const speed = uplink?.toBitsPerSecond();
    return speed === undefined
      ? []
      : nodes
          .filter(({ nodeType }) => architectures?.includes(nodeType.architecture) ?? true)
          .map(({ nodeName: node }) => ({
            ...{ node, site: siteName, from: registry?.host },
            ...{ seconds: bits / speed, uplink: speed },
          }));
  });
}

interface Asked {
  readonly controllers: number;
  readonly concurrency: number;
  readonly window: number;
}

/** Refuses what does not end within the window or asks too much of the registry, and says what would. */
function refuseSlow(
  problems: Problems,
  { registryBandwidth }: ImagePrewarmProps,
  pulls: readonly Pull[],
  plan: PrewarmPlan,
  { controllers, concurrency, window }: Asked,
): void {
  const text = (one: PrewarmPlan) => `${one.waves.length} waves, ${secondsText(one.seconds)}, ${bitsText(one.egress)}`;
  const longest = Math.max(...pulls.map(({ seconds }) => seconds));
  if (plan.seconds > window) {
    const enough = fewestAtOnce(pulls, controllers, window);
    const allAtOnce = planPrewarm(pulls, pulls.length);
    const slowest = planPrewarm(pulls, 1);
    const cure =
      enough === undefined
        ? `a window of at least ${enoughSeconds(allAtOnce.seconds)}: no concurrency makes it shorter`
        : `concurrency ${enough}: ${controllers} x ${enough} (${text(planPrewarm(pulls, controllers * enough))})`;
    problems.check(
      false,
      'window',
      secondsText(window),
      `${pulls.length} pulls of ${secondsText(longest)} each, ${controllers} x ${concurrency} at a time, take ${secondsText(plan.seconds)} in ${plan.waves.length} waves (one at a time ${secondsText(slowest.seconds)})`,
      cure,
    );
  }
  const most = registryBandwidth?.toBitsPerSecond() ?? Infinity;
  problems.check(
    plan.egress <= most,
    'registryBandwidth',
    bitsText(most),
    `${controllers} x ${concurrency} nodes at a time fetch ${bitsText(plan.egress)}`,
    `a longer window, or more bandwidth`,
  );
}

import { createHash } from 'crypto';
import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { sortedRecord } from '../../capacity/order';
import { customResource } from '../../manifest/custom-resource';
import { clusterScoped } from '../../manifest/metadata';
import { checkDnsLabel } from '../../manifest/names';
import { pathOf, Problems } from '../../manifest/problems';
import { timeText } from '../../manifest/time-text';
import { checked } from '../../props/checked';
import { EdgePlatform, EdgeSite } from '../platform/edge-platform';
import { isVulnerable } from '../platform/edge-runtime';

/** A job on edge nodes. */
export interface NodeJobProps {
  /** Sites on whose nodes it runs. */
  readonly sites: EdgeSite[];
  /**
   * Nodes at the same time, on each CloudCore.
   * @default 1
   */
  readonly concurrency?: number;
  /**
   * Time after which a node counts as failed.
   * @default Duration.minutes(10)
   */
  readonly timeout?: Duration;
  /**
   * Share of the nodes that may fail, such as sites that are away.
   * @default 0.1
   */
  readonly failureTolerance?: number;
}

/** An upgrade of EdgeCore. */
export interface NodeUpgradeProps extends NodeJobProps {
  /** Version that the nodes get, for example 'v1.23.1'; not newer than CloudCore. */
  readonly version: string;
  /**
   * Repository with keadm and EdgeCore, without tag or digest: the version is the tag.
   * @default 'docker.io/kubeedge/installation-package'
   */
  readonly image?: string;
  /**
   * Digest of the image by architecture ('amd64', 'arm64'), which nodes check.
   * @default - not checked
   */
  readonly digests?: Record<string, string>;
  /**
   * Whether each node waits until somebody there confirms.
   * @default - true where the sites hold upgrades, as vehicles do
   */
  readonly requireConfirmation?: boolean;
}

/** A change of the configuration of EdgeCore. */
export interface EdgeConfigUpdateProps extends NodeJobProps {
  /** Settings by their path, for example `{ 'modules.edged.heartbeatInterval': '15' }`. */
  readonly fields: Record<string, string>;
}

/**
 * Stricter than what KubeEdge checks itself: versions and images of these jobs end up in commands on the nodes, and older versions ran what
 * was written there.
 */
const VERSION = /^v\d+\.\d+\.\d+$/;
const REPOSITORY = /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9]+([._-][a-z0-9]+)*)+$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const FIELD = /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/;
const FIELD_VALUE = /^[A-Za-z0-9_./:@+-]+$/;

/**
 * Upgrades EdgeCore on nodes: a NodeUpgradeJob (operations.kubeedge.io/v1alpha2), named by the version.
 *
 * @example
 * new NodeUpgrade(edge, 'edgecore', { version: 'v1.23.1', sites: fleet.sites, concurrency: 10 });
 */
@checked
export class NodeUpgrade extends Construct {
  /** The NodeUpgradeJob. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope Platform that it is on.
   * @param id Name of the job.
   * @param props The version, at which sites, how many at once.
   */
  public constructor(scope: Construct, id: string, props: NodeUpgradeProps) {
    super(scope, id);
    const platform = EdgePlatform.containing(this);
    const problems = new Problems(pathOf(scope, id));
    const { version, image = 'docker.io/kubeedge/installation-package', digests = {}, sites } = props;
    checkJob(problems, platform, id, props);
    checkVersion(problems, platform, version);
    problems.check(REPOSITORY.test(image), 'image', image, 'must be <host>/<repository>, without tag or digest');
    for (const [architecture, digest] of Object.entries(digests)) {
      const known = ['amd64', 'arm64'].includes(architecture);
      problems.check(known, 'digests', architecture, "must be 'amd64' or 'arm64'");
      problems.check(DIGEST.test(digest), 'digests', digest, 'must be sha256: and 64 hexadecimal digits');
    }
    problems.raiseFor(this);
    const spec = {
      version,
      image,
      ...(Object.keys(digests).length > 0 && { imageDigestGatter: sortedRecord(digests) }),
      checkItems: ['cpu', 'mem', 'disk'],
      requireConfirmation: props.requireConfirmation ?? sites.some(({ holdUpgrade }) => holdUpgrade),
      ...common(props),
    };
    const name = `${id}-${version.replace(/\./g, '-')}`;
    this.apiObject = nodeJob(this, 'NodeUpgradeJob', name, platform, spec);
  }
}

/**
 * Changes the configuration of EdgeCore on nodes: a ConfigUpdateJob (operations.kubeedge.io/v1alpha2).
 *
 * @example
 * new EdgeConfigUpdate(edge, 'heartbeat', {
 *   sites: fleet.sites,
 *   fields: { 'modules.edged.heartbeatInterval': '15' },
 *   concurrency: 10,
 * });
 */
@checked
export class EdgeConfigUpdate extends Construct {
  /** The ConfigUpdateJob. */
  public readonly apiObject: ApiObject;

  /**
   * @param scope Platform that it is on.
   * @param id Name of the job.
   * @param props Which fields change at which sites, how many at once.
   */
  public constructor(scope: Construct, id: string, props: EdgeConfigUpdateProps) {
    super(scope, id);
    const platform = EdgePlatform.containing(this);
    const problems = new Problems(pathOf(scope, id));
    const fields = Object.entries(props.fields);
    checkJob(problems, platform, id, props);
    problems.check(fields.length > 0, 'fields', '{}', 'must name at least one setting');
    for (const [field, value] of fields) {
      problems.check(FIELD.test(field), 'fields', field, 'must be names with dots between them');
      problems.check(
        FIELD_VALUE.test(value),
        `fields['${field}']`,
        value,
        'must be letters, digits and _ . / : @ + - only: it becomes part of a command on the node',
      );
    }
    problems.raiseFor(this);
    this.apiObject = nodeJob(this, 'ConfigUpdateJob', id, platform, {
      updateFields: sortedRecord(props.fields),
      ...common(props),
    });
  }
}

/** A job runs once: anything else that it says is another job, with another name. */
function nodeJob(scope: Construct, kind: string, name: string, platform: EdgePlatform, spec: object): ApiObject {
  const hash = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8);
  return customResource(platform._jobScope(scope), 'Resource', {
    apiVersion: 'operations.kubeedge.io/v1alpha2',
    kind,
    metadata: clusterScoped(kind, `${name}-${hash}`, platform._owner, {}, LAST),
    spec,
  });
}

/** Jobs come after everything else of their chart. */
const LAST = { 'argocd.argoproj.io/sync-wave': '30' };

function common({ sites, concurrency = 1, timeout = Duration.minutes(10), failureTolerance = 0.1 }: NodeJobProps) {
  return {
    nodeNames: sites.flatMap(({ nodes }) => nodes.map(({ nodeName }) => nodeName)),
    concurrency,
    // What is left out means no timeout and no failure at all.
    failureTolerate: String(failureTolerance),
    timeoutSeconds: Math.ceil(timeout.toSeconds({ integral: false })),
  };
}

function checkJob(problems: Problems, platform: EdgePlatform, id: string, props: NodeJobProps): void {
  checkDnsLabel(problems, 'name', id, 40);
  const { sites, concurrency = 1, timeout = Duration.minutes(10), failureTolerance = 0.1 } = props;
  const { runtimeName, _kubeEdge } = platform.runtime;
  problems.check(_kubeEdge !== undefined, 'runtime', runtimeName, 'has no such jobs', 'EdgeRuntime.kubeEdge(...)');
  problems.check(sites.length > 0, 'sites', '[]', 'must name at least one site');
  const strange = sites.filter((site) => site.platform !== platform).length;
  problems.check(strange === 0, 'sites', strange, 'sites are of another platform');
  const whole = Number.isInteger(concurrency) && concurrency > 0;
  problems.check(whole, 'concurrency', concurrency, 'must be a whole number above 0');
  problems.check(timeout.toMilliseconds() > 0, 'timeout', timeText(timeout), 'must be above 0');
  const share = failureTolerance >= 0 && failureTolerance <= 1;
  problems.check(share, 'failureTolerance', failureTolerance, 'must be from 0 to 1');
}

/** Nodes are never newer than CloudCore, and never get a version with known holes. */
function checkVersion(problems: Problems, { runtime: { _kubeEdge } }: EdgePlatform, version: string): void {
  if (!problems.check(VERSION.test(version), 'version', version, "must be like 'v1.23.1'") || !_kubeEdge) {
    return;
  }
  const number = (text: string) =>
    text
      .replace(/^v/, '')
      .split('.')
      .reduce((sum, part) => 1000 * sum + Number(part), 0);
  problems.check(
    number(version) <= number(_kubeEdge.version),
    'version',
    version,
    `is newer than CloudCore, ${_kubeEdge.version}`,
    'upgrade CloudCore first: the version of the runtime',
  );
  problems.check(
    _kubeEdge.allowVulnerable || !isVulnerable(version),
    'version',
    version,
    'has known holes',
    '1.21.2, 1.22.2, 1.23.1 or newer',
  );
}

import { checkDnsLabel, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';
import { Image } from '../../platform/image';
import { checked } from '../../props/checked';
import { KUBE_EDGE } from '../runtime/kubeedge';
import { OPEN_YURT } from '../runtime/openyurt';
import { Runtime } from '../runtime/runtime';
import { SUPER_EDGE } from '../runtime/superedge';

/** How KubeEdge is installed. */
export interface KubeEdgeProps {
  /** Version of KubeEdge, for example '1.23.1'. */
  readonly version: string;
  /**
   * Host names or addresses under which edge nodes reach CloudCore.
   * @default - none: then nothing is said of its certificate, and CloudCore is not delivered
   */
  readonly addresses?: string[];
  /**
   * Edge nodes that one CloudCore takes.
   * @default 1000
   */
  readonly nodeLimit?: number;
  /**
   * Replicas of CloudCore.
   * @default - as many as hold 70 % of the node limit each, and one more for the loss of one
   */
  readonly cloudCores?: number;
  /**
   * Secret of the kubeedge namespace with the certificate of the admission webhook (tls.crt, tls.key, ca.crt). Nothing of this library relies on
   * that webhook: what it would add or check is in the manifests, or was checked.
   * @default - none: the webhook is off
   */
  readonly admissionSecret?: string;
  /**
   * Image of the MQTT broker that the chart of CloudCore runs on every node for the EventBus, where routes lead to topics: Eclipse Mosquitto 2 with a tag. Older ones listen
   * on all addresses of the node, to whoever calls; this one on 127.0.0.1 alone.
   * @default - eclipse-mosquitto:2.0.22 of Docker Hub
   */
  readonly brokerImage?: Image;
  /**
   * Whether somebody else runs an MQTT broker on 127.0.0.1:1883 of every edge node. Then the chart runs none.
   * @default false
   */
  readonly brokerOnNodes?: boolean;
  /**
   * Whether versions with known holes are allowed (command injection by NodeUpgradeJob and ConfigUpdateJob, mended in 1.21.2, 1.22.2 and
   * 1.23.1).
   * @default false
   */
  readonly allowVulnerable?: boolean;
}

/** Oldest version of each minor without the known holes. */
const MENDED: Readonly<Record<number, number>> = { 21: 2, 22: 2, 23: 1 };
const OLDEST_MINOR = 21;

function partsOf(version: string): { readonly minor: number; readonly patch: number } {
  const [, minor = NaN, patch = NaN] = (/^v?1\.(\d+)\.(\d+)$/.exec(version) ?? []).map(Number);
  return { minor, patch };
}

/** True for versions of KubeEdge that let whoever may create jobs run commands on edge nodes. */
export function isVulnerable(version: string): boolean {
  const { minor, patch } = partsOf(version);
  return minor < OLDEST_MINOR || patch < (MENDED[minor] ?? 0);
}

/** The software that makes a cluster reach to edge sites. One cluster has one. */
@checked
export class EdgeRuntime {
  /**
   * KubeEdge: NodeGroup, EdgeApplication, devices, routes, jobs for images and upgrades.
   * @param props Where CloudCore is, and what of KubeEdge is used.
   */
  public static kubeEdge(props: KubeEdgeProps): EdgeRuntime {
    const problems = new Problems('EdgeRuntime.kubeEdge');
    const { version, nodeLimit = 1000, cloudCores, addresses = [], allowVulnerable = false } = props;
    const { minor } = partsOf(version);
    const known = problems.check(
      minor >= OLDEST_MINOR,
      'version',
      version,
      'must be a release 1.21.0 to 1.x of KubeEdge',
      "'1.23.1'",
    );
    problems.check(
      !known || allowVulnerable || !isVulnerable(version),
      'version',
      version,
      'lets whoever may create upgrade jobs run commands on edge nodes',
      `1.${minor}.${MENDED[minor] ?? 0} or newer, or allowVulnerable: true outside production`,
    );
    const whole = (prop: string, value: number | undefined) =>
      problems.check(
        value === undefined || (Number.isInteger(value) && value > 0),
        prop,
        value,
        'must be a whole number above 0',
      );
    whole('nodeLimit', nodeLimit);
    whole('cloudCores', cloudCores);
    if (props.admissionSecret !== undefined) {
      checkDnsLabel(problems, 'admissionSecret', props.admissionSecret);
    }
    const tag = props.brokerImage?.shortVersion;
    const listensAlone = tag === undefined || /^v?([2-9]|[1-9]\d+)\./.test(tag);
    problems.check(
      listensAlone,
      'brokerImage',
      tag,
      'must be Mosquitto 2 or newer, with a tag: older ones let anybody in',
      "tag: '2.0.22'",
    );
    for (const address of addresses) {
      const reachable = isDnsSubdomain(address) || /^[0-9a-fA-F.:]+$/.test(address);
      problems.check(reachable, 'addresses', address, 'must be a host name or an address');
    }
    problems.raise();
    return new EdgeRuntime(KUBE_EDGE, { ...props, version: version.replace(/^v/, '') });
  }

  /** OpenYurt 1.7: NodePool v1beta2, YurtAppSet v1beta1. Images are fetched beforehand by OpenKruise. */
  public static openYurt(): EdgeRuntime {
    return new EdgeRuntime(OPEN_YURT);
  }

  /** SuperEdge 0.9: NodeUnit, DeploymentGrid, ServiceGrid. Images are fetched beforehand by OpenKruise. */
  public static superEdge(): EdgeRuntime {
    return new EdgeRuntime(SUPER_EDGE);
  }

  private constructor(
    /** @internal */
    public readonly _runtime: Runtime,
    /** @internal */
    public readonly _kubeEdge?: KubeEdgeProps,
  ) {}

  /** Name of the software. */
  public get runtimeName(): string {
    return this._runtime.name;
  }
}

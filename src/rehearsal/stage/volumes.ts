import { Api } from '../api/api';
import { KubeObject, marked } from '../api/objects';
import { Watched } from '../api/watched';
import { Clock } from '../clock';

const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const ZONE = 'topology.kubernetes.io/zone';
const HOSTNAME = 'kubernetes.io/hostname';
/** Milliseconds before it is tried again. */
const AGAIN = 2_000;

/**
 * Makes the volumes of claims, as a provisioner would: in the zone of the node that the scheduler chose, on the node itself where it has no zone;
 * anywhere where the class does not wait for a pod, or many nodes may have it at a time: that is a file system in the network.
 */
export class Volumes {
  private readonly claims: Watched;
  private readonly begun = new Set<string>();
  private stopped = false;

  public constructor(
    private readonly api: Api,
    private readonly clock: Clock,
    private readonly nodeOf: (name: string) => KubeObject | undefined,
  ) {
    this.claims = new Watched(api, '/api/v1/persistentvolumeclaims', (change, claim) => {
      if (change !== 'DELETED') {
        void this.look(claim);
      }
    });
  }

  public async start(): Promise<void> {
    await this.claims.start();
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.claims.stop();
  }

  /** What the API server does not take is tried again: nothing else would change the claim. */
  private async look(claim: KubeObject): Promise<void> {
    const uid = claim.metadata.uid!;
    try {
      await this.provide(claim);
    } catch {
      this.begun.delete(uid);
      await this.clock.sleep(AGAIN);
      const now = this.claims.items.get(uid);
      if (now && !this.stopped) {
        await this.look(now);
      }
    }
  }

  private async provide(claim: KubeObject): Promise<void> {
    const { uid, annotations = {} } = claim.metadata;
    if (claim.spec.volumeName || this.begun.has(uid!)) {
      return;
    }
    const node = annotations[SELECTED_NODE];
    if (node === undefined && !(await this.isImmediate(claim))) {
      return;
    }
    if (this.begun.has(uid!)) {
      return;
    }
    this.begun.add(uid!);
    await this.api.create('/api/v1/persistentvolumes', volumeFor(claim, node && this.nodeOf(node)));
  }

  private async isImmediate({ spec: { storageClassName } }: KubeObject): Promise<boolean> {
    if (!storageClassName) {
      return false;
    }
    const found = await this.api.find(`/apis/storage.k8s.io/v1/storageclasses/${storageClassName}`);
    return found !== undefined && found.volumeBindingMode !== 'WaitForFirstConsumer';
  }
}

function volumeFor({ metadata, spec }: KubeObject, node: KubeObject | '' | undefined): KubeObject {
  const { uid, namespace, name } = metadata;
  const labels = node ? (node.metadata.labels ?? {}) : {};
  const key = labels[ZONE] === undefined ? HOSTNAME : ZONE;
  const isShared = spec.accessModes.some((mode: string) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  const terms = [{ matchExpressions: [{ key, operator: 'In', values: [labels[key]] }] }];
  return marked({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `rehearsal-${uid}` },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      volumeMode: spec.volumeMode ?? 'Filesystem',
      storageClassName: spec.storageClassName ?? '',
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid },
      csi: { driver: 'rehearsal.cdk8s-autonomous.dev', volumeHandle: uid },
      ...(node && !isShared && { nodeAffinity: { required: { nodeSelectorTerms: terms } } }),
    },
  });
}

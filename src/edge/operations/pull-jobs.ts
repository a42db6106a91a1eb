import { createHash } from 'crypto';
import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { customResource } from '../../manifest/custom-resource';
import { clusterScoped, Metadata, namespaced, Owner } from '../../manifest/metadata';
import { Image } from '../../platform/image';

/** What some nodes fetch from one registry at the same time. */
export interface SourcePulls {
  readonly nodes: readonly string[];
  readonly images: readonly Image[];
  /** Whether they come from another registry than that of their names. */
  readonly isMirrored: boolean;
  /** Namespace of the pull secret. */
  readonly namespace?: string;
}

/** Pulls in waves, whoever runs them. */
export interface PullJobs {
  readonly name: string;
  readonly owner: Owner;
  readonly kubeEdge: boolean;
  readonly waves: readonly (readonly SourcePulls[])[];
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly failureTolerance: number;
}

/** The fields of operations.kubeedge.io/v1alpha2 ImagePrePullJob that are used here. */
interface ImagePrePullJobFields {
  readonly imagePrePullTemplate: {
    readonly images: readonly string[];
    readonly nodeNames: readonly string[];
    readonly checkItems: readonly string[];
    readonly concurrency: number;
    readonly failureTolerate: string;
    readonly retryTimes: number;
    readonly timeoutSeconds: number;
    readonly imageSecrets?: string;
  };
}

/** The fields of apps.kruise.io/v1beta1 ImagePullJob that are used here. */
interface ImagePullJobFields {
  readonly image: string;
  readonly parallelism: number;
  readonly selector: { readonly names: readonly string[] };
  readonly completionPolicy: { readonly type: 'Always'; readonly activeDeadlineSeconds: number };
  readonly pullPolicy: { readonly timeoutSeconds: number; readonly backoffLimit: number };
  readonly pullSecrets?: readonly string[];
}

/** A pull that fails is tried so often again. */
const RETRIES = 2;

/** After everything else of the chart: Argo CD goes on to the next wave when the jobs of this one are done. */
const FIRST_WAVE = 30;

/** A job of a wave, as it is applied. */
export interface PullJob {
  /** Counted from 0. */
  readonly wave: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: object;
}

/** One job for each wave and registry, which Argo CD applies one wave after the other. */
export function emitPullJobs(scope: Construct, jobs: PullJobs): ApiObject[] {
  return pullJobs(jobs).map(({ wave, metadata, ...job }) => {
    const annotations = { ...metadata.annotations, 'argocd.argoproj.io/sync-wave': String(FIRST_WAVE + wave) };
    return customResource(scope, metadata.name, { ...job, metadata: { ...metadata, annotations } });
  });
}

/** One job for each wave and registry. Jobs run once: the digest in their names makes new ones for new images. */
export function pullJobs(jobs: PullJobs): PullJob[] {
  const digits = String(jobs.waves.length).length;
  return jobs.waves.flatMap((sources, wave) =>
    sources.flatMap((pulls): PullJob[] => {
      const { nodes, images, isMirrored } = pulls;
      // A job runs once: other nodes, settings or registries are another job.
      const settings = JSON.stringify([
        ...[nodes, jobs.concurrency, jobs.timeoutSeconds, jobs.failureTolerance],
        ...(isMirrored ? images.map(({ reference }) => reference) : []),
      ]);
      const turn = `w${String(wave + 1).padStart(Math.max(2, digits), '0')}`;
      const name = `${jobs.name}-${digestOf(images)}-${turn}-${hashOf(settings).slice(0, 6)}`;
      if (jobs.kubeEdge) {
        return [{ wave, ...prePullJob(clusterScoped('ImagePrePullJob', name, jobs.owner), pulls, jobs) }];
      }
      const owner = { ...jobs.owner, namespace: pulls.namespace ?? 'kruise-system' };
      return images.map((image, n) => {
        const own = images.length > 1 ? `${name}-${n + 1}` : name;
        return { wave, ...pullJob(namespaced('ImagePullJob', own, owner), nodes, image, jobs) };
      });
    }),
  );
}

type Job = Omit<PullJob, 'wave'>;

function prePullJob(metadata: Metadata, { nodes, images, namespace }: SourcePulls, jobs: PullJobs): Job {
  const secret = images.find(({ pullSecret }) => pullSecret !== undefined)?.pullSecret;
  // Everything is said: what the API leaves out means no timeout and no failure at all, whatever its comments say.
  const spec: ImagePrePullJobFields = {
    imagePrePullTemplate: {
      images: images.map(({ reference }) => reference),
      nodeNames: nodes,
      checkItems: ['disk'],
      concurrency: jobs.concurrency,
      failureTolerate: String(jobs.failureTolerance),
      retryTimes: RETRIES,
      timeoutSeconds: jobs.timeoutSeconds,
      ...(secret !== undefined && { imageSecrets: `${namespace}/${secret}` }),
    },
  };
  return { apiVersion: 'operations.kubeedge.io/v1alpha2', kind: 'ImagePrePullJob', metadata, spec };
}

function pullJob(
  metadata: Metadata,
  nodes: readonly string[],
  { reference, pullSecret }: Image,
  { concurrency, timeoutSeconds }: PullJobs,
): Job {
  const spec: ImagePullJobFields = {
    image: reference,
    parallelism: concurrency,
    selector: { names: nodes },
    completionPolicy: { type: 'Always', activeDeadlineSeconds: timeoutSeconds * (RETRIES + 1) },
    pullPolicy: { timeoutSeconds, backoffLimit: RETRIES },
    ...(pullSecret !== undefined && { pullSecrets: [pullSecret] }),
  };
  return { apiVersion: 'apps.kruise.io/v1beta1', kind: 'ImagePullJob', metadata, spec };
}

/** The digest of the image, or one of all their digests. */
function digestOf(images: readonly Image[]): string {
  const digests = images.map(({ reference }) => reference.slice(reference.indexOf('@sha256:') + '@sha256:'.length));
  const text = digests.length === 1 ? digests[0] : hashOf(digests.join(','));
  return text.slice(0, 12);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

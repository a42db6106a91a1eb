import { Finding } from '../../../capacity/model';
import { WorkloadDraft } from '../workloads/workload-draft';

/** Annotation of pods that says why they may write to the file systems of their images. */
export const WRITABLE_ROOT = 'cdk8s-autonomous.dev/writable-root-reason';

/** What somebody has taken as it is for his pods, with the reason that he gave. */
export function exceptionFindings(drafts: readonly WorkloadDraft[]): Finding[] {
  return drafts.flatMap(({ id, path, pod }): Finding[] => {
    const reason = pod.metadata?.annotations?.[WRITABLE_ROOT];
    return reason === undefined
      ? []
      : [
          {
            code: 'WRITABLE_ROOT',
            severity: 'info',
            path,
            message: `pods of ${id} may write to the file system of their image: what breaks in may stay until they end`,
            cure: ['writable: [...] with the directories that the image writes to'],
            accepted: { severity: 'warning', reason },
          },
        ];
  });
}

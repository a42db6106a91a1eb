import { Construct } from 'constructs';
import { EmittedJob, JobParts, named } from './job-parts';
import { launching, listening, SSH_FOLDER } from './mpi-pods';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';

/** Kubeflow Trainer v2. */
const TRAINER = 'trainer.kubeflow.org/v1alpha1';

/** Label of the pods whose number is that of the job. */
const IS_TRAINER = { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' };

/** A TrainJob and a runtime of its own in the same namespace: what its pods are stands in the chart, not in somebody's cluster. */
export function trainJob(scope: Construct, policy: string, parts: JobParts): EmittedJob {
  const { processes, template } = parts;
  const jobs = {
    replicatedJobs: [
      {
        name: 'node',
        template: {
          metadata: { labels: IS_TRAINER },
          spec: { backoffLimit: 0, template: named(template, 'node') },
        },
      },
    ],
  };
  return emitted(scope, policy, parts, { [policy]: {} }, jobs, policy === 'torch' ? processes : undefined);
}

/** A launcher that starts the nodes over SSH and is done when they are. */
export function mpiTrainJob(scope: Construct, parts: JobParts): EmittedJob {
  const { processes, template } = parts;
  const mpi = { mpiImplementation: 'OpenMPI', numProcPerNode: processes, sshAuthMountPath: SSH_FOLDER };
  const pods = named(template, 'node');
  const jobs = {
    network: { publishNotReadyAddresses: true },
    successPolicy: { operator: 'All', targetReplicatedJobs: ['launcher'] },
    replicatedJobs: [
      {
        name: 'launcher',
        template: { metadata: { labels: IS_TRAINER }, spec: { backoffLimit: 0, template: launching(pods) } },
      },
      { name: 'node', template: { spec: { backoffLimit: 0, template: listening(pods) } } },
    ],
  };
  return emitted(scope, 'mpi', parts, { mpi }, jobs, processes);
}

function emitted(
  scope: Construct,
  policy: string,
  { name, owner, selector, queueLabels, volcanoQueue, nodes, retries, deadlineSeconds }: JobParts,
  how: object,
  jobs: object,
  processes: number | undefined,
): EmittedJob {
  const runtime = customResource(scope, 'Runtime', {
    apiVersion: TRAINER,
    kind: 'TrainingRuntime',
    metadata: namespaced('TrainingRuntime', name, owner, { ...selector, 'trainer.kubeflow.org/framework': policy }),
    spec: {
      mlPolicy: { numNodes: nodes, ...how },
      ...(volcanoQueue !== undefined && { podGroupPolicy: { volcano: {} } }),
      template: { spec: { failurePolicy: { maxRestarts: retries }, ...jobs } },
    },
  });
  const job = customResource(scope, 'Job', {
    apiVersion: TRAINER,
    kind: 'TrainJob',
    metadata: namespaced('TrainJob', name, owner, { ...selector, ...queueLabels }),
    spec: {
      runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name },
      trainer: { numNodes: nodes, ...(processes !== undefined && { numProcPerNode: processes }) },
      ...(deadlineSeconds !== undefined && { activeDeadlineSeconds: deadlineSeconds }),
    },
  });
  return { job, others: [runtime] };
}

import { Construct } from 'constructs';
import { EmittedJob, JobParts } from './job-parts';
import { mpiTrainJob, trainJob } from './trainer';
import { TrainingFramework } from './training-framework';
import { mpiJob, pyTorchJob, tensorFlowJob } from './training-operator';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced } from '../../manifest/metadata';

/** Emits a job for its framework. */
export function emitJob(scope: Construct, framework: TrainingFramework, parts: JobParts): EmittedJob {
  switch (framework) {
    case TrainingFramework.TENSORFLOW:
      return tensorFlowJob(scope, parts);
    case TrainingFramework.PYTORCH_JOB:
      return pyTorchJob(scope, parts);
    case TrainingFramework.MPI_JOB:
      return mpiJob(scope, parts);
    case TrainingFramework.MPI:
      return mpiTrainJob(scope, parts);
    case TrainingFramework.MXNET:
      return indexedJob(scope, parts);
    default:
      return trainJob(scope, framework === TrainingFramework.PYTORCH ? 'torch' : framework, parts);
  }
}

/** Pods that know their number, and find each other by it. */
function indexedJob(scope: Construct, parts: JobParts): EmittedJob {
  const { name, owner, selector, nodes, retries, deadlineSeconds, template, volcanoQueue } = parts;
  const service = kubeObject(scope, 'Service', 'Service', {
    metadata: namespaced('Service', name, owner, selector),
    spec: { clusterIP: 'None', publishNotReadyAddresses: true, selector },
  });
  const job = customResource(scope, 'Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: namespaced('Job', name, owner, { ...selector, ...parts.queueLabels }),
    spec: {
      completionMode: 'Indexed',
      completions: nodes,
      parallelism: nodes,
      backoffLimit: retries * nodes,
      ...(deadlineSeconds !== undefined && { activeDeadlineSeconds: deadlineSeconds }),
      template: {
        metadata: {
          ...template.metadata,
          ...(volcanoQueue !== undefined && {
            annotations: { ...template.metadata?.annotations, 'scheduling.k8s.io/group-name': name },
          }),
        },
        spec: { ...template.spec, subdomain: name },
      },
    },
  });
  if (volcanoQueue === undefined) {
    return { job, others: [service] };
  }
  const group = customResource(scope, 'PodGroup', {
    apiVersion: 'scheduling.volcano.sh/v1beta1',
    kind: 'PodGroup',
    metadata: namespaced('PodGroup', name, owner, selector),
    spec: { minMember: nodes, queue: volcanoQueue },
  });
  return { job, others: [service, group] };
}

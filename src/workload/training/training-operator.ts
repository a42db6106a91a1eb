import { Construct } from 'constructs';
import { EmittedJob, JobParts, named } from './job-parts';
import { launching, listening, SSH_FOLDER } from './mpi-pods';
import { customResource } from '../../manifest/custom-resource';
import { namespaced } from '../../manifest/metadata';

/** Workers that are all alike, as strategies with collective communication want them. */
export function tensorFlowJob(scope: Construct, parts: JobParts): EmittedJob {
  return operatorJob(scope, 'TFJob', 'kubeflow.org/v1', parts, {
    tfReplicaSpecs: { Worker: replicas(parts.nodes, named(parts.template, 'tensorflow'), 'OnFailure') },
  });
}

/** Workers that meet by the rendezvous of torchrun, and go on with fewer where the job allows it. */
export function pyTorchJob(scope: Construct, parts: JobParts): EmittedJob {
  const { nodes, minNodes = nodes, processes, retries, template } = parts;
  return operatorJob(scope, 'PyTorchJob', 'kubeflow.org/v1', parts, {
    nprocPerNode: String(processes),
    elasticPolicy: { minReplicas: minNodes, maxReplicas: nodes, rdzvBackend: 'c10d', maxRestarts: retries },
    pytorchReplicaSpecs: { Worker: replicas(nodes, named(template, 'pytorch'), 'OnFailure') },
  });
}

/** A launcher that starts the workers over SSH. */
export function mpiJob(scope: Construct, parts: JobParts): EmittedJob {
  const pods = named(parts.template, 'mpi');
  return operatorJob(scope, 'MPIJob', 'kubeflow.org/v2beta1', parts, {
    mpiImplementation: 'OpenMPI',
    slotsPerWorker: parts.processes,
    launcherCreationPolicy: 'WaitForWorkersReady',
    sshAuthMountPath: SSH_FOLDER,
    mpiReplicaSpecs: {
      Launcher: replicas(1, launching(pods), 'Never'),
      Worker: replicas(parts.nodes, listening(pods), 'Never'),
    },
  });
}

function replicas(count: number, template: object, restartPolicy: string): object {
  return { replicas: count, restartPolicy, template };
}

function operatorJob(
  scope: Construct,
  kind: string,
  apiVersion: string,
  { name, owner, selector, queueLabels, volcanoQueue, nodes, minNodes = nodes, retries, deadlineSeconds }: JobParts,
  spec: object,
): EmittedJob {
  const job = customResource(scope, 'Job', {
    apiVersion,
    kind,
    metadata: namespaced(kind, name, owner, { ...selector, ...queueLabels }),
    spec: {
      runPolicy: {
        cleanPodPolicy: 'Running',
        backoffLimit: retries,
        ...(volcanoQueue !== undefined && { schedulingPolicy: { queue: volcanoQueue, minAvailable: minNodes } }),
        ...(deadlineSeconds !== undefined && { activeDeadlineSeconds: deadlineSeconds }),
      },
      ...spec,
    },
  });
  return { job, others: [] };
}

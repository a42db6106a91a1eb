import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { TrainingFramework } from './training-framework';
import { customResource } from '../../manifest/custom-resource';
import { namespaced, Owner } from '../../manifest/metadata';

/** A job as any operator takes it. */
export interface JobParts {
  readonly name: string;
  readonly owner: Owner;
  readonly selector: Record<string, string>;
  /** Labels of the object that a queue and its importance go by. */
  readonly queueLabels: Record<string, string>;
  readonly nodes: number;
  /** Processes on each node: one for each device. */
  readonly processes: number;
  readonly template: k8s.PodTemplateSpec;
  readonly retries: number;
  readonly deadlineSeconds?: number;
}

/** The objects of a job. */
export interface EmittedJob {
  /** What runs. */
  readonly job: ApiObject;
  /** What else it needs. */
  readonly others: readonly ApiObject[];
}

const TRAINER = 'trainer.kubeflow.org/v1alpha1';

/** Emits a job for its framework. */
export function emitJob(scope: Construct, framework: TrainingFramework, parts: JobParts): EmittedJob {
  switch (framework) {
    case TrainingFramework.TENSORFLOW:
      return tensorFlow(scope, parts);
    case TrainingFramework.MXNET:
      return indexed(scope, parts);
    default:
      return trainJob(scope, framework, parts);
  }
}

/** A TrainJob and a runtime of its own in the same namespace: what its pods are stands in the chart, not in somebody's cluster. */
function trainJob(scope: Construct, framework: TrainingFramework, parts: JobParts): EmittedJob {
  const policy = framework === TrainingFramework.PYTORCH ? 'torch' : framework;
  const { name, owner, selector, nodes, processes, retries, deadlineSeconds } = parts;
  const runtime = customResource(scope, 'Runtime', {
    apiVersion: TRAINER,
    kind: 'TrainingRuntime',
    metadata: namespaced('TrainingRuntime', name, owner, { ...selector, 'trainer.kubeflow.org/framework': policy }),
    spec: {
      mlPolicy: { numNodes: nodes, [policy]: {} },
      template: {
        spec: {
          failurePolicy: { maxRestarts: retries },
          replicatedJobs: [
            {
              name: 'node',
              template: {
                metadata: { labels: { 'trainer.kubeflow.org/trainjob-ancestor-step': 'trainer' } },
                spec: { backoffLimit: 0, template: named(parts.template, 'node') },
              },
            },
          ],
        },
      },
    },
  });
  const job = customResource(scope, 'Job', {
    apiVersion: TRAINER,
    kind: 'TrainJob',
    metadata: namespaced('TrainJob', name, owner, { ...selector, ...parts.queueLabels }),
    spec: {
      runtimeRef: { apiGroup: 'trainer.kubeflow.org', kind: 'TrainingRuntime', name },
      trainer: { numNodes: nodes, ...(framework === TrainingFramework.PYTORCH && { numProcPerNode: processes }) },
      ...(deadlineSeconds !== undefined && { activeDeadlineSeconds: deadlineSeconds }),
    },
  });
  return { job, others: [runtime] };
}

/** Workers that are all alike, as strategies with collective communication want them. */
function tensorFlow(scope: Construct, parts: JobParts): EmittedJob {
  const { name, owner, selector, nodes, retries, deadlineSeconds } = parts;
  const job = customResource(scope, 'Job', {
    apiVersion: 'kubeflow.org/v1',
    kind: 'TFJob',
    metadata: namespaced('TFJob', name, owner, { ...selector, ...parts.queueLabels }),
    spec: {
      runPolicy: {
        cleanPodPolicy: 'Running',
        backoffLimit: retries,
        ...(deadlineSeconds !== undefined && { activeDeadlineSeconds: deadlineSeconds }),
      },
      tfReplicaSpecs: {
        Worker: { replicas: nodes, restartPolicy: 'OnFailure', template: named(parts.template, 'tensorflow') },
      },
    },
  });
  return { job, others: [] };
}

/** Pods that know their number, and find each other by it. */
function indexed(scope: Construct, parts: JobParts): EmittedJob {
  const { name, owner, selector, nodes, retries, deadlineSeconds, template } = parts;
  const service = new k8s.KubeService(scope, 'Service', {
    metadata: namespaced('Service', name, owner, selector),
    spec: { clusterIp: 'None', publishNotReadyAddresses: true, selector },
  });
  const job = new k8s.KubeJob(scope, 'Job', {
    metadata: namespaced('Job', name, owner, { ...selector, ...parts.queueLabels }),
    spec: {
      completionMode: 'Indexed',
      completions: nodes,
      parallelism: nodes,
      backoffLimit: retries * nodes,
      ...(deadlineSeconds !== undefined && { activeDeadlineSeconds: deadlineSeconds }),
      template: { ...template, spec: { ...template.spec!, subdomain: name } },
    },
  });
  return { job, others: [service] };
}

/** The template with the name that the operator looks for its container by, as plain values: operators' objects are not typed by cdk8s-plus. */
function named(template: k8s.PodTemplateSpec, name: string): object {
  const plain = k8s.KubePodTemplate.manifest({ template }).template;
  const [container, ...others] = plain.spec.containers;
  return { ...plain, spec: { ...plain.spec, containers: [{ ...container, name }, ...others] } };
}

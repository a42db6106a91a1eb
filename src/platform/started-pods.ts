import { StartedByHand } from './started-by-hand';
import { checkPart } from '../cluster/footprint/footprint-checks';
import { templateOf } from '../cluster/footprint/footprint-objects';
import { checkDnsLabel } from '../manifest/names';
import { Problems } from '../manifest/problems';
import { FootprintDescription, ReadObject } from '../planner/reading/description';

/** Adds what is wrong with what people may start. */
export function checkStarted(problems: Problems, started: readonly StartedByHand[]): void {
  const names = started.map(({ name }) => name);
  for (const one of started) {
    const { name, pods } = one;
    checkDnsLabel(problems, 'startedByHand', name);
    problems.check(names.indexOf(name) === names.lastIndexOf(name), 'startedByHand', name, 'is there twice');
    problems.check(Number.isInteger(pods) && pods > 0, `pods of ${name}`, pods, 'must be a whole number above 0');
    checkPart(problems, one);
  }
}

/**
 * What people may start, as the planner counts it: jobs, which are never rolled out.
 * @param queue the queue of the namespace that they wait in, where there is one
 */
export function startedPods(
  started: readonly StartedByHand[],
  where: { readonly name: string; readonly namespace: string; readonly path: string; readonly queue?: string },
): FootprintDescription {
  const { name, namespace, path, queue } = where;
  const labels: Record<string, string> = queue === undefined ? {} : { 'kueue.x-k8s.io/queue-name': queue };
  const objects = started.map((one): ReadObject => {
    const template = templateOf(one, name);
    return {
      path,
      json: {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: `${name}-${one.name}`, namespace, labels },
        spec: {
          parallelism: one.pods,
          completions: one.pods,
          template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } },
        },
      },
      madeOf: {
        resource: { apiVersion: 'v1', kind: 'TeamAccess', metadata: { name, namespace } },
        part: one.name,
      },
    };
  });
  // No footprint of the user has the path of a construct for its name.
  return { name: path, objects, countsFor: [] };
}

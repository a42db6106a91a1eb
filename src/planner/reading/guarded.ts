import { ReadObject } from './description';
import { Finding } from '../../capacity/model';

/** Reads an object. A manifest whose shape is not what Kubernetes takes is an error with its place. */
export function guarded<T>(object: ReadObject, findings: Finding[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    findings.push({
      code: 'MANIFEST_UNREADABLE',
      severity: 'error',
      path: object.path,
      message: `${object.json.kind} ${object.json.metadata?.name} is not of the shape that Kubernetes takes: ${(error as Error).message}`,
      cure: ['correct the manifest; the API server would refuse it too'],
    });
    return undefined;
  }
}

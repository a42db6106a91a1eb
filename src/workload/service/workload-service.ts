import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ServiceOptions } from './service-options';
import { Finding } from '../../capacity/model';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced, Owner } from '../../manifest/metadata';
import { Problems } from '../../manifest/problems';

/** The Service that calls to a workload go to. */
export function emitService(
  scope: Construct,
  name: string,
  owner: Owner,
  selector: Record<string, string>,
  ports: k8s.ServicePort[],
  { headless, affinity }: ServiceOptions = {},
): ApiObject {
  return kubeObject(scope, 'Service', 'Service', {
    metadata: namespaced('Service', name, owner, selector),
    spec: {
      type: 'ClusterIP',
      ...(headless && { clusterIP: 'None' }),
      ...affinity?._spec,
      selector,
      ports,
    },
  });
}

/** What a Service stands beside. */
interface Served {
  readonly service?: ServiceOptions;
  /** What chooses pods of it by itself: 'canary', 'locality'. */
  readonly chosenBy: readonly string[];
  readonly hasPorts: boolean;
}

/** Checks that what is said of a Service goes together. */
export function checkService(problems: Problems, { service, chosenBy, hasPorts }: Served): void {
  if (service === undefined) {
    return;
  }
  const { headless, affinity } = service;
  problems.check(hasPorts, 'service', 'given', 'it has no ports, so that it has none', 'a port');
  problems.check(
    !(headless && affinity),
    'service.affinity',
    'given',
    'is not for headless Services, of which clients choose pods',
    'one of the two',
  );
  const [other] = chosenBy;
  problems.check(
    !(headless || affinity) || other === undefined,
    'service',
    headless ? 'headless' : 'affinity',
    `does not go with ${other}, which chooses pods too`,
    'one of the two',
  );
}

/** Clients that stay with a pod come to all of them in equal numbers only where there are many. */
export function affinityFindings(path: string, service: ServiceOptions | undefined, sized: boolean): Finding[] {
  return service?.affinity && sized
    ? [
        {
          code: 'CLIENTS_STAY',
          severity: 'info',
          uncovered: true,
          path,
          message:
            'clients stay with the pod that answered them first, and its replicas are enough for calls that any of them may take: a few busy clients may be too much for one of them',
          cure: ['no affinity', 'more replicas than the demand needs'],
        },
      ]
    : [];
}

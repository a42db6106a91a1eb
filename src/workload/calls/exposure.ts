import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { kubeObject } from '../../manifest/k8s/kube-object';
import * as k8s from '../../manifest/k8s/types';
import { namespaced, Owner } from '../../manifest/metadata';
import { Port } from '../pod/port';

/** How clients outside the cluster reach a workload. */
export interface Exposure {
  /**
   * Ports that they reach.
   * @default - all
   */
  readonly ports?: Port[];
  /**
   * Networks that they come from, for example ['203.0.113.0/24'].
   * @default - all
   */
  readonly sourceRanges?: string[];
  /**
   * Who makes the load balancer.
   * @default - whoever does so for the cluster
   */
  readonly loadBalancerClass?: string;
  /**
   * What the provider of the load balancer wants to know, for example `{ 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }`.
   * @default - none
   */
  readonly annotations?: Record<string, string>;
}

interface Balanced extends Exposure {
  readonly sourceRanges: string[];
  readonly servicePorts: k8s.ServicePort[];
}

/** A load balancer that keeps the address of the client, by which policies know it: its nodes hand on to their own pods alone. */
export function loadBalancer(
  scope: Construct,
  name: string,
  owner: Owner,
  selector: Record<string, string>,
  { sourceRanges, servicePorts, loadBalancerClass, annotations }: Balanced,
): ApiObject {
  return kubeObject(scope, 'External', 'Service', {
    metadata: namespaced('Service', name, owner, selector, annotations),
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      ...(loadBalancerClass !== undefined && { loadBalancerClass }),
      loadBalancerSourceRanges: [...sourceRanges].sort(),
      selector,
      ports: servicePorts,
    },
  });
}

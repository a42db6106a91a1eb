import { Construct } from 'constructs';
import { KafkaNames } from './kafka-names';
import { kubeObject } from '../../../manifest/k8s/kube-object';
import * as k8s from '../../../manifest/k8s/types';
import { namespaced, Owner } from '../../../manifest/metadata';
import { podsIn, port } from '../../../platform/network-policies';

/** Ports on which nodes talk to each other: of controllers, and of brokers among themselves and with Strimzi's tools. */
const CONTROL_PLANE = 9090;
const REPLICATION = 9091;
/** Port of Cruise Control's API. */
const CRUISE_CONTROL = 9090;

/** What runs for a Kafka cluster. */
export interface PolicyParts {
  readonly name: string;
  readonly names: KafkaNames;
  readonly owner: Owner;
  /** Whether brokers ask the API server for their zone before they start. */
  readonly racks: boolean;
  readonly cruiseControl: boolean;
  readonly exporter: boolean;
  /** The way to the API server. */
  readonly apiServer: readonly k8s.NetworkPolicyEgressRule[];
}

/** Lets out what the default deny of the namespace would keep in. Who comes in, the policies say that Strimzi makes. */
export function emitPolicies(scope: Construct, parts: PolicyParts): void {
  const { names, owner, racks, cruiseControl, exporter, apiServer } = parts;
  const namespace = owner.namespace!;
  const nodes = (...numbers: number[]): k8s.NetworkPolicyEgressRule => ({
    to: [podsIn(namespace, names.nodeLabels)],
    ports: numbers.map((number) => port(number)),
  });
  const toCruiseControl: k8s.NetworkPolicyEgressRule = {
    to: [podsIn(namespace, names.labelsOf('cruise-control'))],
    ports: [port(CRUISE_CONTROL)],
  };
  const allow = (component: Parameters<KafkaNames['labelsOf']>[0], egress: k8s.NetworkPolicyEgressRule[]) =>
    kubeObject(scope, `Policy-${component}`, 'NetworkPolicy', {
      metadata: namespaced('NetworkPolicy', `${parts.name}-${component}-calls`, owner),
      spec: { podSelector: { matchLabels: names.labelsOf(component) }, policyTypes: ['Egress'], egress },
    });
  allow('kafka', [nodes(CONTROL_PLANE, REPLICATION), ...(racks ? apiServer : [])]);
  allow('entity-operator', [nodes(REPLICATION), ...(cruiseControl ? [toCruiseControl] : []), ...apiServer]);
  if (cruiseControl) {
    allow('cruise-control', [nodes(REPLICATION)]);
  }
  if (exporter) {
    allow('kafka-exporter', [nodes(REPLICATION)]);
  }
}

import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ClusterDns } from '../../cluster/cluster-dns';
import * as k8s from '../../manifest/k8s/types';
import { KubeObject } from '../../manifest/kube';
import { Metadata, Owner } from '../../manifest/metadata';

/** Label and taint that keep everything off edge nodes that was not made for them. */
export const EDGE_NODE = 'node-role.kubernetes.io/edge';

/** A site as a group of nodes. */
export interface NodeGroupSpec {
  readonly name: string;
  readonly nodeNames: readonly string[];
  /** Labels by which the group selects its nodes; absent: by their names. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** Seconds for which the site works without the cloud; 0: not at all. */
  readonly offlineSeconds: number;
  /** Labels that the group gives its nodes, where the runtime does that. */
  readonly labels: () => Record<string, string>;
}

/** What a copy of a workload has beside the template of its object. */
export interface CopyChange {
  readonly replicas?: number;
  readonly resources?: k8s.ResourceRequirements;
  /** Variables that differ from the template's. */
  readonly ownEnv?: readonly Variable[];
  /** Host of the registry that all its images come from, where that is another one than the template's. */
  readonly registry?: string;
}

/** A copy of a workload at one site. */
export interface SiteCopy extends CopyChange {
  readonly group: string;
  /** Its own template, where its runtime gives copies of one object different ones. */
  readonly own?: OwnTemplate;
}

/** A template that some copies have in place of the common one. */
export interface OwnTemplate {
  /** The same for copies of one template. */
  readonly key: string;
  readonly deployment: () => KubeObject;
}

/** An environment variable. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The images of a Deployment from another registry, by the places of their containers. */
export function imagesFrom(registry: string, { spec }: KubeObject, pinned: Pinned): (readonly [string, string])[] {
  return ['initContainers', 'containers'].flatMap((kind) =>
    (spec.template.spec[kind] ?? []).map(({ image }: { image: string }, i: number) => {
      const reference = pinned(image);
      return [`${kind}/${i}`, `${registry}${reference.slice(reference.indexOf('/'))}`] as const;
    }),
  );
}

/** A Deployment with all its images from another registry. */
export function deploymentFrom(registry: string, deployment: KubeObject, pinned: Pinned): KubeObject {
  const images = new Map(imagesFrom(registry, deployment, pinned));
  const { spec } = deployment;
  const pod = { ...spec.template.spec };
  for (const kind of ['initContainers', 'containers'].filter((one) => pod[one])) {
    pod[kind] = pod[kind].map((one: object, i: number) => ({ ...one, image: images.get(`${kind}/${i}`) }));
  }
  return { ...deployment, spec: { ...spec, template: { ...spec.template, spec: pod } } };
}

/** An image with the digest that a lock has for it. */
export type Pinned = (reference: string) => string;

/** What a service is called among workloads, none of which has a dot in its name. */
export function serviceKey(service: string): string {
  return `${service}.service`;
}

/** A workload and the sites that it is copied to. Copies are read when manifests are written: sites may be added until then. */
export interface FanOutSpec {
  readonly metadata: Metadata;
  /** What finds its nodes, where that is a label of theirs. */
  readonly nodeLabel: string | undefined;
  /** The Deployment, whole. */
  readonly deployment: () => KubeObject;
  readonly containerName: string;
  readonly pinned: Pinned;
  readonly copies: () => readonly SiteCopy[];
}

/**
 * Where what differs between sites stands: 'overriders' beside the template, as far as these can say it; 'templates', all that sites need, in one object; 'objects',
 * one for each template, since a change of anything in one restarts all its copies.
 */
export type Differences = 'overriders' | 'templates' | 'objects';

/** How an edge runtime groups nodes, copies workloads to groups, and keeps traffic inside them. */
export interface Runtime {
  readonly name: string;
  /** Label with which it marks the nodes of a group. */
  readonly groupLabel: string;
  /** Whether groups can select their nodes by labels. */
  readonly selectsByLabels: boolean;
  /** Whether EdgeMesh balances its services. */
  readonly hasEdgeMesh: boolean;
  /** Who answers for names at sites, where it is not who does in the cloud. */
  readonly dns?: ClusterDns;
  /** Copies that one object should carry. */
  readonly mostCopies: number;
  readonly differences: Differences;
  /** Between the name of a workload and what tells its objects apart; where copies are named after their object it has to suit pods. */
  readonly separator: '.' | '-';
  /** Whether its pods need tolerations to stay while their node cannot be reached; otherwise the runtime itself keeps them. */
  readonly toleratesOutage: boolean;
  /** Labels and annotations of pods that work without the cloud, and of those whose updates wait for a release. */
  readonly offlineLabels: Readonly<Record<string, string>>;
  readonly holdAnnotations?: Readonly<Record<string, string>>;
  emitGroup(scope: Construct, id: string, owner: Owner, group: NodeGroupSpec): ApiObject;
  /** Label that the nodes of a group need for an object that copies a workload; undefined where the label of the group does. */
  workloadLabel(namespace: string, object: string): string | undefined;
  /** Whether a change can be said beside that template; else it has to be in a template. */
  canOverride(change: CopyChange, deployment: KubeObject): boolean;
  emitFanOut(scope: Construct, id: string, spec: FanOutSpec): ApiObject;
  /** A Service of which every site reaches its own pods only. */
  emitService(scope: Construct, id: string, metadata: Metadata, spec: k8s.ServiceSpec): ApiObject;
}

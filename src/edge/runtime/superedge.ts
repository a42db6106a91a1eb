import { createHash } from 'crypto';
import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { EDGE_NODE, FanOutSpec, NodeGroupSpec, Runtime, serviceKey, SiteCopy } from './runtime';
import { sortedBy } from '../../capacity/order';
import { ClusterDns } from '../../cluster/cluster-dns';
import { customResource } from '../../manifest/custom-resource';
import * as k8s from '../../manifest/k8s/types';
import { clusterScoped, Metadata, Owner } from '../../manifest/metadata';

/** The fields of site.superedge.io/v1alpha1 NodeUnit that are used here. */
interface NodeUnitFields {
  readonly type: 'edge';
  readonly nodes?: readonly string[];
  readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly setnode: { readonly labels: Record<string, string>; readonly taints: readonly object[] };
}

/** The fields of superedge.io/v1 DeploymentGrid that are used here. */
interface DeploymentGridFields {
  readonly gridUniqKey: string;
  readonly template: object;
  readonly templatePool: Record<string, object>;
  readonly templates: Record<string, string>;
  readonly defaultTemplateName: string;
}

/** The fields of superedge.io/v1 ServiceGrid that are used here. */
interface ServiceGridFields {
  readonly gridUniqKey: string;
  readonly template: k8s.ServiceSpec;
}

/**
 * Label by which a grid finds the nodes of its sites. SuperEdge writes it into a label of the copies too, as a value: it may have no prefix, and
 * no more than 63 characters.
 */
function gridKey(namespace: string, workload: string): string {
  const key = `grid.${namespace}.${workload}`;
  return key.length <= 63 ? key : `grid.${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}

/**
 * SuperEdge 0.9: NodeUnit, DeploymentGrid and ServiceGrid. A grid runs wherever nodes have its label: each workload has one of its
 * own, which the units of its sites give to their nodes.
 */
export const SUPER_EDGE: Runtime = {
  name: 'SuperEdge',
  groupLabel: 'site.superedge.io/nodeunit',
  selectsByLabels: true,
  hasEdgeMesh: false,
  // One CoreDNS on each node (pkg/edgeadm/constant/manifests/edge-coredns.go of SuperEdge 0.9).
  dns: ClusterDns.of({ namespace: 'edge-system', podLabels: { 'k8s-app': 'edge-coredns' } }),
  // The status of a grid has that of each copy.
  mostCopies: 1000,
  differences: 'templates',
  separator: '-',
  toleratesOutage: true,
  offlineLabels: {},
  emitGroup: (scope: Construct, id: string, owner: Owner, group: NodeGroupSpec): ApiObject =>
    customResource<NodeUnitFields>(scope, id, {
      apiVersion: 'site.superedge.io/v1alpha1',
      kind: 'NodeUnit',
      metadata: clusterScoped('NodeUnit', group.name, owner),
      spec: {
        type: 'edge',
        ...(group.matchLabels ? { selector: { matchLabels: group.matchLabels } } : { nodes: group.nodeNames }),
        setnode: {
          labels: Lazy.any({
            produce: () => ({ [SUPER_EDGE.groupLabel]: group.name, [EDGE_NODE]: '', ...group.labels() }),
          }) as any,
          taints: [{ key: EDGE_NODE, effect: 'NoSchedule' }],
        },
      },
    }),
  workloadLabel: gridKey,
  canOverride: () => true,
  emitFanOut: (scope: Construct, id: string, { metadata, nodeLabel, deployment, copies }: FanOutSpec): ApiObject =>
    customResource<DeploymentGridFields>(scope, id, {
      apiVersion: 'superedge.io/v1',
      kind: 'DeploymentGrid',
      metadata,
      spec: {
        gridUniqKey: nodeLabel!,
        template: Lazy.any({ produce: () => known(deployment().spec) }) as any,
        templatePool: Lazy.any({ produce: () => templatesOf(copies()).pool }) as any,
        templates: Lazy.any({ produce: () => templatesOf(copies()).names }) as any,
        defaultTemplateName: 'default',
      },
    }),
  emitService: (scope: Construct, id: string, metadata: Metadata, spec: k8s.ServiceSpec): ApiObject =>
    customResource<ServiceGridFields>(scope, id, {
      apiVersion: 'superedge.io/v1',
      kind: 'ServiceGrid',
      metadata,
      spec: {
        // Another label than that of any grid of pods: the first of several would run wherever the service is.
        gridUniqKey: gridKey(metadata.namespace!, serviceKey(metadata.name)),
        template: spec,
      },
    }),
};

/** A template for all sites that differ from the common one in the same way, and which site has which. */
function templatesOf(copies: readonly SiteCopy[]) {
  const pool: Record<string, object> = {};
  const names: Record<string, string> = {};
  for (const { group, own } of copies) {
    if (own) {
      const name = `variant-${own.key}`;
      names[group] = name;
      pool[name] ??= known(own.deployment().spec);
    }
  }
  return { pool: Object.fromEntries(sortedBy(Object.entries(pool), ([name]) => name)), names };
}

/**
 * The Deployment as the schema of DeploymentGrid knows it, which is older than the clusters that it runs in: the API server drops what is not
 * in it. Spreads lose what refines them, stopping its pause, and a gRPC probe, of which nothing would be left, becomes a connection.
 */
function known(spec: any): object {
  const { topologySpreadConstraints: spreads, containers, ...pod } = spec.template.spec;
  return {
    ...spec,
    template: {
      ...spec.template,
      spec: {
        ...pod,
        containers: containers.map(({ lifecycle: _, ...container }: any) => withoutGrpc(container)),
        ...(spreads && {
          topologySpreadConstraints: spreads.map(
            ({ matchLabelKeys: _, nodeAffinityPolicy: __, nodeTaintsPolicy: ___, ...spread }: any) => spread,
          ),
        }),
      },
    },
  };
}

/** Two equal questions would restart a container that is only busy: then there is no liveness probe. */
function withoutGrpc({ livenessProbe, ...container }: any): object {
  const probes = ['readinessProbe', 'startupProbe'].flatMap((name) => {
    const { grpc, ...probe } = container[name] ?? {};
    return grpc ? [[name, { ...probe, tcpSocket: { port: grpc.port } }]] : [];
  });
  const keepsAlive = livenessProbe && !livenessProbe.grpc && !container.readinessProbe?.grpc;
  return { ...container, ...(keepsAlive && { livenessProbe }), ...Object.fromEntries(probes) };
}

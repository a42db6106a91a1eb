import { CatalogueEntry } from './entry';

/** Findings about what reaches sites and leaves them, algorithms and devices there. */
export const EDGE_DEPTH_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  EDGE_GATEWAY_READS_SECRETS: {
    severity: 'warning',
    meaning: 'the gateway of EdgeMesh asks for all Secrets of the cluster, which CloudCore sends to its nodes',
    cure: 'metaServer with requireAuthorization in every EdgeCore, or hostPorts instead of a gateway',
  },
  EDGE_MESH_WITHOUT_RELAY: {
    severity: 'warning',
    meaning: 'services at sites call the cloud through EdgeMesh, which has no relay where agents of both meet',
    cure: 'relays of edgeMesh on the platform: a node of the cloud that all sites reach',
  },
  EDGE_UPLINK_TOO_SMALL: {
    severity: 'warning',
    meaning: 'the services of a site send more to the cloud than its uplink, or its slice, carries',
    cure: 'a larger uplink or guarantee, or less that is sent',
  },
};

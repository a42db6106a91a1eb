import { CatalogueEntry } from './entry';

/** Findings about what reaches sites and leaves them, algorithms and devices there. */
export const EDGE_DEPTH_FINDINGS: Readonly<Record<string, CatalogueEntry>> = {
  ALGORITHMS_ON_ONE_STREAM: {
    severity: 'info',
    meaning: 'several algorithms evaluate one stream at the same sites, and each is counted for all of it',
    cure: 'nothing has to be done; one of them alone needs less',
  },
  ALGORITHM_HARDWARE_UNKNOWN: {
    severity: 'warning',
    meaning: 'nodes of sites do not say by labels whether an algorithm runs on their driver or chip',
    cure: 'labels of the nodes in their layout, as they join with them',
  },
  EDGEX_READS_ON_DEMAND: {
    severity: 'info',
    meaning: 'how often values of devices are read is not among the fields of a Device of OpenYurt',
    cure: 'events of their profile in EdgeX itself, where values are needed at a rate',
  },
  EDGE_GATEWAY_READS_SECRETS: {
    severity: 'warning',
    meaning: 'the gateway of EdgeMesh asks for all Secrets of the cluster, which CloudCore sends to its nodes',
    cure: 'hostPorts instead of a gateway, or no Secrets in the cluster that nobody at a site may see',
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
  OPC_UA_OPEN: {
    severity: 'warning',
    meaning: 'devices of OPC UA take values from whoever reaches them',
    cure: 'security mode SignAndEncrypt, and a certificate for the mapper',
  },
  OPC_UA_WITHOUT_CERTIFICATE: {
    severity: 'info',
    meaning: 'connections of OPC UA are signed, and name no certificate that the mapper shows',
    cure: 'certificateFile and keyFile of the connection, and mounts of the mapper with them',
  },
};

import { Size } from 'cdk8s';
import { EmqxBrokerProps } from './emqx-broker-props';
import { API_PORT, FILES, SERVICES_PORT } from './emqx-config';
import { Configuration } from '../../../platform/configuration/configuration';
import { SecretKey, SecretRef } from '../../../platform/secrets/secret-ref';
import { Variable } from '../../../platform/variable';
import { Mount } from '../../../workload/pod/mount';
import { Port } from '../../../workload/pod/port';
import { Replicas } from '../../../workload/sizing/replicas';
import { WorkloadProps } from '../../../workload/workload-props';

/** User of the image. */
const USER = 1000;

/** Ports on which the nodes talk to each other: Erlang's distribution, and the calls beside it. */
export const PEER_PORTS = [Port.tcp(4370, { name: 'erlang' }), Port.tcp(5369, { name: 'rpc' })];

/** Port of probes, metrics and the operator. */
export const API = Port.http(API_PORT, { name: 'metrics' });

/** Port for services of the cluster. */
export const SERVICES = Port.tcp(SERVICES_PORT, { name: 'services' });

/** Ports for clients outside the cluster. */
export function outsidePorts({ port = 8883, gateways = [], connections }: EmqxBrokerProps): Port[] {
  const others = gateways.reduce((sum, one) => sum + one.connections, 0);
  return [...(others < connections ? [Port.tcp(port, { name: 'mqtts' })] : []), ...gateways.map((one) => one.port)];
}

/** Files of the nodes. */
export interface NodeFiles {
  readonly certificate: SecretRef;
  readonly acl: Configuration;
  /** The settings, where no operator writes them. */
  readonly settings?: Configuration;
}

/** The pods of a broker, as far as all of them are alike; without files where they are only checked. */
export function nodeProps(
  props: EmqxBrokerProps,
  files: NodeFiles | undefined,
  replicas: Replicas,
  env: Record<string, string>,
): WorkloadProps {
  const {
    image,
    resources,
    services = {},
    clientAuth,
    licence,
    adminPassword,
    cookie,
    survive,
    nodeLabels,
    tolerates,
  } = props;
  return {
    image,
    resources,
    replicas,
    ports: [...outsidePorts(props), ...(Object.keys(services).length > 0 ? [SERVICES] : [])],
    metricsPort: API,
    metricsPath: '/api/v5/prometheus/stats',
    // Owner of what the image writes.
    security: { user: USER, fileGroup: USER },
    scratch: Size.gibibytes(1),
    env,
    variables: {
      ...keyed('EMQX_NODE__COOKIE', cookie),
      ...keyed('EMQX_DASHBOARD__DEFAULT_PASSWORD', adminPassword),
    },
    mounts: [
      ...(files ? [Mount.secret(files.certificate, FILES.tls), Mount.configuration(files.acl, FILES.acl)] : []),
      ...clientAuth._mounts,
      ...(licence ? [Mount.secret(licence._secret, FILES.licence, { keys: [licence.key] })] : []),
      ...(files?.settings ? [Mount.configurationFile(files.settings, 'emqx.conf', '/opt/emqx/etc/emqx.conf')] : []),
    ],
    inMesh: false,
    survive,
    nodeLabels,
    tolerates,
  };
}

function keyed(name: string, key: SecretKey | undefined): Record<string, Variable> {
  return key ? { [name]: key } : {};
}

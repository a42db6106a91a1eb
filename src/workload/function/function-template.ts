import { Duration, Size } from 'cdk8s';
import { ServerlessFunctionProps } from './serverless-function-props';
import { Cluster } from '../../cluster/cluster';
import { Owner, podLabels } from '../../manifest/metadata';
import { withAccelerator } from '../accelerated';
import { readableSecrets } from '../pod/content/content-refusals';
import { Port, PortProtocol } from '../pod/port';
import { plainTemplate } from '../pod/young-fields';
import { withSpot } from '../spot/spot-nodes';

/** Ports of Knative's proxy in each pod: requests of HTTP/1 and HTTP/2, health, and the metrics of load. */
export const FUNCTION_PORTS = [8012, 8013, 8022, 9090, 9091];

/** What the proxy gets: said here, so that quotas of the namespace admit the pod and the plan counts it. */
const PROXY: Readonly<Record<string, string>> = {
  'cpu-resource-request': '25m',
  'memory-resource-request': '64Mi',
  'memory-resource-limit': '256Mi',
};

/** The revision of a function, with the fields that Knative takes without further features, and those that accelerators need. */
export function functionTemplate(
  name: string,
  cluster: Cluster,
  owner: Owner,
  selector: Record<string, string>,
  given: ServerlessFunctionProps,
): object {
  const props = withSpot(withAccelerator({ ...given, nodeLabels: {}, tolerates: [] }), cluster);
  const { maxScale, minScale = 0, concurrency = 1, timeout = Duration.minutes(1), port = Port.http(8080) } = props;
  const pod = plainTemplate({
    name,
    cluster,
    labels: podLabels(owner, selector, props.image.shortVersion),
    annotations: {},
    selector,
    image: props.image,
    resources: props.resources,
    ports: [],
    options: props,
    command: props.command,
    args: props.args,
    scratch: props.scratch ?? Size.mebibytes(64),
    graceSeconds: 0,
    nodeLabels: props.nodeLabels,
    tolerates: props.tolerates,
    survive: 'none',
    zones: 1,
    replicated: false,
    // Knative takes no init containers unless it is told to.
    ordinarySidecars: true,
  });
  const { containers, terminationGracePeriodSeconds: _, securityContext: __, ...spec } = pod.spec;
  const [{ imagePullPolicy: ___, ...container }, ...others] = containers;
  return {
    metadata: {
      labels: pod.metadata.labels,
      annotations: {
        ...pod.metadata.annotations,
        'autoscaling.knative.dev/min-scale': String(minScale),
        'autoscaling.knative.dev/max-scale': String(maxScale),
        ...Object.fromEntries(
          Object.entries(PROXY).map(([amount, value]) => [`queue.sidecar.serving.knative.dev/${amount}`, value]),
        ),
      },
    },
    spec: {
      ...spec,
      volumes: readableSecrets(spec.volumes),
      containerConcurrency: concurrency,
      timeoutSeconds: Math.ceil(timeout.toSeconds({ integral: false })),
      containers: [
        {
          ...container,
          ports: [{ containerPort: port.number, name: port.protocol === PortProtocol.GRPC ? 'h2c' : 'http1' }],
          readinessProbe: { tcpSocket: { port: port.number } },
          securityContext: { ...container.securityContext, seccompProfile: { type: 'RuntimeDefault' } },
        },
        ...others.map(({ imagePullPolicy: ____, ...helper }: any) => ({
          ...helper,
          securityContext: { ...helper.securityContext, seccompProfile: { type: 'RuntimeDefault' } },
        })),
      ],
    },
  };
}

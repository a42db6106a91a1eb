/** Home of the user that the pods of MPI run as: keys and settings of the SSH server are there. */
const HOME = '/home/mpi';

/** Where operators mount the keys. */
export const SSH_FOLDER = `${HOME}/.ssh`;

/** What a launcher asks for: it only starts processes and passes their output on. */
const LAUNCHER = { cpu: '500m', memory: '1Gi' };

/** The pod that starts the others: without devices and shared memory, wherever there is room. */
export function launching(pods: any): object {
  const [container, ...others] = pods.spec.containers;
  const kept = (amounts: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(amounts).filter(([name]) => name === 'ephemeral-storage'));
  const { requests, limits } = container.resources;
  const resources = {
    requests: { ...kept(requests), ...LAUNCHER },
    limits: { ...kept(limits), memory: LAUNCHER.memory },
  };
  const isShm = ({ name }: { name: string }) => name === 'shm';
  return {
    metadata: { labels: pods.metadata.labels, ...anywhere(pods.metadata.annotations) },
    spec: {
      ...pods.spec,
      containers: [
        { ...container, resources, volumeMounts: container.volumeMounts.filter((mount: any) => !isShm(mount)) },
        ...others,
      ],
      volumes: pods.spec.volumes.filter((volume: any) => !isShm(volume)),
    },
  };
}

/** Where Kueue places pods it places this one too, wherever it likes. */
function anywhere(annotations: Record<string, string> = {}): object {
  const placed = Object.keys(annotations).some((name) => name.startsWith('kueue.x-k8s.io/podset-'));
  return placed ? { annotations: { 'kueue.x-k8s.io/podset-unconstrained-topology': 'true' } } : {};
}

/** Pods that wait for the launcher: the SSH server of the image, as the user of the pod. */
export function listening(pods: any): object {
  const [container, ...others] = pods.spec.containers;
  const { args: _, ...rest } = container;
  const server = { command: ['/usr/sbin/sshd'], args: ['-De', '-f', `${HOME}/.sshd_config`] };
  return { ...pods, spec: { ...pods.spec, containers: [{ ...rest, ...server }, ...others] } };
}

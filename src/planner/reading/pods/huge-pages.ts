import { Finding } from '../../../capacity/model';
import { byCodeUnit } from '../../../capacity/order';
import { parseQuantity } from '../../../capacity/quantity';
import { KubePodSpec, KubeResources } from '../../../manifest/kube';

const PREFIX = 'hugepages-';

/**
 * What keeps pods with huge pages from starting. The API server takes them only in whole pages and beside cpu or memory
 * (validateContainerResources in pkg/apis/core/validation, 1.36); kubelet mounts volumes of huge pages only of a size that the pod asks for
 * (pkg/volume/emptydir).
 */
export function hugePagesProblems(spec: KubePodSpec, owner: string, path: string): Finding[] {
  const containers = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const faults = [
    ...containers.flatMap(({ name, resources }) => faultsOf(`container ${name}`, resources)),
    ...faultsOf('the pod as a whole', spec.resources),
  ];
  const volumes = volumeFaults(spec);
  return [
    ...(faults.length > 0
      ? [
          {
            code: 'HUGE_PAGES_REFUSED',
            severity: 'error' as const,
            path,
            message: `${owner} asks for huge pages as the API server takes none: ${faults.map(({ what }) => what).join('; ')}`,
            cure: [...new Set(faults.map(({ cure }) => cure))],
          },
        ]
      : []),
    ...(volumes.length > 0
      ? [
          {
            code: 'HUGE_PAGES_VOLUME',
            severity: 'error' as const,
            path,
            message: `pods of ${owner} never start, kubelet cannot mount their huge pages: ${volumes.join('; ')}`,
            cure: ['requests and limits of hugepages-<size>, and that size as medium: HugePages-<size>'],
          },
        ]
      : []),
  ];
}

interface Fault {
  readonly what: string;
  readonly cure: string;
}

function faultsOf(who: string, { requests = {}, limits = {} }: KubeResources = {}): Fault[] {
  const names = [...new Set([...Object.keys(requests), ...Object.keys(limits)])].filter((name) =>
    name.startsWith(PREFIX),
  );
  const beside = ['cpu', 'memory'].some((name) => requests[name] !== undefined || limits[name] !== undefined);
  const alone: Fault[] =
    names.length > 0 && !beside
      ? [{ what: `${who} asks for neither cpu nor memory`, cure: 'requests of cpu or memory beside them' }]
      : [];
  return [...alone, ...names.flatMap((name) => partsOfPages(who, name, requests[name] ?? limits[name]))];
}

/** That a request and its limit are equal is checked with everything else that may not be overcommitted. */
function partsOfPages(who: string, name: string, amount: string | number): Fault[] {
  const size = name.slice(PREFIX.length);
  const [asked, page] = [parseQuantity(name, amount), parseQuantity('memory', size)];
  const isWhole = asked === undefined || (page !== undefined && page > 0 && asked % page === 0);
  const what = `${who} asks for ${amount} of ${name}, which is not in whole pages`;
  return isWhole ? [] : [{ what, cure: `a multiple of ${size}` }];
}

/** Volumes of huge pages of a size that no container asks for, or of any size where several are asked for. */
function volumeFaults(spec: KubePodSpec): string[] {
  const asking = [...(spec.initContainers ?? []), ...(spec.containers ?? []), { resources: spec.resources }];
  const sizes = new Set(
    asking.flatMap(({ resources = {} }) =>
      Object.keys({ ...resources.limits, ...resources.requests }).filter((name) => name.startsWith(PREFIX)),
    ),
  );
  return (spec.volumes ?? []).flatMap(({ name, emptyDir }: any): string[] => {
    const [, size] = /^HugePages(?:-(.+))?$/.exec(emptyDir?.medium ?? '') ?? [undefined, null];
    if (size === null) {
      return [];
    }
    const asked = size === undefined ? sizes.size > 0 : sizes.has(`${PREFIX}${size}`);
    if (!asked) {
      return [`volume ${name} is of ${emptyDir.medium}, no container asks for such`];
    }
    return size === undefined && sizes.size > 1
      ? [
          `volume ${name} does not say of which size, its containers ask for ${[...sizes].sort(byCodeUnit).join(' and ')}`,
        ]
      : [];
  });
}

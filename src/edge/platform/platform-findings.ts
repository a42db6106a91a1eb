import { edgeFindings, nodeLabels, unenforced } from './edge-findings';
import type { EdgePlatform } from './edge-platform';
import { EdgePlatformProps } from './edge-platform-props';
import { fullUplinks } from './uplinks';
import { Finding } from '../../capacity/model';
import { withoutRelay } from '../mesh/edge-mesh-delivery';

/** What a platform says of itself, of its sites, and of everything that runs there. */
export function platformFindings(
  { node: { path }, sites, _cloudCore, _services, _devices, _moreFindings }: EdgePlatform,
  { delivery, edgeMesh, enforcesPolicies }: EdgePlatformProps,
): Finding[] {
  const leaving = _services.filter(({ _leavesSite }) => _leavesSite).map(({ serviceName }) => serviceName);
  return [
    ...edgeFindings(_cloudCore, path, delivery !== undefined),
    ...nodeLabels(
      sites.flatMap(({ nodes }) => nodes),
      path,
    ),
    ...(enforcesPolicies ? [] : unenforced(_services, path)),
    ...withoutRelay(edgeMesh, leaving, path),
    ...fullUplinks(_services),
    ..._devices.findings(),
    ..._moreFindings.flatMap((findings) => findings()),
    ..._services.flatMap(({ _findings }) => _findings),
  ];
}

import { IstioParts } from './control-plane';
import { checkDnsLabel, checkLabels, isDnsSubdomain } from '../../manifest/names';
import { Problems } from '../../manifest/problems';

/** Where they are, with what is not said, checked. */
export function partsOf(problems: Problems, props: IstioParts) {
  const {
    controlPlaneNamespace = 'istio-system',
    ingressNamespace = 'istio-ingress',
    ingressServiceAccount = 'istio-ingress',
    ingressLabels = { istio: 'ingress' },
    ingressPorts = [80, 443],
    trustDomain = 'cluster.local',
    revision,
  } = props;
  checkDnsLabel(problems, 'controlPlaneNamespace', controlPlaneNamespace);
  checkDnsLabel(problems, 'ingressNamespace', ingressNamespace);
  checkDnsLabel(problems, 'ingressServiceAccount', ingressServiceAccount);
  checkLabels(problems, 'ingressLabels', ingressLabels);
  if (revision !== undefined) {
    checkDnsLabel(problems, 'revision', revision);
  }
  problems.check(
    Object.keys(ingressLabels).length > 0,
    'ingressLabels',
    '{}',
    'must select the pods of the ingress gateway',
  );
  for (const port of ingressPorts) {
    const allowed = Number.isInteger(port) && port > 0 && port < 65_536;
    problems.check(allowed, 'ingressPorts', port, 'must be a whole number from 1 to 65535');
  }
  problems.check(isDnsSubdomain(trustDomain), 'trustDomain', trustDomain, 'must be a DNS name');
  return {
    ...(revision !== undefined && { revision }),
    controlPlaneNamespace,
    ingressNamespace,
    ingressLabels,
    ingressPorts,
    ingressPrincipal: `${trustDomain}/ns/${ingressNamespace}/sa/${ingressServiceAccount}`,
    trustDomain,
  };
}

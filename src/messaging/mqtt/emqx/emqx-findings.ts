import { EmqxVersion, gatewaysAuthorise } from './emqx-version';
import { VehicleGateway } from './vehicle-gateway';
import { Finding } from '../../../capacity/model';

/** What one should know of the gateways of a broker. */
export function gatewayFindings(path: string, gateways: readonly VehicleGateway[], version: EmqxVersion): Finding[] {
  const named = (some: readonly VehicleGateway[]) => some.map(({ _parts }) => _parts.name).join(', ');
  const believed = gateways.filter(({ _parts }) => _parts.needsCertificate);
  const plain = gateways.filter(({ _withoutTls }) => _withoutTls !== undefined);
  return [
    ...(believed.length > 0 && !gatewaysAuthorise(version)
      ? [
          {
            code: 'GATEWAY_BELIEVES_ID',
            severity: 'warning' as const,
            path,
            message: `EMQX ${version.text} does not ask what a vehicle may publish through ${named(believed)}: any vehicle with a certificate can report as another`,
            expected: 'EMQX from 6.1.3 in 6.1, or from 6.2.2 on',
            actual: version.text,
            cure: ['a newer image'],
          },
        ]
      : []),
    ...plain.map((gateway) => ({
      code: 'GATEWAY_WITHOUT_TLS',
      severity: 'info' as const,
      path,
      message: `vehicles reach ${named([gateway])} without TLS: anybody on the way can read, and speak for any of them`,
      accepted: { severity: 'warning' as const, reason: gateway._withoutTls! },
    })),
  ];
}

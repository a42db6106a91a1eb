import { Testing } from 'cdk8s';
import { VehicleGateway } from 'cdk8s-autonomous';
import { broker, emqx, planOf, vehicles } from './brokers';
import { documents, find } from '../../support/apps';

const GBT = VehicleGateway.gbt32960({ connections: 50_000 });

describe('topics and gateways', () => {
  test('other rules are other pods', () => {
    const stamp = (publishes: string[]) => {
      const app = Testing.app();
      broker(vehicles(app), { topics: { publishes } });
      return find(documents(app), 'EMQX').spec.coreTemplate.metadata.annotations['cdk8s-autonomous.dev/configuration'];
    };
    expect(stamp(['a/{id}'])).not.toBe(stamp(['b/{id}']));
  });

  test('before EMQX 6.1.3 and 6.2.2 a vehicle could report as another, and the plan says so', () => {
    const codes = (tag: string) => {
      const some = vehicles();
      broker(some, { image: emqx(tag), gateways: [GBT] });
      return planOf(some).findings.map(({ code }: any) => code);
    };
    expect(codes('6.2.1')).toContain('GATEWAY_BELIEVES_ID');
    expect(codes('6.1.3')).not.toContain('GATEWAY_BELIEVES_ID');
    expect(codes('6.1.2')).toContain('GATEWAY_BELIEVES_ID');
  });

  test('a gateway without TLS has a reason, which the plan shows', () => {
    const app = Testing.app();
    const some = vehicles(app);
    broker(some, { gateways: [VehicleGateway.gbt32960({ connections: 50_000, withoutTls: 'terminals of 2016' })] });
    const found = planOf(some).findings.find(({ code }: any) => code === 'GATEWAY_WITHOUT_TLS');
    expect(found).toMatchObject({ severity: 'info', accepted: { severity: 'warning', reason: 'terminals of 2016' } });
    expect(find(documents(app), 'EMQX').spec.config.data).toContain('tcp {\n        default {\n          bind = 7325');
  });
});

import { Testing } from 'cdk8s';
import { Plan } from 'cdk8s-autonomous';
import { operations } from '../../examples/operations/operations';
import { documents, find } from '../support/apps';

const app = Testing.app();
operations(app);
const objects = documents(app);
const plans: any[] = JSON.parse(Plan.of(app).toJson()).clusters;
const of = (kind: string, namespace?: string) =>
  objects.filter((one) => one.kind === kind && (namespace === undefined || one.metadata.namespace === namespace));

describe('four tenants on two clusters', () => {
  test('both plans hold for every order of arrival and the loss of a zone', () => {
    expect(plans.map(({ name, status, strength }) => [name, status, strength.kind])).toEqual([
      ['east', 'feasible', 'reserved'],
      ['west', 'feasible', 'reserved'],
    ]);
  });

  test('what a cluster costs is divided among those who share it', () => {
    const [east, west] = plans.map(({ tenants }) => tenants);
    expect(east).toHaveLength(1);
    expect(west.map(({ name }: any) => name)).toEqual(['energy', 'software', 'vehicles']);
    const sum = west.reduce((total: number, { cost }: any) => total + cost.requests + cost.idle, 0);
    expect(sum).toBeCloseTo(plans[1].objective.value, 5);
  });

  test.each([
    ['charging', 'istio-injection', 'enabled'],
    ['insights', 'istio.io/dataplane-mode', 'ambient'],
  ])('the mesh of %s', (namespace, label, value) => {
    expect(find(of('Namespace'), 'Namespace', namespace).metadata.labels).toMatchObject({ [label]: value });
    expect(find(of('PeerAuthentication', namespace), 'PeerAuthentication').spec.mtls.mode).toBe('STRICT');
  });

  test('each objective has alerts that burn rates fire, and each tenant is told of its own', () => {
    const rules = of('PrometheusRule').flatMap(({ spec }) => spec.groups.flatMap((group: any) => group.rules));
    const alerts = rules.filter(({ alert }: any) => alert !== undefined);
    for (const workload of ['sessions', 'tariffs', 'positions', 'trips', 'packages', 'progress']) {
      expect(alerts.some(({ expr }: any) => String(expr).includes(`workload="${workload}"`))).toBe(true);
    }
    expect(
      of('AlertmanagerConfig')
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
        .sort(),
    ).toEqual([
      'charging/energy-alerts',
      'insights/china-alerts',
      'telemetry/vehicles-alerts',
      'updates/software-alerts',
    ]);
  });

  test('nobody has a wildcard, and nobody of one tenant a right in the namespace of another', () => {
    const roles = [...of('Role'), ...of('ClusterRole')];
    expect(roles.length).toBeGreaterThan(11);
    expect(JSON.stringify(roles)).not.toContain('"*"');
    const groups = of('RoleBinding', 'charging').flatMap(({ subjects }) => subjects.map(({ name }: any) => name));
    expect(groups.filter((name: string) => !name.startsWith('energy-'))).toEqual([]);
  });

  test('partners show a token, vehicles a certificate', () => {
    expect(
      of('RequestAuthentication')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['queries', 'sessions', 'trips']);
    const modes = of('Gateway')
      .flatMap(({ spec }) => spec.servers ?? [])
      .map(({ hosts, tls }: any) => [hosts[0], tls?.mode]);
    expect(modes).toEqual(
      expect.arrayContaining([
        ['vehicles.cars.example.com', 'MUTUAL'],
        ['trips.cars.example.com', 'SIMPLE'],
      ]),
    );
  });
});

import { takenBySchemas } from '../../support/crd-check';
import { amounts, readObjects, resource } from '../../support/operators';

describe('CloudNativePG', () => {
  const V1 = 'postgresql.cnpg.io/v1';
  const cluster = (spec: object) =>
    resource(V1, 'Cluster', 'db', { instances: 3, resources: amounts('1', '4Gi'), storage: { size: '50Gi' }, ...spec });

  test('instances with their volumes, of which one may be missing', () => {
    const { of, pods } = readObjects([cluster({ walStorage: { size: '5Gi' } })]);
    expect(pods).toEqual({ 'data/Cluster/db': [3, 1000, 4096] });
    expect(of('data/Cluster/db')).toMatchObject({ zonePinned: true, disruption: { allowed: 1 } });
    expect(of('data/Cluster/db').maxPerNode).toBeUndefined();
  });

  test('on different nodes where that is required', () => {
    const affinity = { podAntiAffinityType: 'required', tolerations: [{ key: 'db', operator: 'Exists' }] };
    expect(readObjects([cluster({ affinity })]).of('data/Cluster/db').maxPerNode).toBe(1);
    expect(
      readObjects([cluster({ affinity: { ...affinity, enablePodAntiAffinity: false } })]).of('data/Cluster/db')
        .maxPerNode,
    ).toBeUndefined();
  });

  test('a single instance holds its node, outside of a maintenance window and without a budget it does not', () => {
    const one = readObjects([cluster({ instances: 1 })]);
    expect(one.of('data/Cluster/db').disruption).toEqual({ allowed: 0, ours: false });
    expect(one.findings.filter(({ code }) => code === 'BUDGET_BLOCKS_DRAIN')).toMatchObject([
      {
        message: expect.stringContaining('does not let the only pod of data/Cluster/db go'),
        cure: expect.arrayContaining(['enablePDB: false']),
      },
    ]);
    const window = { inProgress: true };
    expect(
      readObjects([cluster({ instances: 1, nodeMaintenanceWindow: window })]).of('data/Cluster/db').disruption,
    ).toBeUndefined();
    expect(readObjects([cluster({ enablePDB: false })]).of('data/Cluster/db').disruption).toBeUndefined();
  });

  test('with what sends its backups beside each instance', () => {
    const barman = { name: 'barman-cloud.cloudnative-pg.io', parameters: { barmanObjectName: 'store' } };
    const store = resource('barmancloud.cnpg.io/v1', 'ObjectStore', 'store', {
      configuration: { destinationPath: 's3://backups' },
      instanceSidecarConfiguration: { resources: amounts('200m', '512Mi') },
    });
    const podsOf = (spec: object) => readObjects([cluster(spec), store]).pods['data/Cluster/db'];
    expect(podsOf({ plugins: [barman] })).toEqual([3, 1200, 4096 + 512]);
    expect(podsOf({ plugins: [{ ...barman, enabled: false }] })).toEqual([3, 1000, 4096]);
    const replica = { replica: { source: 'east' }, externalClusters: [{ name: 'east', plugin: barman }] };
    expect(podsOf(replica)).toEqual([3, 1200, 4096 + 512]);
  });

  test('a pooler by its template', () => {
    const template = { spec: { containers: [{ name: 'pgbouncer', resources: amounts('500m', '256Mi') }] } };
    const { pods } = readObjects([resource(V1, 'Pooler', 'p', { cluster: { name: 'db' }, instances: 2, template })]);
    expect(pods).toEqual({ 'data/Pooler/p': [2, 500, 256] });
  });
});

describe('Rook', () => {
  const V1 = 'ceph.rook.io/v1';
  const resources = { mon: amounts('1', '2Gi'), mgr: amounts('500m', '1Gi'), osd: amounts('2', '4Gi') };

  test('monitors on different nodes, managers, and a daemon for each volume', () => {
    const sets = [
      { name: 'fast', count: 6, volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '1Ti' } } } }] },
    ];
    const spec = { mon: { count: 3 }, mgr: { count: 2 }, resources, storage: { storageClassDeviceSets: sets } };
    const { of, pods, codes } = readObjects([resource(V1, 'CephCluster', 'rook', spec)]);
    expect(codes).not.toContain('KIND_MAY_MAKE_PODS');
    expect(pods).toEqual({
      'data/CephCluster/rook-mgr': [2, 500, 1024],
      'data/CephCluster/rook-mon': [3, 1000, 2048],
      'data/CephCluster/rook-osd-fast': [6, 2000, 4096],
    });
    expect(of('data/CephCluster/rook-mon').maxPerNode).toBe(1);
    expect(of('data/CephCluster/rook-osd-fast').zonePinned).toBe(true);
  });

  test('disks by name are counted, those that it finds itself are not', () => {
    const nodes = [
      { name: 'a', devices: [{ name: 'sda' }, { name: 'sdb' }] },
      { name: 'b', devices: [{ name: 'sda' }] },
    ];
    const named = readObjects([resource(V1, 'CephCluster', 'rook', { resources, storage: { nodes } })]);
    expect(named.pods['data/CephCluster/rook-osd']).toEqual([3, 2000, 4096]);
    const all = readObjects([resource(V1, 'CephCluster', 'rook', { storage: { useAllDevices: true } })]);
    expect(all.findings).toContainEqual(
      expect.objectContaining({ code: 'KIND_MAY_MAKE_PODS', uncovered: true, path: 'test/0' }),
    );
    const external = { external: { enable: true } };
    expect(readObjects([resource(V1, 'CephCluster', 'rook', external)]).pods).toEqual({});
  });

  test('metadata servers stand by in pairs, gateways are as many as it says', () => {
    const { pods } = readObjects([
      resource(V1, 'CephFilesystem', 'fs', { metadataServer: { activeCount: 2, resources: amounts('1', '4Gi') } }),
      resource(V1, 'CephObjectStore', 's3', { gateway: { instances: 2, resources: amounts('1', '2Gi') } }),
    ]);
    expect(pods).toEqual({ 'data/CephFilesystem/fs-mds': [4, 1000, 4096], 'data/CephObjectStore/s3': [2, 1000, 2048] });
  });
});

describe('gateways', () => {
  const gateway = (gatewayClassName: string, more: object = {}) =>
    resource('gateway.networking.k8s.io/v1', 'Gateway', 'web', {
      gatewayClassName,
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }],
      ...more,
    });
  takenBySchemas({ Gateway: gateway('istio'), waypoint: gateway('istio-waypoint') });

  test.each(['istio', 'istio-waypoint'])('of class %s are a proxy', (name) => {
    expect(readObjects([gateway(name)]).pods).toEqual({ 'data/Gateway/web': [1, 100, 128] });
  });

  test('with an address are there already, and have no sidecar', () => {
    expect(readObjects([gateway('istio', { addresses: [{ type: 'Hostname', value: 'x' }] })]).pods).toEqual({});
    const meshed = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'data', labels: { 'istio-injection': 'enabled' } },
    };
    expect(readObjects([gateway('istio'), meshed]).pods).toEqual({ 'data/Gateway/web': [1, 100, 128] });
  });

  test('of other classes may be pods or not', () => {
    expect(readObjects([gateway('envoy')]).codes).toEqual(['KIND_MAY_MAKE_PODS']);
    expect(readObjects([gateway('cilium')]).codes).toEqual([]);
  });
});

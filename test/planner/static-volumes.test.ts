import {
  claim,
  deployment,
  mounts,
  nodesWith,
  POOL,
  read,
  SSD,
  statefulSet,
  storageClass,
  volume,
} from '../support/volumes';

const modes = { accessModes: ['ReadWriteOnce'] };
const byHand = (storageClassName: string, source: object) => ({ storageClassName, ...modes, ...source });
const hostPath = { hostPath: { path: '/mnt/data' } };
const onNode = (host: string) => ({ local: { path: '/mnt' }, ...nodesWith('kubernetes.io/hostname', host) });

describe('volumes that somebody made by hand, bound by their class', () => {
  const workload = (volumes: object[], storageClassName?: string, more: object[] = []) => {
    const objects = [claim('d', { storageClassName }), deployment('w', mounts('d')), ...volumes, ...more];
    const { workloads, findings } = read(objects, { survive: 'zone' });
    return { workload: workloads[0], codes: findings.map(({ code }) => code) };
  };

  test.each([
    ['manual', hostPath],
    ['', { nfs: { server: 's', path: '/' } }],
  ])("class '%s' is not taken for a disk of a zone", (name, source) => {
    const { workload: one, codes } = workload([volume('v', byHand(name, source))], name);
    expect(one.zonePinned).toBeUndefined();
    expect(codes).not.toContain('VOLUMES_LEFT_BEHIND');
    expect(codes).not.toContain('CLAIM_UNKNOWN');
  });

  test('a volume of another class, with other modes, or of another claim is none', () => {
    for (const other of [
      volume('v', byHand('other', hostPath)),
      volume('v', { ...byHand('manual', hostPath), accessModes: ['ReadOnlyMany'] }),
      volume('v', { ...byHand('manual', hostPath), claimRef: { namespace: 'n', name: 'x' } }),
    ]) {
      expect(workload([other], 'manual').workload.zonePinned).toBe(true);
    }
  });

  test('a class that makes volumes makes them beside those', () => {
    const disk = { csi: { driver: 'ebs.csi.aws.com' }, ...nodesWith('topology.kubernetes.io/zone', 'b') };
    const { workload: one } = workload([volume('v', byHand('ssd', disk))], 'ssd', [SSD]);
    expect(one.eligible).toEqual(['general/a', 'general/b']);
  });
});

test('local disks of named nodes are found: which nodes of the plan these are is not known', () => {
  const local = storageClass('local', 'kubernetes.io/no-provisioner');
  const disks = ['n1', 'n2'].map((host) => volume(`on-${host}`, byHand('local', onNode(host))));
  const three = statefulSet('db', 3, [{ ...modes, storageClassName: 'local' }]);
  const { workloads, codes } = read([local, three, ...disks]);
  expect(workloads[0].nodePinned).toBe(true);
  expect(codes).toContain('VOLUME_NODE_UNKNOWN');
  const named = { ...POOL, labels: { 'kubernetes.io/hostname': 'n1' } };
  expect(read([local, three, ...disks], { pools: [named] }).codes).not.toContain('VOLUME_NODE_UNKNOWN');
});

test.each([{ storageClassName: '' }, { volumeName: 'gone' }])(
  'a claim for a volume in no chart is found: %j',
  (spec) => {
    expect(read([claim('d', spec), deployment('w', mounts('d'))]).findings).toContainEqual(
      expect.objectContaining({ code: 'CLAIM_UNKNOWN', uncovered: true }),
    );
  },
);

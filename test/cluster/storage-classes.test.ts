import { Chart, Size, Testing } from 'cdk8s';
import { AccessMode, Mount, SharedVolume, StorageClassProps } from 'cdk8s-autonomous';
import { k8s } from 'cdk8s-plus-33';
import { cluster, messageOf, microservice, stack, statefulService } from '../support/apps';
import { planOf } from '../support/edge';

const DISK: StorageClassProps = { accessModes: [AccessMode.READ_WRITE_ONCE] };
const size = Size.gibibytes(10);

function shop(props = DISK) {
  const shopStack = stack();
  const fast = shopStack.cluster.addStorageClass('fast', props);
  const found = () => planOf(shopStack).findings.filter(({ code }: any) => code === 'STORAGE_CLASS_CANNOT_SERVE');
  return { shopStack, fast, found };
}

test('a file system for many is refused of a class that makes disks', () => {
  const { shopStack, found } = shop();
  new SharedVolume(shopStack, 'maps', { size, storageClass: 'fast' });
  expect(found()).toMatchObject([
    {
      severity: 'error',
      path: 'shop/maps/Resource',
      message:
        'claim maps: storage class fast makes no volumes of ReadWriteMany, and the pods that mount them never start',
      expected: 'ReadWriteOnce',
      actual: 'ReadWriteMany',
    },
  ]);
});

test('what the class can is not refused, nor a claim of another class, nor of a volume that is there', () => {
  const { shopStack, found } = shop();
  new SharedVolume(shopStack, 'one', { size, storageClass: 'fast', accessMode: AccessMode.READ_WRITE_ONCE });
  new SharedVolume(shopStack, 'files', { size, storageClass: 'cephfs' });
  new SharedVolume(shopStack, 'none', { size });
  new SharedVolume(shopStack, 'made', { size, volumeName: 'nfs', storageClass: 'fast' });
  expect(found()).toEqual([]);
});

test('the default class is that of claims that name none, in charts of others too', () => {
  const { shopStack, found } = shop({ ...DISK, isDefault: true });
  new SharedVolume(shopStack, 'maps', { size });
  const chart = new Chart(shopStack.node.root, 'other', { namespace: 'other' });
  shopStack.cluster.include(chart);
  new k8s.KubePersistentVolumeClaim(chart, 'claim', {
    metadata: { name: 'theirs' },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' as any } } },
  });
  expect(found()).toMatchObject([{ count: 2, message: expect.stringContaining('claims theirs, maps:') }]);
});

test('claims of each pod of a StatefulSet, and of pods that take their volume with them', () => {
  const { shopStack, found } = shop({ accessModes: [AccessMode.READ_WRITE_MANY] });
  statefulService(shopStack, 'store', { volumes: [{ name: 'data', mountPath: '/data', size, storageClass: 'fast' }] });
  microservice(shopStack, 'cart', { mounts: [Mount.ephemeral('/work', { size, storageClass: 'fast' })] });
  const [{ message, actual }] = found();
  expect(actual).toBe('ReadWriteOnce');
  expect(message).toContain('data of shop/StatefulSet/store');
  expect(message).toContain('of shop/Deployment/cart');
});

test('bad declarations are told all at once', () => {
  const { shopStack } = shop({ ...DISK, isDefault: true });
  const declare = (name: string, props: StorageClassProps) =>
    messageOf(() => shopStack.cluster.addStorageClass(name, props));
  expect(
    declare('fast', { accessModes: [], isDefault: true, maxFiles: 0, capacity: Size.kibibytes(0) }).split('\n'),
  ).toEqual([
    "[east storage class fast] name 'fast': is there already",
    "[east storage class fast] accessModes '[]': must name at least one",
    '[east storage class fast] isDefault true: is fast already',
    '[east storage class fast] maxFiles 0: must be a whole number above 0',
    "[east storage class fast] capacity '0 bytes': must be above 0 and below 8 EiB",
  ]);
  expect(declare('Fast Disks', DISK)).toContain('must be the name of a storage class');
});

test('a class says what it can', () => {
  const { shopStack, fast } = shop({ ...DISK, encrypted: true });
  expect([fast.storageClassName, fast.encrypted, fast.expandable, fast.isDefault]).toEqual([
    'fast',
    true,
    false,
    false,
  ]);
  expect(Testing.synth(cluster(Testing.app()))).toEqual([]);
  expect(Testing.synth(shopStack.cluster)).toEqual([]);
});

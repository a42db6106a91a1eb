import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Testing } from 'cdk8s';
import {
  AutonomousApp,
  AutonomousStack,
  Cluster,
  Cpu,
  DataSecurity,
  EncryptedStorageClass,
  ImageSignatures,
  ImageSigner,
  KubernetesVersion,
  NodeEncryption,
  Plan,
  RuntimeDetection,
  SecurityRule,
  VolumeEncryption,
} from 'cdk8s-autonomous';
import { PROPS, SIGNER } from './program';
import { Planner } from '../../src/planner/planner';
import { cluster, find, messageOf, microservice, stack } from '../support/apps';
import { takenBySchemas } from '../support/crd-check';

/** With the file that an audit policy writes. */
function audited(place: Cluster): Cluster {
  Planner.of(place).writeBeside(`audit-policy-${place.clusterName}.yaml`, () => '');
  return place;
}

const app = Testing.app();
const east = audited(cluster(app));
new DataSecurity(east, 'security', {
  platform: {
    runtime: RuntimeDetection.falco(),
    images: ImageSignatures.kyverno([
      SIGNER,
      ImageSigner.keyless('pipeline', {
        repositories: ['ghcr.io/cars/vehicles'],
        issuer: 'https://token.actions.githubusercontent.com',
        subject: 'https://github.com/cars/vehicles/.github/workflows/release.yml@refs/heads/main',
      }),
      ImageSigner.kms('cloud', { repositories: ['quay.io/cars'], key: 'awskms:///alias/images' }),
    ]),
  },
});
new EncryptedStorageClass(east, 'fast', { encryption: VolumeEncryption.awsEbs(), isDefault: true });
const made = east.toJson();

takenBySchemas({
  key: find(made, 'ImageValidatingPolicy', 'signed-by-release'),
  keyless: find(made, 'ImageValidatingPolicy', 'signed-by-pipeline'),
  kms: find(made, 'ImageValidatingPolicy', 'signed-by-cloud'),
  class: find(made, 'StorageClass'),
  namespace: find(made, 'Namespace'),
  policy: find(made, 'NetworkPolicy'),
});

test('Kyverno denies pods with an image of the repository that the signer has not signed, in all their containers', () => {
  const { spec } = find(made, 'ImageValidatingPolicy', 'signed-by-release');
  expect(spec.matchImageReferences.map(({ glob }: any) => glob)).toEqual([
    'registry.example.com/*',
    'registry.example.com:*',
    'registry.example.com@*',
  ]);
  expect(spec.attestors[0].cosign.key.data).toContain('BEGIN PUBLIC KEY');
  expect(spec.validations).toHaveLength(3);
  expect(spec).toMatchObject({ validationActions: ['Deny'], failurePolicy: 'Fail' });
  const { identities } = find(made, 'ImageValidatingPolicy', 'signed-by-pipeline').spec.attestors[0].cosign.keyless;
  expect(identities[0].subject).toContain('release.yml');
});

test('policy-controller has the same as ClusterImagePolicy, and a stack made later is looked at too', () => {
  const other = Testing.app();
  const place = audited(cluster(other));
  const security = new DataSecurity(place, 'security', {
    platform: { images: ImageSignatures.policyController([SIGNER]), runtime: RuntimeDetection.falco() },
    link: { nodeEncryption: NodeEncryption.calicoWireGuard() },
  });
  const late = new AutonomousStack(other, 'late', { cluster: place });
  void security.holes;
  expect(late.namespaceObject.metadata.getLabel('policy.sigstore.dev/include')).toBe('true');
  const { apiVersion, spec } = find(place.toJson(), 'ClusterImagePolicy');
  expect(apiVersion).toBe('policy.sigstore.dev/v1beta1');
  expect(spec.images[0]).toEqual({ glob: 'registry.example.com/**' });
  expect(spec.authorities).toEqual([{ name: 'signer', key: { data: expect.stringContaining('PUBLIC KEY') } }]);
});

test.each([
  ['registry.example.com/a:1', true],
  ['registry.example.com/a/b@sha256:0', true],
  ['registry.example.com.evil.io/a:1', false],
  ['evil.io/registry.example.com/a:1', false],
])('whether %s is of a signed repository: %s', (image, isSigned) => {
  expect(SIGNER._signs(image)).toBe(isSigned);
});

test('the agent is on each node of the plan, and may do everything in a namespace that nobody calls', () => {
  const labels = find(made, 'Namespace').metadata.labels;
  expect(labels['pod-security.kubernetes.io/enforce']).toBe('privileged');
  expect(find(made, 'NetworkPolicy').spec).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
  const one = Testing.app();
  const place = cluster(one);
  new DataSecurity(place, 'security', { platform: { runtime: RuntimeDetection.tetragon({ cpu: Cpu.units(9) }) } });
  microservice(stack(one, { cluster: place }));
  // Nodes have 8 cores for pods: with an agent of 9 on each there is no place for anything.
  expect(Plan.of(one).feasible).toBe(false);
  expect(Plan.of(one).findings.join()).toContain('tetragon');
});

test.each([
  ['aws', VolumeEncryption.awsEbs('arn:aws:kms:eu-west-1:123456789012:key/1'), { encrypted: 'true', type: 'gp3' }],
  ['alibaba', VolumeEncryption.alibabaDisk(), { encrypted: 'true' }],
  ['gcp', VolumeEncryption.gcpDisk('projects/p/locations/l/keyRings/r/cryptoKeys/k'), { type: 'pd-balanced' }],
  [
    'azure',
    VolumeEncryption.azureDisk('/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d'),
    { skuName: 'Premium_LRS' },
  ],
])('a class of %s encrypts, and claims of it are known to be encrypted', (_, encryption, parameters) => {
  const other = Testing.app();
  const place = cluster(other);
  const { apiObject } = new EncryptedStorageClass(place, 'fast', { encryption });
  expect(apiObject.toJson()).toMatchObject({
    parameters,
    reclaimPolicy: 'Retain',
    provisioner: encryption.provisioner,
  });
  expect(place._storageClass('fast')!.encrypted).toBe(true);
});

test('the table is beside the plan, with and without holes; programs without the switch have none', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'security-'));
  const synth = (switched: boolean): string => {
    const one = new AutonomousApp({
      outdir: path.join(folder, 'dist'),
      planDirectory: path.join(folder, 'plan'),
      printPlan: false,
    });
    const place = cluster(one);
    microservice(stack(one, { cluster: place }));
    if (switched) {
      new DataSecurity(one, 'security', PROPS);
      return messageOf(() => one.synth());
    }
    one.synth();
    return '';
  };
  const said = synth(true);
  expect(said).toContain('platform layer, api-audited: [east]');
  expect(said).toContain(
    'application layer, calls-allowed: [shop] services of namespace shop know their callers by address alone',
  );
  const { holds, layers } = JSON.parse(fs.readFileSync(path.join(folder, 'plan/security-east.json'), 'utf8'));
  expect(holds).toBe(false);
  expect(layers.map(({ layer }: any) => layer)).toEqual(['collection', 'link', 'platform', 'application']);
  expect(fs.readFileSync(path.join(folder, 'plan/security-east.md'), 'utf8')).toContain('Layers have holes.');
  synth(false);
  expect(fs.readdirSync(path.join(folder, 'dist')).join()).not.toContain('security');
  fs.rmSync(folder, { recursive: true });
});

test.each<[string, () => unknown, string]>([
  [
    'an app without clusters',
    () => new DataSecurity(new App(), 'security'),
    "scope 'the app': has no cluster to look at",
  ],
  [
    'an exception without a reason',
    () =>
      new DataSecurity(cluster(Testing.app()), 'security', {
        link: { exceptions: [{ rule: SecurityRule.PODS_ENCRYPTED, path: 'shop', reason: ' ' }] },
      }),
    "link.exceptions 'pods-encrypted of shop': must say why",
  ],
  ['an encryption that nobody names', () => NodeEncryption.other(''), 'must say what encrypts'],
  [
    'everybody as a signer',
    () => ImageSigner.keyless('all', { repositories: ['ghcr.io/a'], issuer: 'https://a.io', subject: '*' }),
    "subject '*': must be one identity",
  ],
  [
    'a private key',
    () => ImageSigner.key('k', { repositories: ['ghcr.io'], publicKey: '-----BEGIN EC PRIVATE KEY-----' }),
    "publicKey 'given': must be a public key as PEM",
  ],
  ['no signers', () => ImageSignatures.kyverno([]), "signers '[]': must name at least one"],
  ['two signers of one name', () => ImageSignatures.kyverno([SIGNER, SIGNER]), "signers 'release': is there twice"],
  ['a key that is none', () => VolumeEncryption.awsEbs('alias'), "kmsKeyId 'alias': must be the ARN of a key"],
])('%s is refused', (_, make, words) => {
  expect(messageOf(make)).toContain(words);
});

test('a cluster that is made after the switch of its app is told', () => {
  const other = Testing.app();
  cluster(other);
  const security = new DataSecurity(other, 'security', {});
  new Cluster(other, 'west', { zones: ['a'], kubernetesVersion: KubernetesVersion.V1_32 });
  expect(security.holes).toContain('[west] is made after security, which does not look at it; the other way round');
});

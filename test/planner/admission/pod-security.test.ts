import { ApiObject, Chart, Testing } from 'cdk8s';
import { PodSecurity } from 'cdk8s-autonomous';
import { violationsOf } from '../../../src/planner/reading/admission/pod-security/levels';
import { deployment, findingsOf } from '../../support/admission';
import { messageOf, microservice, stack } from '../../support/apps';

const SAFE_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const SAFE_CONTAINER = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

const container = (securityContext: any = SAFE_CONTAINER, more: any = {}) => ({ name: 'c', securityContext, ...more });
const pod = (spec: any = {}, metadata: any = {}) => ({
  metadata,
  spec: { securityContext: SAFE_POD, containers: [container()], ...spec },
});
const broken = (subject: any, level: any, minor = 32) => violationsOf(subject, { level, minor }).map(({ id }) => id);
const withContext = (more: any) => pod({ containers: [container({ ...SAFE_CONTAINER, ...more })] });

describe('the rules of the standards', () => {
  test('a pod with the two contexts passes restricted in every version', () => {
    for (const minor of [22, 25, 27, 30, 32, 34, 36]) {
      expect(broken(pod(), 'restricted', minor)).toEqual([]);
    }
  });

  test.each<[string, any, string[]]>([
    ['the network of the node', pod({ hostNetwork: true }), ['hostNamespaces']],
    ['the processes of the node', pod({ hostPID: true, hostIPC: true }), ['hostNamespaces']],
    ['a path of the node', pod({ volumes: [{ name: 'v', hostPath: { path: '/etc' } }] }), ['hostPathVolumes']],
    [
      'a port of the node',
      pod({ containers: [container(SAFE_CONTAINER, { ports: [{ hostPort: 80 }] })] }),
      ['hostPorts'],
    ],
    ['port 0 is none', pod({ containers: [container(SAFE_CONTAINER, { ports: [{ hostPort: 0 }] })] }), []],
    ['privileged', withContext({ privileged: true }), ['privileged']],
    ['a capability that is no default', withContext({ capabilities: { add: ['NET_RAW'] } }), ['capabilities_baseline']],
    ['a default capability', withContext({ capabilities: { add: ['CHOWN'] } }), []],
    ['no AppArmor', withContext({ appArmorProfile: { type: 'Unconfined' } }), ['appArmorProfile']],
    [
      'no AppArmor by annotation',
      pod({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' } }),
      ['appArmorProfile'],
    ],
    [
      'AppArmor by annotation',
      pod({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'localhost/web' } }),
      [],
    ],
    ['an SELinux type', withContext({ seLinuxOptions: { type: 'spc_t' } }), ['seLinuxOptions']],
    ['an SELinux user', pod({ securityContext: { seLinuxOptions: { user: 'u' } } }), ['seLinuxOptions']],
    ['an SELinux level', withContext({ seLinuxOptions: { level: 's0:c1' } }), []],
    ['all of /proc', withContext({ procMount: 'Unmasked' }), ['procMount']],
    ['no seccomp', withContext({ seccompProfile: { type: 'Unconfined' } }), ['seccompProfile_baseline']],
    ['a sysctl', pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }), ['sysctls']],
    ['a process of a Windows host', withContext({ windowsOptions: { hostProcess: true } }), ['windowsHostProcess']],
    [
      'an init container counts',
      pod({ initContainers: [{ name: 'i', securityContext: { privileged: true } }] }),
      ['privileged'],
    ],
    [
      'an ephemeral container counts',
      pod({ ephemeralContainers: [{ name: 'e', securityContext: { privileged: true } }] }),
      ['privileged'],
    ],
  ])('baseline: %s', (_, subject, expected) => {
    expect(broken(subject, 'baseline')).toEqual(expected);
  });

  test.each<[string, any, string[]]>([
    [
      'nothing is set',
      { spec: { containers: [{ name: 'c' }] } },
      [...['allowPrivilegeEscalation', 'capabilities_restricted', 'runAsNonRoot', 'seccompProfile_restricted']],
    ],
    ['a network volume', pod({ volumes: [{ name: 'v', nfs: { server: 's' } }] }), ['restrictedVolumes']],
    ['a path of the node is one rule', pod({ volumes: [{ name: 'v', hostPath: {} }] }), ['restrictedVolumes']],
    [
      'a claim and a secret',
      pod({
        volumes: [
          { name: 'v', persistentVolumeClaim: {} },
          { name: 's', secret: {} },
        ],
      }),
      [],
    ],
    ['a volume of no kind is an emptyDir', pod({ volumes: [{ name: 'v' }] }), []],
    ['only some are dropped', withContext({ capabilities: { drop: ['NET_RAW'] } }), ['capabilities_restricted']],
    ['low ports', withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }), []],
    [
      'a default capability',
      withContext({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
      ['capabilities_restricted'],
    ],
    ['root by number', withContext({ runAsUser: 0 }), ['runAsUser']],
    ['one container may be root', withContext({ runAsNonRoot: false }), ['runAsNonRoot']],
    [
      'the pod says that it may be root',
      pod({ securityContext: { ...SAFE_POD, runAsNonRoot: false } }),
      ['runAsNonRoot'],
    ],
    [
      'containers say it for themselves',
      pod({ securityContext: undefined, containers: [container({ ...SAFE_POD, ...SAFE_CONTAINER })] }),
      [],
    ],
    ['one without seccomp', withContext({ seccompProfile: { type: 'Unconfined' } }), ['seccompProfile_restricted']],
    [
      'Windows',
      { spec: { os: { name: 'windows' }, securityContext: { runAsNonRoot: true }, containers: [{ name: 'c' }] } },
      [],
    ],
  ])('restricted: %s', (_, subject, expected) => {
    expect(broken(subject, 'restricted')).toEqual(expected);
  });

  test('rules change with the version', () => {
    const probe = pod({
      containers: [container(SAFE_CONTAINER, { livenessProbe: { httpGet: { host: '10.0.0.1' } } })],
    });
    expect([broken(probe, 'baseline', 33), broken(probe, 'baseline', 34)]).toEqual([
      [],
      ['hostProbesAndHostLifecycle'],
    ]);
    const sysctl = pod({ securityContext: { ...SAFE_POD, sysctls: [{ name: 'net.ipv4.tcp_rmem', value: '1' }] } });
    expect([broken(sysctl, 'baseline', 31), broken(sysctl, 'baseline', 32)]).toEqual([['sysctls'], []]);
    const users = {
      spec: {
        hostUsers: false,
        containers: [
          container({
            ...SAFE_CONTAINER,
            runAsUser: 0,
            procMount: 'Unmasked',
            seccompProfile: { type: 'RuntimeDefault' },
          }),
        ],
      },
    };
    expect(broken(users, 'restricted', 34)).toEqual(['procMount', 'runAsNonRoot', 'runAsUser']);
    expect(broken(users, 'restricted', 35)).toEqual(['procMount_restricted']);
    expect(broken(users, 'baseline', 35)).toEqual([]);
    const engine = withContext({ seLinuxOptions: { type: 'container_engine_t' } });
    expect([broken(engine, 'baseline', 30), broken(engine, 'baseline', 31)]).toEqual([['seLinuxOptions'], []]);
    const windows = { spec: { os: { name: 'windows' }, containers: [{ name: 'c' }] } };
    expect(broken(windows, 'restricted', 24)).toHaveLength(4);
  });
});

describe('a namespace', () => {
  const namespace = (labels: any, name = 'shop') => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  });
  const enforce = (level: string, version?: string) =>
    namespace({
      'pod-security.kubernetes.io/enforce': level,
      ...(version && { 'pod-security.kubernetes.io/enforce-version': version }),
    });
  const refused = (manifests: any[], version = '1.32') =>
    findingsOf(manifests, { kubernetesVersion: version }).filter(({ code }) => code === 'POD_SECURITY_REFUSES');

  test('POD_SECURITY_REFUSES: what the API server says, and both cures', () => {
    const [finding, ...others] = refused([deployment(), enforce('restricted', 'v1.30')]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'error',
      path: 'theirs/0',
      cure: [
        'securityContext {"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}} of the pod, and securityContext {"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}} of each container',
        'pod-security.kubernetes.io/enforce: baseline on Namespace shop, or another namespace with that level',
      ],
    });
    expect(finding.message).toBe(
      'the pods of shop/Deployment/web violate PodSecurity "restricted:v1.30" of namespace shop, so 0 of its 3 run: ' +
        'allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), ' +
        'unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), ' +
        'runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), ' +
        'seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
    );
  });

  test('each of the two cures works', () => {
    const [{ cure }] = refused([deployment(), enforce('restricted')]);
    const [ofPod, ofContainer] = [...cure![0].matchAll(/securityContext (\{.*?\}) of/g)].map(([, json]) =>
      JSON.parse(json),
    );
    const cured = deployment({ securityContext: ofPod });
    cured.spec.template.spec.containers[0].securityContext = ofContainer;
    expect(refused([cured, enforce('restricted')])).toEqual([]);
    expect(refused([deployment(), enforce(/enforce: (\w+)/.exec(cure![1])![1])])).toEqual([]);
  });

  test('what has to go is named, and the level that lets it in', () => {
    const [{ cure }] = refused([deployment({ hostNetwork: true }), enforce('baseline')]);
    expect(cure).toEqual([
      'without what gives host namespaces (hostNetwork=true)',
      'pod-security.kubernetes.io/enforce: privileged on Namespace shop, or another namespace with that level',
    ]);
  });

  test('only what is enforced counts, in the namespace that enforces it', () => {
    expect(refused([deployment(), namespace({ 'pod-security.kubernetes.io/warn': 'restricted' })])).toEqual([]);
    expect(refused([deployment(), enforce('privileged')])).toEqual([]);
    expect(refused([deployment(), namespace({ 'pod-security.kubernetes.io/enforce': 'restricted' }, 'other')])).toEqual(
      [],
    );
  });

  test('the version is that of the label, and never newer than the cluster', () => {
    const probe = deployment();
    (probe.spec.template.spec.containers[0] as any).livenessProbe = { tcpSocket: { host: 'db.example.com', port: 1 } };
    expect(refused([probe, enforce('baseline')], '1.34')).toHaveLength(1);
    expect(refused([probe, enforce('baseline', 'latest')], '1.33')).toEqual([]);
    expect(refused([probe, enforce('baseline', 'v1.33')], '1.36')).toEqual([]);
    expect(refused([probe, enforce('baseline', 'v1.36')], '1.33')).toEqual([]);
  });

  test('twelve workloads that break the same rules are one finding', () => {
    const many = [...Array(12).keys()].map((i) => deployment({}, {}, { name: `web-${i}` }));
    const findings = refused([...many, enforce('restricted')]);
    expect(findings).toMatchObject([{ count: 12 }]);
    expect(findings[0].message).toContain(
      'shop/Deployment/web-0, shop/Deployment/web-1, shop/Deployment/web-10 and 9 more',
    );
  });

  test.each([
    ['a DaemonSet', 'apps/v1', 'DaemonSet', (template: any) => ({ template })],
    ['a Job', 'batch/v1', 'Job', (template: any) => ({ template })],
    [
      'a CronJob',
      'batch/v1',
      'CronJob',
      (template: any) => ({ schedule: '@daily', jobTemplate: { spec: { template } } }),
    ],
    ['a Pod', 'v1', 'Pod', (template: any) => template.spec],
    [
      'a training job',
      'kubeflow.org/v1',
      'PyTorchJob',
      (template: any) => ({ pytorchReplicaSpecs: { Worker: { template } } }),
    ],
  ])('%s is refused as well', (_, apiVersion, kind, spec) => {
    const { template } = deployment().spec;
    const made = { apiVersion, kind, metadata: { name: 'x', namespace: 'shop' }, spec: spec(template) };
    expect(refused([made, enforce('restricted')])).toHaveLength(1);
  });

  test('a context of the wrong shape is an error with its place, not a crash', () => {
    const made = deployment({ volumes: [null] });
    expect(findingsOf([made, enforce('restricted')]).map(({ code }) => code)).toContain('MANIFEST_UNREADABLE');
  });
});

describe('a stack', () => {
  const plain = (scope: Chart) =>
    new ApiObject(scope, 'plain', deployment({}, {}, { name: 'plain', namespace: 'shop' }) as any);

  test('our own workloads pass; a plain Deployment without a security context stops synth', () => {
    const made = stack(Testing.app());
    microservice(made);
    expect(() => Testing.synth(made)).not.toThrow();
    plain(made);
    const message = messageOf(() => Testing.synth(made));
    expect(message).toContain('POD_SECURITY_REFUSES');
    expect(message).toContain('violate PodSecurity "restricted:v1.32" of namespace shop, so 0 of its 3 run');
    expect(message).not.toContain('shop/cart');
  });

  test('with podSecurity BASELINE it runs', () => {
    const made = stack(Testing.app(), { podSecurity: PodSecurity.BASELINE });
    plain(made);
    expect(() => Testing.synth(made)).not.toThrow();
  });
});

import { App, Size, Testing } from 'cdk8s';
import {
  AutonomousStack,
  ConfigFile,
  Configuration,
  Cpu,
  Health,
  Helper,
  Hook,
  KubernetesVersion,
  MicroserviceProps,
  Mount,
  SecretRef,
  SimulationBatch,
  TrainingFramework,
  TrainingJob,
  Variable,
  VariableSource,
} from 'cdk8s-autonomous';
import { find, IMAGE, messageOf, microservice, stack, statefulService } from '../support/apps';
import { edgePlatform, edgeService, site, tenant } from '../support/edge';
import { Schemas } from '../support/schemas';
import { describeWith } from '../support/shared';

const LOGIN = SecretRef.existing('login', ['user', 'password', 'ca.crt']);

function settingsIn(made: AutonomousStack, text = 'a: 1', level = 'info', immutable = false): Configuration {
  return new Configuration(made, 'cart', {
    files: { 'app.yaml': ConfigFile.yaml(text), 'other.txt': ConfigFile.text('x') },
    values: { LOG_LEVEL: level, REGION: 'east' },
    immutable,
  });
}

function templateOf(props: (made: AutonomousStack) => Partial<MicroserviceProps>, made = stack(Testing.app())): any {
  microservice(made, 'cart', props(made));
  return find(Testing.synth(made), 'Deployment', 'cart').spec.template;
}

function containerOf(props: (made: AutonomousStack) => Partial<MicroserviceProps>, made?: AutonomousStack): any {
  return templateOf(props, made).spec.containers[0];
}

describe('files', () => {
  test('of a secret are for the owner alone, and the group of the pod', () => {
    const { spec } = templateOf(() => ({ mounts: [Mount.secret(LOGIN, '/etc/db', { keys: ['ca.crt'] })] }));
    expect(spec.securityContext.fsGroup).toBe(10001);
    expect(spec.volumes).toContainEqual({
      name: 'secret-login',
      secret: { secretName: 'login', defaultMode: 0o400, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
    });
    expect(spec.containers[0].volumeMounts).toContainEqual({
      name: 'secret-login',
      mountPath: '/etc/db',
      readOnly: true,
    });
  });

  test('of a configuration are a folder, or one file in a folder with others', () => {
    const { spec } = templateOf((made) => {
      const settings = settingsIn(made);
      return {
        mounts: [
          Mount.configuration(settings, '/etc/cart', { mode: 0o444 }),
          Mount.configurationFile(settings, 'app.yaml', '/app/application.yaml'),
        ],
      };
    });
    expect(spec.volumes).toContainEqual({
      name: 'configuration-cart',
      configMap: { name: 'cart', defaultMode: 0o444 },
    });
    expect(spec.containers[0].volumeMounts).toContainEqual({
      name: 'configuration-cart-2',
      mountPath: '/app/application.yaml',
      subPath: 'app.yaml',
      readOnly: true,
    });
  });

  test('that are not there are refused with the nearest that are', () => {
    const made = stack();
    const settings = settingsIn(made);
    expect(messageOf(() => Mount.secret(LOGIN, '/etc/db', { keys: ['ca.cert'] }))).toContain("did you mean 'ca.crt'?");
    expect(messageOf(() => Mount.configurationFile(settings, 'app.yml', '/a'))).toContain("did you mean 'app.yaml'?");
  });
});

describe('variables', () => {
  test('of sources, with a prefix; what they name is not set beside them', () => {
    const container = containerOf((made) => {
      return {
        variablesFrom: [
          VariableSource.configuration(settingsIn(made)),
          VariableSource.configuration(new Configuration(made, 'me', { values: { HOME: '/home/app' } })),
          VariableSource.secret(LOGIN, { prefix: 'DB_' }),
        ],
      };
    });
    expect(container.envFrom).toEqual([
      { configMapRef: { name: 'cart-values' } },
      { configMapRef: { name: 'me-values' } },
      { prefix: 'DB_', secretRef: { name: 'login' } },
    ]);
    expect(container.env.map(({ name }: any) => name)).toEqual(['USER']);
  });

  test('that the node and the API server know', () => {
    const variables = {
      UID: Variable.podUid(),
      NODE_IP: Variable.nodeIp(),
      VERSION: Variable.podLabel('app.kubernetes.io/version'),
      MEMORY: Variable.memoryLimit(),
      CORES: Variable.cpuRequest(),
    };
    const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
    expect(containerOf(() => ({ variables })).env).toEqual(
      expect.arrayContaining([
        { name: 'UID', ...field('metadata.uid') },
        { name: 'NODE_IP', ...field('status.hostIP') },
        { name: 'VERSION', ...field("metadata.labels['app.kubernetes.io/version']") },
        { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory' } } },
        { name: 'CORES', valueFrom: { resourceFieldRef: { resource: 'requests.cpu' } } },
      ]),
    );
  });

  test('that follow from what the container may use', () => {
    const envOf = (cpuLimit?: Cpu) =>
      containerOf(() => ({
        resources: { cpu: Cpu.millis(500), memory: Size.gibibytes(1), memoryLimit: Size.gibibytes(2), cpuLimit },
        variables: {
          GOMEMLIMIT: Variable.goMemoryLimit(),
          GOMAXPROCS: Variable.goMaxProcs(),
          JAVA_TOOL_OPTIONS: Variable.jvmHeap({ options: '-XX:+UseZGC' }),
        },
      })).env;
    const processors = (resource: string) => ({ name: 'GOMAXPROCS', valueFrom: { resourceFieldRef: { resource } } });
    expect(envOf()).toEqual(
      expect.arrayContaining([
        { name: 'GOMEMLIMIT', value: '1843MiB' },
        processors('requests.cpu'),
        { name: 'JAVA_TOOL_OPTIONS', value: '-Xmx1536m -XX:+UseZGC' },
      ]),
    );
    expect(envOf(Cpu.units(2))).toContainEqual(processors('limits.cpu'));
  });

  test('know their zone where Kubernetes tells it', () => {
    const zoneIn = (kubernetesVersion: KubernetesVersion) =>
      containerOf(
        () => ({ variables: { ZONE: Variable.nodeZone() } }),
        stack(Testing.app(), {}, { kubernetesVersion }),
      );
    expect(zoneIn(KubernetesVersion.V1_35).env).toContainEqual({
      name: 'ZONE',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['topology.kubernetes.io/zone']" } },
    });
    expect(messageOf(() => zoneIn(KubernetesVersion.V1_34))).toContain(
      "variables 'ZONE': needs Kubernetes 1.35, the cluster has 1.34",
    );
  });
});

describe('pods are replaced', () => {
  const CONFIGURATION = 'cdk8s-autonomous.dev/configuration';
  const stampOf = (text: string, level: string, immutable = false) =>
    templateOf((made) => {
      const settings = settingsIn(made, text, level, immutable);
      return {
        variables: { LOG_LEVEL: settings.value('LOG_LEVEL') },
        mounts: [Mount.configuration(settings, '/etc/cart', { keys: ['app.yaml'] })],
      };
    }).metadata.annotations[CONFIGURATION];

  test('when a file or a value that they use changes, and not otherwise', () => {
    const before = stampOf('a: 1', 'info');
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(stampOf('a: 1', 'info')).toBe(before);
    expect(stampOf('a: 2', 'info')).not.toBe(before);
    expect(stampOf('a: 1', 'debug')).not.toBe(before);
    const other = templateOf((made) => {
      const files = { 'app.yaml': ConfigFile.yaml('a: 1'), 'other.txt': ConfigFile.text('y') };
      const settings = new Configuration(made, 'cart', { files, values: { LOG_LEVEL: 'info', REGION: 'west' } });
      return {
        variables: { LOG_LEVEL: settings.value('LOG_LEVEL') },
        mounts: [Mount.configuration(settings, '/etc/cart', { keys: ['app.yaml'] })],
      };
    });
    expect(other.metadata.annotations[CONFIGURATION]).toBe(before);
  });

  test('by another name where the configuration never changes', () => {
    expect(stampOf('a: 1', 'info', true)).toBeUndefined();
  });

  test('by the version of a secret, or by Reloader', () => {
    const annotations = templateOf(() => ({
      variables: { A: SecretRef.existing('b', ['a'], { version: '3' }).key('a') },
      variablesFrom: [VariableSource.secret(SecretRef.existing('c', ['x'], { reloader: true }))],
      mounts: [Mount.secret(SecretRef.existing('a', ['y'], { version: '2026-11', reloader: true }), '/a')],
    })).metadata.annotations;
    expect(annotations['cdk8s-autonomous.dev/secrets']).toBe('a=2026-11,b=3');
    expect(annotations['secret.reloader.stakater.com/reload']).toBe('a,c');
  });

  test('for nothing where they use none of it', () => {
    const { annotations } = templateOf(() => ({ variables: { A: LOGIN.key('user') } })).metadata;
    expect(Object.keys(annotations).filter((key) => /dev\/|reloader/.test(key))).toEqual([]);
  });
});

describe('every kind', () => {
  const given = (made: AutonomousStack) => ({
    variables: { DB_PASSWORD: LOGIN.key('password') },
    variablesFrom: [VariableSource.configuration(settingsIn(made))],
    mounts: [Mount.secret(LOGIN, '/etc/db')],
  });
  const holds = (spec: any) => {
    expect(spec.volumes.map(({ name }: any) => name)).toContain('secret-login');
    expect(spec.containers[0].envFrom).toEqual([{ configMapRef: { name: 'cart-values' } }]);
  };

  test('has them: stateful services, and the copies at sites', () => {
    const made = stack(new App());
    statefulService(made, 'store', given(made));
    holds(find(Testing.synth(made), 'StatefulSet', 'store').spec.template.spec);
    const edge = edgePlatform();
    const shop = tenant(edge);
    const vision = edgeService(shop, 'vision', given(shop));
    site(edge).deploy(vision);
    const [deployment] = find(Testing.synth(shop), 'EdgeApplication', 'vision').spec.workloadTemplate.manifests;
    holds(deployment.spec.template.spec);
  });
});

describe('jobs', () => {
  const made = stack();
  const given = {
    variables: { DB_PASSWORD: LOGIN.key('password') },
    variablesFrom: [VariableSource.configuration(settingsIn(made))],
    mounts: [Mount.secret(LOGIN, '/etc/db')],
  };
  const common = { image: IMAGE, resources: { cpu: Cpu.units(1), memory: Size.gibibytes(1) } };

  test('have them in the pods of whoever runs them', () => {
    new SimulationBatch(made, 'batch', { ...common, ...given, scenarios: ['a', 'b'], parallelism: 1 });
    new TrainingJob(made, 'train', { ...common, ...given, framework: TrainingFramework.PYTORCH, nodes: 2 });
    const objects = Testing.synth(made);
    const holding = objects.filter((one: any) => /"secretName":"login"/.test(JSON.stringify(one)));
    expect(holding.map(({ kind }: any) => kind).sort()).toEqual(['Job', 'TrainingRuntime']);
    for (const one of holding) {
      expect(JSON.stringify(one)).toContain('"envFrom":[{"configMapRef":{"name":"cart-values"}}]');
      expect(JSON.stringify(one)).toContain('cdk8s-autonomous.dev/configuration');
    }
  });

  test('run once, so Reloader is refused', () => {
    const secret = SecretRef.existing('login', ['a'], { reloader: true });
    const props = { ...common, mounts: [Mount.secret(secret, '/a')], scenarios: ['a'], parallelism: 1 };
    expect(messageOf(() => new SimulationBatch(made, 'again', props))).toContain(
      "variables, mounts 'login': has reloader: true, and a batch runs once; version: raise it with the value",
    );
  });
});

describe('helpers', () => {
  test('have their own, and the pods carry the stamps of all', () => {
    const { metadata, spec } = templateOf((made) => ({
      helpers: [
        Helper.init('migrate', {
          image: IMAGE,
          resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(64) },
          variables: { LEVEL: settingsIn(made).value('LOG_LEVEL') },
          mounts: [Mount.secret(SecretRef.existing('owner', ['a'], { version: '2' }), '/etc/owner')],
        }),
      ],
    }));
    expect(metadata.annotations).toMatchObject({
      'cdk8s-autonomous.dev/configuration': expect.any(String),
      'cdk8s-autonomous.dev/secrets': 'owner=2',
    });
    expect(spec.initContainers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).toContain('/etc/owner');
    expect(spec.containers[0].volumeMounts.map(({ mountPath }: any) => mountPath)).not.toContain('/etc/owner');
  });
});

describe('refused', () => {
  test.each<[string, (made: AutonomousStack) => Partial<MicroserviceProps>, string]>([
    [
      'a secret in the environment',
      () => ({ env: { DB_PASSWORD: 'hunter2' } }),
      "[shop/cart] env 'DB_PASSWORD': holds what looks like a password: whoever reads the manifests reads it; variables",
    ],
    [
      'a secret in the arguments',
      () => ({ args: ['--db-password=hunter2'] }),
      "args '--db-password': holds what looks",
    ],
    ['a secret in the command', () => ({ command: ['sh', '-c', 'PASSWORD=hunter2 run'] }), "command 'PASSWORD'"],
    [
      'a secret in a label',
      () => ({ podLabels: { token: 'q8Zr2Lw9TtB4vX1c' } }),
      "podLabels 'token': holds what looks",
    ],
    [
      'a secret in a probe',
      () => ({ health: Health.exec({ readiness: ['redis-cli', '-a', 'x', '--pass', 'hunter2'] }) }),
      "[Health.exec] command 'pass': holds what looks like a password",
    ],
    [
      'a secret in a hook',
      () => ({ lifecycle: { stopping: Hook.exec(['curl', 'https://a:hunter2@db/stop']) } }),
      "[Hook.exec] command '2': holds what looks like a URL with a password",
    ],
    [
      'a secret in an annotation',
      () => ({ identity: { annotations: { 'example.com/api-token': 'q8Zr2Lw9TtB4vX1c' } } }),
      "annotations 'example.com/api-token': holds what looks like a token",
    ],
    [
      'a secret of a helper',
      () => ({
        helpers: [
          Helper.init('migrate', {
            image: IMAGE,
            resources: { cpu: Cpu.millis(100), memory: Size.mebibytes(64) },
            env: { DB_PASSWORD: 'hunter2' },
            args: ['--token=q8Zr2Lw9TtB4vX1c'],
          }),
        ],
      }),
      "helpers.migrate.env 'DB_PASSWORD': holds",
    ],
    [
      'a source for a source',
      () => ({ variablesFrom: [LOGIN as any] }),
      'must be a VariableSource: VariableSource.configuration(...)',
    ],
    [
      'a variable in a source and beside it',
      (made) => ({ env: { REGION: 'a' }, variablesFrom: [VariableSource.configuration(settingsIn(made))] }),
      "variablesFrom 'REGION': is in env or variables too; one of the two, or a prefix",
    ],
    [
      'a variable in two sources',
      () => ({ variablesFrom: [VariableSource.secret(LOGIN), VariableSource.secret(LOGIN)] }),
      "variablesFrom 'user': is in two sources",
    ],
    ['a decimal mode', () => ({ mounts: [Mount.secret(LOGIN, '/a', { mode: 400 })] }), "mounts.mode '0o620': must be"],
    [
      'two folders at one path',
      () => ({ mounts: [Mount.secret(LOGIN, '/a'), Mount.secret(LOGIN, '/a/')] }),
      "mounts.path '/a/': is mounted already",
    ],
  ])('%s', (_, props, message) => {
    expect(messageOf(() => templateOf(props))).toContain(message);
  });

  test('what is in another namespace', () => {
    const app = Testing.app();
    const made = stack(app);
    const other = new AutonomousStack(app, 'other', { cluster: made.cluster });
    const settings = settingsIn(other);
    const message = messageOf(() => microservice(made, 'cart', { variables: { A: settings.value('REGION') } }));
    expect(message).toContain("variables, mounts 'ConfigMap cart-values': is in namespace other (stack other)");
  });

  test('nothing of a public key, with a reason', () => {
    const PUBLIC_KEY = Variable.notSecret('q8Zr2Lw9TtB4vX1c', 'the public half');
    expect(containerOf(() => ({ variables: { SIGNING_KEY: PUBLIC_KEY } })).env).toContainEqual({
      name: 'SIGNING_KEY',
      value: 'q8Zr2Lw9TtB4vX1c',
    });
    expect(messageOf(() => Variable.notSecret('x', ''))).toContain('must say why');
    expect(messageOf(() => Variable.goMemoryLimit(90))).toContain('share 90: must be above 0 and at most 1');
  });
});

describeWith('crds/index.json', 'the official schemas', () => {
  test.each(['1.27', '1.36'])('take all of it in %s', (version) => {
    const made = stack(Testing.app(), {}, { kubernetesVersion: KubernetesVersion.of(version) });
    const settings = settingsIn(made);
    microservice(made, 'cart', {
      variables: { A: LOGIN.key('user'), B: settings.value('REGION'), C: Variable.goMaxProcs() },
      variablesFrom: [VariableSource.configuration(settings, { prefix: 'X_' }), VariableSource.secret(LOGIN)],
      mounts: [Mount.secret(LOGIN, '/a'), Mount.configurationFile(settings, 'app.yaml', '/b/app.yaml')],
    });
    const schemas = new Schemas(version);
    expect(Testing.synth(made).flatMap((one: any) => schemas.check(one))).toEqual([]);
  });
});

import { cdk8s, javascript } from 'projen';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-autonomous',
  description:
    'cdk8s constructs for the platforms behind autonomous and connected vehicles, with a capacity plan proven at synth time',
  author: 'cdk8s-autonomous maintainers',
  authorAddress: 'maintainers@cdk8s-autonomous.dev',
  authorOrganization: true,
  repositoryUrl: 'git+https://github.com/cdk8s-autonomous/cdk8s-autonomous.git',
  homepage: 'https://github.com/cdk8s-autonomous/cdk8s-autonomous#readme',
  bugsUrl: 'https://github.com/cdk8s-autonomous/cdk8s-autonomous/issues',
  license: 'Apache-2.0',
  keywords: [
    'cdk8s',
    'kubernetes',
    'capacity-planning',
    'bin-packing',
    'automotive',
    'edge',
    'istio',
    'karpenter',
    'argocd',
  ],
  defaultReleaseBranch: 'main',
  projenrcTs: true,

  // Packages of other languages carry the one of npm (packaging/).
  publishToPypi: { distName: 'cdk8s-autonomous', module: 'cdk8s_autonomous' },
  publishToMaven: {
    javaPackage: 'dev.cdk8s.autonomous',
    mavenGroupId: 'dev.cdk8s-autonomous',
    mavenArtifactId: 'cdk8s-autonomous',
  },
  publishToGo: { moduleName: 'github.com/cdk8s-autonomous/cdk8s-autonomous-go' },
  publishToNuget: { dotNetNamespace: 'Cdk8sAutonomous', packageId: 'Cdk8sAutonomous' },

  packageManager: javascript.NodePackageManager.NPM,
  github: false,
  release: false,
  depsUpgrade: false,
  minNodeVersion: '20.16.0',
  jsiiVersion: '~5.9.0',
  typescriptVersion: '~5.9.0',
  projenVersion: '0.103.25',

  cdk8sVersion: '2.68.11',
  constructsVersion: '10.3.0',
  peerDependencyOptions: { pinnedDevDependency: false },
  // Pinned exactly: what they compute or print is part of the output. Packages hold what is used of them (packaging/).
  bundledDeps: [
    'ajv@8.20.0',
    'charts.css@1.2.0',
    'commander@14.0.3',
    'csv-parse@7.0.3',
    'highs@1.15.3',
    'jsonc-parser@3.3.1',
    'jstat@1.9.6',
    'picocolors@1.1.1',
  ],
  devDeps: [
    '@arethetypeswrong/cli@0.18.5',
    // The last line of releases for Node 20.
    '@kubernetes/client-node@^1.4.0',
    'ajv-formats@^3.0.1',
    'cdk8s-cli@^2.207.60',
    // What programs of users have beside the library.
    'cdk8s-plus-33@^2.5.57',
    'esbuild@~0.28.0',
    'fast-check@^4.0.0',
    'fengari@^0.1.5',
    'playwright-core@^1.60.0',
    'publint@0.3.25',
    'tsx@^4.20.0',
    'yaml@^2.9.0',
  ],

  bin: { 'cdk8s-autonomous': 'bin/cdk8s-autonomous' },
  docgen: true,
  docgenFilePath: 'API.md',
  sampleCode: false,
  pullRequestTemplate: false,
  buildWorkflow: false,
  gitignore: ['dist/', 'plan/', 'target/', '__pycache__/', 'go.sum', '/coverage/', '*.tgz', '.DS_Store'],
  npmIgnoreOptions: {
    ignorePatterns: ['/bench/', '/examples/', '/docs/', '/API.md', '/.ci/', '/eslint/', '/packaging/', '/rosetta/'],
  },

  prettier: true,
  prettierOptions: { settings: { printWidth: 120, singleQuote: true, trailingComma: javascript.TrailingComma.ALL } },
  tsconfigDev: { include: ['../examples/**/*.ts', '../bench/**/*.ts', '../packaging/**/*.ts'] },
  jestOptions: {
    jestVersion: '^29',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      collectCoverage: false,
      maxWorkers: '100%',
      testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.deep\\.test\\.ts$'],
      modulePathIgnorePatterns: ['<rootDir>/dist/'],
      testTimeout: 60_000,
      // jest finds globals through an interceptor, which took a third of all time: handed in, they are found as anywhere else.
      sandboxInjectedGlobals: [
        ...['Array', 'Float64Array', 'Infinity', 'Int16Array', 'Int32Array', 'JSON', 'Map', 'Math', 'Number'],
        ...['Object', 'Set', 'String', 'Uint8Array'],
      ],
    },
  },
  eslintOptions: {
    dirs: ['src'],
    devdirs: ['test', 'examples', 'bench', 'packaging'],
    commandOptions: { fix: false },
    prettier: true,
  },
});

// npm ci refuses a lock file made with the newer resolver: some of its optional platform packages are not published.
project.addDevDeps('eslint-import-resolver-typescript@~3.6.3');

// Only `cdk8s-autonomous rehearse` needs them, and says so where they are missing. jsii takes no peer that is no jsii module.
project.package.addField('peerDependenciesMeta', {
  '@kubernetes/client-node': { optional: true },
  yaml: { optional: true },
});

// jest only runs the code; types are checked once for the whole tree by the type-check task.
project.jest!.config.transform = {
  '^.+\\.[t]sx?$': ['ts-jest', { tsconfig: 'test/tsconfig.json' }],
};
project.jest!.config.moduleNameMapper = { '^cdk8s-autonomous$': '<rootDir>/src' };
project.tsconfigDev!.file.addOverride('compilerOptions.paths', { 'cdk8s-autonomous': ['../src'] });
// Lines of stack traces are those of the sources; the sources themselves would be half of the package.
project.tsconfig!.file.addOverride('compilerOptions.inlineSources', false);

// ---- tasks
const typeCheck = project.addTask('type-check', {
  description: 'Check the types of sources, tests, examples and benchmarks',
  exec: 'tsc --noEmit -p test/tsconfig.json',
});
project.testTask.spawn(typeCheck);
// A package holds one file of code for the library and one for the command line, and their dependencies in them. Those of other languages
// hold that of npm.
const stage = project.addTask('package:stage', {
  description: 'Lay out what packages hold',
  exec: 'node --import tsx packaging/main.ts dist/stage',
});
// A build needs no network: those of other languages are made on their own.
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);
for (const language of ['', ':js', ':java', ':python', ':dotnet', ':go']) {
  const task = project.tasks.tryFind(language ? `package${language}` : 'package-all')!;
  task.reset();
  task.spawn(stage);
  task.exec(`node --import tsx packaging/languages.ts dist/stage dist ${language.slice(1)}`.trim());
}
// Before anything is written about names: those that other languages do not take are none of the public API.
project.postCompileTask.prependSpawn(
  project.addTask('names', {
    description: 'Check that the names of the public API come through to Python, Java, Go and C#',
    exec: 'node --import tsx packaging/names/main.ts .jsii',
  }),
);
project.addTask('test:deep', {
  description: 'The long runs: more cases of the property tests and the oracle',
  exec: 'jest --ci --testPathIgnorePatterns /node_modules/ --testPathPattern deep.test --testTimeout 1800000',
});
project.addTask('test:cluster', {
  description: 'Rehearse all examples on a control plane of real Kubernetes (KUBE_BINARIES or PATH)',
  exec: 'node --import tsx test/control-plane/main.ts',
  receiveArgs: true,
});
project.addTask('lint:manifests', {
  description: 'Show the manifests of all examples to the linters of the field, as far as they are to be had',
  exec: 'node --import tsx test/linters/main.ts',
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Benchmarks, side by side in one run',
  exec: 'node --import tsx bench/main.ts',
  receiveArgs: true,
});
project.addTask('example', {
  description: 'Synthesise examples/connected-vehicle',
  cwd: 'examples/connected-vehicle',
  exec: 'cdk8s synth --check-upgrade false',
});

// ---- rules that keep the output deterministic and the rooms apart
const determinism = [
  ['MemberExpression[object.name="Math"][property.name="random"]', 'no randomness: same input, same bytes'],
  ['NewExpression[callee.name="Date"]', 'no clock: same input, same bytes'],
  ['MemberExpression[object.name="Date"]', 'no clock: same input, same bytes'],
  ['CallExpression[callee.name="Date"]', 'no clock: same input, same bytes'],
  ['MemberExpression[object.name="performance"]', 'no clock: same input, same bytes'],
  ['MemberExpression[property.name="hrtime"]', 'no clock: same input, same bytes'],
  ['Identifier[name=/^random(UUID|Bytes|Int)$/]', 'no randomness: same input, same bytes'],
  ['MemberExpression[object.name="Math"][property.value="random"]', 'no randomness: same input, same bytes'],
  ['MemberExpression[property.name="localeCompare"]', 'no locale: compare by code unit (src/capacity/order.ts)'],
  ['MemberExpression[property.name=/^toLocale/]', 'no locale: print with the fixed formatters'],
  ['Identifier[name="Intl"]', 'no locale: print with the fixed formatters'],
];
const environment = [
  ['MemberExpression[object.name="process"][property.name="env"]', 'no environment: same input, same bytes'],
  ['MemberExpression[object.name="process"][property.value="env"]', 'no environment: same input, same bytes'],
  ['VariableDeclarator[init.name="process"]', 'no environment: same input, same bytes'],
];
// jsii calls them __0: classes that are held against their props are those of the public API.
const OF_THE_API =
  'ClassDeclaration:has(> Decorator[expression.name="checked"]) > ClassBody > MethodDefinition:not([accessibility=/private|protected/]):not([key.name=/^_/]) > FunctionExpression';
const names = [
  [`${OF_THE_API} > ObjectPattern`, 'parameters of the public API have names: props, taken apart inside'],
  [
    `${OF_THE_API} > AssignmentPattern > ObjectPattern`,
    'parameters of the public API have names: props, taken apart inside',
  ],
];
// What the public API takes, for programs without types: read when the first construct is made.
const propsTable = project.addTask('props-table', {
  description: 'Write down what the public API takes: src/props/table.ts, docs/type-names.md',
  exec: 'ts-node -T --project projenrc/tsconfig.json projenrc/props-table.ts',
});
project.preCompileTask.spawn(propsTable);
project.addTask('kube-types', {
  description: 'Write down the types of the objects of Kubernetes that are emitted: src/manifest/k8s/types.ts',
  exec: 'ts-node -T --project projenrc/tsconfig.json projenrc/kube-types.ts',
});
// What configures a Harbor runs in its cluster: one file, of which manifests carry the text.
const harborProgram = project.addTask('harbor-program', {
  description: 'Bundle the program that configures a Harbor: src/registry/configuration/program.ts',
  exec: 'ts-node -T --project projenrc/tsconfig.json projenrc/harbor-program.ts',
});
project.preCompileTask.spawn(harborProgram);
// So does what holds a cluster against its plan.
const driftProgram = project.addTask('drift-program', {
  description: 'Bundle the program that holds a cluster against its plan: src/plan-check/program.ts',
  exec: 'ts-node -T --project projenrc/tsconfig.json projenrc/drift-program.ts',
});
project.preCompileTask.spawn(driftProgram);

const restricted = (rules: string[][]) => ['error', ...rules.map(([selector, message]) => ({ selector, message }))];

const CLOCKS = ['process', 'node:process', 'perf_hooks', 'node:perf_hooks', 'os', 'node:os'];
project.eslint!.addOverride({
  files: ['src/**/*.ts'],
  rules: { 'no-restricted-imports': ['error', { paths: CLOCKS }] },
});
project.eslint!.addRules({ 'import/no-cycle': ['error', { ignoreExternal: true }] });
project.eslint!.addOverride({
  files: ['src/**/*.ts'],
  rules: { 'no-restricted-syntax': restricted([...determinism, ...environment, ...names]) as any },
});
// Where a tree is rendered to before it is the tree, and that it is rendered to be compared, shapes nothing that is written.
project.eslint!.addOverride({
  files: ['src/output/scratch.ts', 'src/cli/check-tree.ts'],
  rules: {
    'no-restricted-imports': 'off',
    'no-restricted-syntax': restricted([...determinism, ...names]) as any,
  },
});

/** What rooms of constructs stand on that are made of workloads. */
const WORKLOADS = ['capacity', 'manifest', 'planner', 'platform', 'cluster', 'delivery', 'workload', 'units'];

/** Which rooms each room may enter, besides itself: arrows go one way. */
const ROOMS: Record<string, string[]> = {
  capacity: [],
  props: ['capacity'],
  files: [],
  images: ['capacity'],
  verifier: [],
  report: ['capacity'],
  drift: ['capacity', 'verifier', 'report'],
  cli: ['capacity', 'verifier', 'report', 'rehearsal', 'images', 'drift', 'output'],
  rehearsal: ['capacity', 'report'],
  manifest: ['capacity', 'units'],
  output: ['capacity'],
  planner: ['capacity', 'verifier', 'report', 'manifest', 'images', 'output'],
  delivery: ['capacity', 'manifest'],
  cluster: ['capacity', 'manifest', 'planner', 'delivery', 'images', 'units', 'protection'],
  platform: ['capacity', 'manifest', 'planner', 'delivery', 'cluster', 'images', 'units', 'protection'],
  accelerator: ['capacity', 'manifest', 'planner', 'platform', 'cluster'],
  workload: [
    'capacity',
    'manifest',
    'planner',
    'platform',
    'cluster',
    'delivery',
    'accelerator',
    'units',
    'protection',
  ],
  messaging: [...WORKLOADS, 'protection'],
  edge: [...WORKLOADS, 'accelerator', 'messaging', 'protection'],
  'config-centre': [...WORKLOADS, 'data'],
  'plan-check': [...WORKLOADS, 'drift', 'report'],
  units: [],
  protection: ['capacity', 'manifest'],
  // Looks at everything that there is, and is looked at by nobody.
  security: [
    'capacity',
    'manifest',
    'planner',
    'platform',
    'cluster',
    'images',
    'units',
    'protection',
    'workload',
    'messaging',
    'edge',
    'data',
  ],
  charts: ['capacity', 'images', 'manifest', 'planner', 'platform', 'cluster', 'delivery', 'units'],
  data: [...WORKLOADS, 'charts', 'protection'],
  registry: [...WORKLOADS, 'edge', 'charts', 'data', 'images', 'protection'],
  observability: [
    ...WORKLOADS,
    'edge',
    'accelerator',
    'messaging',
    'data',
    'charts',
    'registry',
    'config-centre',
    'images',
    'protection',
  ],
};
project.eslint!.addRules({
  'import/no-restricted-paths': [
    'error',
    {
      zones: Object.entries(ROOMS).map(([room, may]) => ({
        target: `./src/${room}`,
        from: './src',
        except: [...new Set([room, 'props', ...may])].map((name) => `./${name}`),
        message: `src/${room} may enter ${may.length ? may.join(', ') : 'no other room'}`,
      })),
    },
  ],
});
project.eslint!.addOverride({
  files: ['src/capacity/**/*.ts', 'src/verifier/**/*.ts'],
  rules: { 'no-restricted-imports': ['error', { paths: CLOCKS, patterns: ['cdk8s', 'cdk8s-plus-*', 'constructs'] }] },
});

// Examples import the package by its name; it resolves to the sources through tsconfig paths.
project.eslint!.addOverride({
  files: ['examples/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts', 'packaging/**/*.ts'],
  rules: {
    'import/no-unresolved': ['error', { ignore: ['^cdk8s-autonomous$'] }],
    'import/no-extraneous-dependencies': 'off',
  } as any,
});

// Types of rooms that no public type leads into are nobody's interface.
const INSIDE = [
  ...['cli', 'rehearsal', 'verifier', 'drift', 'capacity', 'report/catalogue', 'report/html', 'planner/reading'],
  'registry/job',
  'props',
];
const OF_CAPACITY = [
  ...[
    'bound/certificate',
    'forecast/forecast',
    'model',
    'model/finding',
    'model/pools',
    'model/workloads',
    'packing/effort',
    'plan',
    'reserve/counts',
    'reserve/roles',
    'resources',
  ],
  ...['scheduler/rate', 'scheduler/scoring', 'sizing/demand', 'sizing/survive', 'sizing/zone-shares'],
  'timetable/timetable',
];
const LED_INTO = [...OF_CAPACITY.map((file) => `capacity/${file}`), 'planner/reading/description'];
project.npmignore!.addPatterns(
  ...INSIDE.map((room) => `/lib/${room}/**/*.d.ts`),
  ...LED_INTO.map((file) => `!/lib/${file}.d.ts`),
);
project.package.addField('type', 'commonjs');
// Tests write into folders of their own and remove them; after projen's own patterns, which take all below test/ in again.
project.gitignore.addPatterns('.documents-*/');
project.package.addVersion('0.1.0');
project.synth();

import { checkValues } from '../../charts/chart-checks';
import { Problems } from '../../manifest/problems';

/** Values of the chart that would make it insecure or take it out of the plan, and why they are refused. */
const REFUSED: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['harborAdminPassword', isGiven, 'is a password that whoever reads the manifests reads: it is in `secrets`'],
  ['secretKey', isGiven, 'is a key that whoever reads the manifests reads: it is in `secrets`'],
  ['core.secret', isGiven, 'is a secret that whoever reads the manifests reads: it is in `secrets`'],
  ['core.xsrfKey', isGiven, 'is a key that whoever reads the manifests reads: it is in `secrets`'],
  ['core.tokenKey', isGiven, 'is a key that whoever reads the manifests reads: it is in `secrets`'],
  ['jobservice.secret', isGiven, 'is a secret that whoever reads the manifests reads: it is in `secrets`'],
  ['registry.secret', isGiven, 'is a secret that whoever reads the manifests reads: it is in `secrets`'],
  [
    'registry.credentials.password',
    isGiven,
    'is a password that whoever reads the manifests reads: it is in `secrets`',
  ],
  [
    'database.type',
    (value) => value !== 'external',
    'runs one PostgreSQL with its password in plain text: give `database`',
  ],
  ['database.internal', isSet, 'runs one PostgreSQL with its password in plain text: give `database`'],
  ['redis.type', (value) => value !== 'external', 'runs one Redis without a password: give `redis`'],
  ['redis.internal', isSet, 'runs one Redis without a password: give `redis`'],
  ['externalURL', isSet, 'follows from `host`, by https'],
  ['expose', isSet, 'follows from `exposure`, whose gateway ends TLS'],
  ['persistence.enabled', (value) => value === false, 'loses images with every pod'],
  ['persistence.imageChartStorage', isSet, 'follows from `storage`'],
  ['trivy.insecure', (value) => value === true, 'lets anybody stand in for the registry'],
  ['nginx', isSet, 'serves none of the ways in'],
  ...['existingSecretAdminPassword', 'existingSecretAdminPasswordKey', 'existingSecretSecretKey'].map(fromSecrets),
  ...['existingSecret', 'existingXsrfSecret', 'existingXsrfSecretKey', 'secretName'].map((key) =>
    fromSecrets(`core.${key}`),
  ),
  ...['jobservice', 'registry'].flatMap((part) =>
    ['existingSecret', 'existingSecretKey'].map((key) => fromSecrets(`${part}.${key}`)),
  ),
  ...['existingSecret', 'htpasswdString'].map((key) => fromSecrets(`registry.credentials.${key}`)),
  ['database.external', isSet, 'follows from `database`, its TLS too'],
  ['database.maxOpenConns', isSet, 'follows from `connectionsPerPod`'],
  ['redis.external', isSet, 'follows from `redis`, its TLS too'],
  ['updateStrategy', isSet, 'is in the plan: it follows from `storage`'],
  ...['core', 'exporter', 'jobservice', 'portal', 'registry', 'trivy'].flatMap((part) => [
    ...['replicas', 'resources', 'topologySpreadConstraints', 'podDisruptionBudget'].map(
      (field) => [`${part}.${field}`, isSet, 'is in the plan: `replicas` and `sizes`'] as const,
    ),
    ...['nodeSelector', 'tolerations', 'affinity', 'priorityClassName', 'initContainers'].map(
      (field) => [`${part}.${field}`, isSet, 'would make other pods than the plan has'] as const,
    ),
    [`${part}.serviceAccountName`, isSet, 'is what databases, meshes and policies know its pods by'] as const,
    [`${part}.extraEnvVars`, isSet, 'would take the place of the variables with the URLs of Redis'] as const,
  ]),
  ...['registry', 'controller'].flatMap((container) => [
    [`registry.${container}.resources`, isSet, 'is in the plan: `sizes`'] as const,
    [
      `registry.${container}.extraEnvVars`,
      isSet,
      'would take the place of the variables with the URLs of Redis',
    ] as const,
  ]),
];

/** What the user lays over the values. */
export function checkGiven(problems: Problems, values: Readonly<Record<string, any>>): void {
  for (const [place, isWrong, why] of REFUSED) {
    const value = place.split('.').reduce<any>((at, key) => at?.[key], values);
    problems.check(value === undefined || !isWrong(value), `values.${place}`, 'given', why);
  }
  checkValues(problems, values);
}

function fromSecrets(place: string): readonly [string, (value: unknown) => boolean, string] {
  return [place, isSet, 'follows from `secrets`'];
}

function isSet(): boolean {
  return true;
}

function isGiven(value: unknown): boolean {
  return value !== '';
}

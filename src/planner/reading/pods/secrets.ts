import { Finding } from '../../../capacity/model';
import { sortedBy } from '../../../capacity/order';
import { someOf } from '../../../capacity/some-of';
import { KubeObject } from '../../../manifest/kube';
import { NOT_SECRET, secretIn, secretInText } from '../../../manifest/secret-literals';
import { ReadObject } from '../description';

const MOST_NAMED = 3;

/** Deepest that pods are in an object. */
const DEEPEST = 12;

/** Who reads secrets from variables, and who has secrets in manifests: one finding each. */
export function secretFindings(objects: readonly ReadObject[], path: string): Finding[] {
  const all = sortedBy(objects, (object) => object.path);
  const variables = all.filter(({ json }) => containersOf(json).some(readsSecret));
  const written = all.flatMap((object) => writtenIn(object.json).map((what) => ({ object, what })));
  return [...inVariables(variables, path), ...inManifests(written, path)];
}

function inVariables(found: readonly ReadObject[], path: string): Finding[] {
  const paths = pathsOf(found);
  if (paths.length === 0) {
    return [];
  }
  return [
    {
      code: 'SECRET_IN_VARIABLE',
      severity: 'info',
      path,
      message: `${someOf(paths, MOST_NAMED)} ${paths.length > 1 ? 'read' : 'reads'} secrets from variables: whoever looks into the process, or at what it writes when it fails, reads them, and a new value arrives with new pods only`,
      count: paths.length,
      paths,
      cure: ["Mount.secret(secret, '/etc/...') where the software takes files"],
    },
  ];
}

function inManifests(
  found: readonly { readonly object: ReadObject; readonly what: string }[],
  path: string,
): Finding[] {
  if (found.length === 0) {
    return [];
  }
  const named = found.map(({ object: { json }, what }) => `${json.kind} ${json.metadata?.name} (${what})`);
  return [
    {
      code: 'SECRET_IN_MANIFEST',
      severity: 'warning',
      path,
      message: `${someOf(named, MOST_NAMED)} ${named.length > 1 ? 'hold' : 'holds'} what looks like secrets: whoever reads the manifests reads them`,
      count: found.length,
      paths: pathsOf(found.map(({ object }) => object)),
      cure: ['SecretRef.external(...), or a Secret that is made outside of Git'],
    },
  ];
}

function pathsOf(objects: readonly ReadObject[]): string[] {
  return sortedBy(new Set(objects.map(({ path, hint }) => hint?.path ?? path)), (path) => path);
}

interface EnvContainer {
  readonly env?: readonly { readonly name?: string; readonly value?: unknown; readonly valueFrom?: any }[];
  readonly envFrom?: readonly { readonly secretRef?: unknown }[];
  readonly command?: unknown;
  readonly args?: unknown;
}

function readsSecret({ env, envFrom }: EnvContainer): boolean {
  return listOf(env).some(({ valueFrom }) => valueFrom?.secretKeyRef) || listOf(envFrom).some((one) => one.secretRef);
}

/** What looks like a secret in an object, by what holds it. */
function writtenIn(json: KubeObject & { readonly data?: any; readonly stringData?: any }): string[] {
  const excused = new Set((json.metadata?.annotations?.[NOT_SECRET] ?? '').split(','));
  if (json.kind === 'Secret' && json.apiVersion === 'v1') {
    const keys = Object.keys({ ...json.data, ...json.stringData });
    return keys.length > 0 ? [`its values: ${someOf(keys, MOST_NAMED)}`] : [];
  }
  const texts = json.kind === 'ConfigMap' ? Object.entries(json.data ?? {}) : [];
  const files = texts.flatMap(([name, text]) => (typeof text === 'string' && secretInText(text) ? [name] : []));
  const variables = podsIn(json).flatMap(({ containers, excuses }) =>
    containers.flatMap(({ env }) =>
      listOf(env).flatMap(({ name = '', value }) =>
        typeof value === 'string' && !excuses.has(name) && secretIn(name, value) ? [name] : [],
      ),
    ),
  );
  const commands = containersOf(json).flatMap(({ command, args }) =>
    [...textsOf(command), ...textsOf(args)].some((text) => secretInText(text)) ? ['its command'] : [],
  );
  return [...files, ...variables, ...commands].filter((name) => !excused.has(name));
}

function containersOf(json: KubeObject): EnvContainer[] {
  return podsIn(json).flatMap(({ containers }) => containers);
}

interface FoundPod {
  readonly containers: readonly EnvContainer[];
  readonly excuses: ReadonlySet<string>;
}

/** The pods that an object makes, wherever they are in it. */
function podsIn(value: any, depth = 0): FoundPod[] {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) {
    return [];
  }
  const { containers, initContainers } = value.spec ?? {};
  const inner = Object.values(value).flatMap((one) => podsIn(one, depth + 1));
  if (!Array.isArray(containers)) {
    return inner;
  }
  const excuses = new Set<string>(String(value.metadata?.annotations?.[NOT_SECRET] ?? '').split(','));
  return [...inner, { containers: [...listOf<EnvContainer>(initContainers), ...containers], excuses }];
}

function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

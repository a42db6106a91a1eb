import { createHash } from 'crypto';
import { ApiObject, Lazy, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { HarborConfigurationProps, HarborLoginTarget } from './harbor-configuration-props';
import { HarborRobot } from './parts/robot';
import { PROGRAM } from './program';
import { ADMIN_FILE, FOLDER, Wanted } from './wanted';
import { customResource } from '../../manifest/custom-resource';
import { kubeObject } from '../../manifest/k8s/kube-object';
import { namespaced, Owner, podLabels } from '../../manifest/metadata';
import { AutonomousStack } from '../../platform/autonomous-stack';
import { Cpu } from '../../units/cpu';
import { plainTemplate } from '../../workload/pod/young-fields';

/** What the objects are made of. */
export interface JobParts {
  readonly scope: Construct;
  /** Where objects go that need a running Harbor. */
  readonly jobScope: Construct;
  readonly stack: AutonomousStack;
  readonly name: string;
  readonly selector: Record<string, string>;
  readonly props: HarborConfigurationProps;
  readonly wanted: Wanted;
}

/** After everything else of its Application. It is a hook: Argo CD runs it again with every sync. */
const JOB_WAVE = {
  'argocd.argoproj.io/hook': 'Sync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
  'argocd.argoproj.io/sync-wave': '25',
};

/** What waits for logins that the Job writes. */
const PUSH_WAVE = { 'argocd.argoproj.io/sync-wave': '30' };

/** Most that the API server takes of a ConfigMap, less what is around the data. */
const MOST_BYTES = 1024 * 1024 - 4096;

const PROGRAM_VOLUME = 'program';
const RESOURCES = { cpu: Cpu.millis(100), memory: Size.mebibytes(128), memoryLimit: Size.mebibytes(256) };
const RETRIES = 5;
const DEADLINE_SECONDS = 1800;

/** The Job and its ConfigMap: what they hold is known when manifests are written, and their names end with a hash of it. */
export function emitJob(parts: JobParts): { readonly job: ApiObject; readonly configMap: ApiObject } {
  const { jobScope, scope, stack, name, selector } = parts;
  const { _owner: owner } = stack;
  const configMap = kubeObject(jobScope, 'Program', 'ConfigMap', {
    metadata: namespaced('ConfigMap', name, owner, selector),
  });
  const spec = () => ({ backoffLimit: RETRIES, activeDeadlineSeconds: DEADLINE_SECONDS, template: template(parts) });
  const job = customResource(jobScope, 'Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: namespaced('Job', name, owner, selector, JOB_WAVE),
    spec: Lazy.any({ produce: spec }) as any,
  });
  const [renderMap, renderJob] = [configMap, job].map((object) => object.toJson.bind(object));
  const hashed = (rendered: any) => `${name}-${hashOf(JSON.stringify([dataOf(parts), rendered.spec]))}`;
  configMap.toJson = () => ({ ...named(renderMap(), hashed(renderJob())), data: dataOf(parts) });
  job.toJson = () => {
    const rendered = renderJob();
    const own = named(rendered, hashed(rendered));
    const [program] = own.spec.template.spec.volumes.filter((one: any) => one.name === PROGRAM_VOLUME);
    program.configMap.name = own.metadata.name;
    return own;
  };
  scope.node.addValidation({
    validate: () => {
      const bytes = Buffer.byteLength(JSON.stringify(dataOf(parts)));
      const allowed = `${MOST_BYTES}, the most of a ConfigMap; divide it by projects over several configurations`;
      return bytes <= MOST_BYTES ? [] : [`what is wanted takes ${bytes} bytes with the program, of ${allowed}`];
    },
  });
  return { job, configMap };
}

function named(rendered: any, name: string): any {
  return { ...rendered, metadata: { ...rendered.metadata, name } };
}

function dataOf({ wanted, props }: JobParts): Record<string, string> {
  return {
    ...(!props.login && { [ADMIN_FILE]: 'admin' }),
    'harbor.js': PROGRAM.trim(),
    'state.json': `${JSON.stringify(wanted.state, undefined, 1)}\n`,
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

function template({ stack, name, selector, props, wanted }: JobParts): any {
  const image = props.image._pinnedBy(stack.environment?.images);
  const { resources = RESOURCES } = props;
  const pods = plainTemplate({
    name,
    cluster: stack.cluster,
    labels: {
      ...podLabels(stack._owner, selector, image.shortVersion),
      // A sidecar would not let the Job end, and what it speaks is TLS already.
      ...stack.mesh._istio?.outsideLabels,
    },
    annotations: {},
    selector,
    image,
    resources,
    ports: [],
    options: { mounts: wanted.mounts, identity: { mountsToken: wanted.robots.length > 0 } },
    command: ['node', `${FOLDER}/harbor.js`, `${FOLDER}/state.json`],
    scratch: Size.mebibytes(16),
    volumes: [{ name: PROGRAM_VOLUME, configMap: { name } }],
    volumeMounts: [{ name: PROGRAM_VOLUME, mountPath: FOLDER, readOnly: true }],
    graceSeconds: 30,
    nodeLabels: {},
    tolerates: [],
    survive: 'none',
    zones: 1,
    replicated: false,
  });
  return { ...pods, spec: { ...pods.spec, restartPolicy: 'Never' } };
}

/**
 * The right to one Secret. Created it can be by server-side apply alone: only then the name is known when the right is looked for
 * (createAuthorizerAttributes in apiserver/pkg/endpoints/handlers/patch.go).
 */
export function emitRight({ scope, stack, name, selector }: JobParts, secret: string): void {
  const { _owner: owner } = stack;
  kubeObject(scope, 'Role', 'Role', {
    metadata: namespaced('Role', name, owner, selector),
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [secret], verbs: ['create', 'get', 'patch'] }],
  });
  kubeObject(scope, 'RoleBinding', 'RoleBinding', {
    metadata: namespaced('RoleBinding', name, owner, selector),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: owner.namespace }],
  });
}

/** The fields of external-secrets.io/v1alpha1 PushSecret that are used here. */
interface PushSecretFields {
  readonly refreshInterval: string;
  readonly updatePolicy: 'Replace';
  readonly deletionPolicy: 'None';
  readonly secretStoreRefs: readonly { readonly name: string; readonly kind: string }[];
  readonly selector: { readonly secret: { readonly name: string } };
  readonly data: readonly {
    readonly match: { readonly secretKey: string; readonly remoteRef: { remoteKey: string; property: string } };
  }[];
}

/** The login of a robot on its way to a store. */
export function emitPush(
  scope: Construct,
  owner: Owner,
  robot: HarborRobot,
  secret: string,
  to: HarborLoginTarget,
): ApiObject {
  const entry = (secretKey: string, property: string) => ({
    match: { secretKey, remoteRef: { remoteKey: to.path, property } },
  });
  return customResource<PushSecretFields>(scope, `Push-${robot.robotName}`, {
    apiVersion: 'external-secrets.io/v1alpha1',
    kind: 'PushSecret',
    metadata: namespaced('PushSecret', `${secret}-${robot.robotName.replace(/_/g, '-')}`, owner, {}, PUSH_WAVE),
    spec: {
      refreshInterval: '1h0m0s',
      updatePolicy: 'Replace',
      deletionPolicy: 'None',
      secretStoreRefs: [{ name: to.store.storeName, kind: to.store.kind }],
      selector: { secret: { name: secret } },
      data: [entry(robot.usernameKey, 'username'), entry(robot.passwordKey, 'password')],
    },
  });
}

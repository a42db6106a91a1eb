import { Finding } from '../../../capacity/model';
import { KubeContainer, KubeObject, KubePod } from '../../../manifest/kube';

/** What Knative's proxy in each pod asks for where nobody says otherwise (config-deployment of Knative Serving). */
const PROXY_CPU = '25m';

const SIDECAR = 'queue.sidecar.serving.knative.dev';
const SCALE = 'autoscaling.knative.dev';

/** How many pods a Knative Service runs. */
export interface FunctionScale {
  readonly min: number;
  readonly max?: number;
  /** Pods that a new revision starts beside those of the old one. */
  readonly initial: number;
}

/** Whether the object is a Knative Service. */
export function isFunction({ apiVersion = '', kind }: Pick<KubeObject, 'apiVersion' | 'kind'>): boolean {
  return kind === 'Service' && apiVersion.startsWith('serving.knative.dev/');
}

/** Its pods, with the proxy that Knative adds to each. */
export function functionPod({ spec }: KubeObject): KubePod {
  const pod: KubePod = spec?.template ?? {};
  const { annotations = {} } = pod.metadata ?? {};
  const amount = (name: string) => annotations[`${SIDECAR}/${name}`];
  const amounts = (entries: Record<string, string | undefined>) =>
    Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as Record<string, string>;
  const proxy: KubeContainer = {
    name: 'queue-proxy',
    resources: {
      requests: amounts({
        cpu: amount('cpu-resource-request') ?? PROXY_CPU,
        memory: amount('memory-resource-request'),
      }),
      limits: amounts({ cpu: amount('cpu-resource-limit'), memory: amount('memory-resource-limit') }),
    },
  };
  return { ...pod, spec: { ...pod.spec, containers: [...(pod.spec?.containers ?? []), proxy] } };
}

/** The name of an annotation, and that of versions before 1.5, which holds where the new one is not there (pkg/apis/autoscaling/register.go). */
function namesOf(name: string): string[] {
  return [name, name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
}

/** Its scale, by the annotations of its revisions. A maximum of 0 is none. */
export function functionScale(json: KubeObject, path: string, findings: Finding[]): FunctionScale {
  const { annotations = {} } = json.spec?.template?.metadata ?? {};
  const number = (name: string, fallback: number) => {
    const [text] = namesOf(name).flatMap((one) => annotations[`${SCALE}/${one}`] ?? []);
    const value = text === undefined ? fallback : Number(text);
    if (Number.isInteger(value) && value >= 0) {
      return value;
    }
    findings.push({
      code: 'COUNT_INVALID',
      severity: 'error',
      path,
      message: `${SCALE}/${name} '${text}' cannot be planned`,
      expected: 'a whole number of at least 0',
      actual: String(text),
      cure: ['correct the number'],
    });
    return fallback;
  };
  const [min, max, initial] = [number('min-scale', 0), number('max-scale', 0), number('initial-scale', 1)];
  if (max === 0) {
    findings.push({
      code: 'FUNCTION_WITHOUT_MAXIMUM',
      severity: 'warning',
      uncovered: true,
      path,
      message: `Knative Service ${json.metadata?.name} has no maximum: the plan counts its ${min} pods that always run, and not what load may add`,
      cure: [`the annotation ${SCALE}/max-scale`],
    });
  }
  return { min, initial: Math.max(min, initial), ...(max > 0 && { max: Math.max(min, max) }) };
}

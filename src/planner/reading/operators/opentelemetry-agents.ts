import { container } from './made';
import { KubeContainer, KubeObject, KubePod, KubeResources } from '../../../manifest/kube';
import { ClusterObjects } from '../cluster-objects';

/** An agent that the OpenTelemetry operator puts into pods. */
interface Agent {
  readonly language: string;
  /** Name of the container that brings it. */
  readonly container: string;
  /** Field of its section that says what this asks for. */
  readonly field: string;
  /** What it asks for where that says nothing. */
  readonly memory: string;
}

/** Agents of opentelemetry-operator 0.158 (internal/instrumentation, internal/webhook/instrumentation_webhook.go). */
const AGENTS: readonly Agent[] = [
  { language: 'java', container: 'opentelemetry-auto-instrumentation-java', field: 'resources', memory: '64Mi' },
  {
    language: 'nodejs',
    container: 'opentelemetry-auto-instrumentation-nodejs',
    field: 'resourceRequirements',
    memory: '128Mi',
  },
  {
    language: 'python',
    container: 'opentelemetry-auto-instrumentation-python',
    field: 'resourceRequirements',
    memory: '64Mi',
  },
  {
    language: 'dotnet',
    container: 'opentelemetry-auto-instrumentation-dotnet',
    field: 'resourceRequirements',
    memory: '128Mi',
  },
  { language: 'go', container: 'opentelemetry-auto-instrumentation', field: 'resourceRequirements', memory: '64Mi' },
];

/** The pod with the containers that bring the agents which it or its namespace asks for: that of Go runs beside the others, all else copies and ends. */
export function withAgents(one: KubePod, namespace: string, objects: ClusterObjects): KubePod {
  const around = objects.of('Namespace').find(({ metadata }) => metadata?.name === namespace);
  const asked = (key: string) => one.metadata?.annotations?.[key] ?? around?.metadata?.annotations?.[key] ?? 'false';
  const agents = AGENTS.flatMap(({ language, container: name, ...agent }) => {
    const given = asked(`instrumentation.opentelemetry.io/inject-${language}`);
    const found = given.toLowerCase() === 'false' ? undefined : instrumentation(given, namespace, objects);
    const securityContext = found && securityOf(one, language, found);
    return found
      ? [{ language, made: container(name, resourcesOf(found.spec?.[language], agent), { securityContext }) }]
      : [];
  });
  if (agents.length === 0) {
    return one;
  }
  const of = (beside: boolean): KubeContainer[] =>
    agents.filter(({ language }) => (language === 'go') === beside).map(({ made }) => made);
  const { containers = [], initContainers = [] } = one.spec ?? {};
  return {
    ...one,
    spec: {
      ...one.spec,
      initContainers: [...of(false), ...initContainers],
      containers: [...containers, ...of(true)],
    },
  };
}

/** What copies may do as much as the program; the agent of Go is privileged where nobody says otherwise. */
function securityOf({ metadata, spec }: KubePod, language: string, { spec: given = {} }: KubeObject): unknown {
  if (language === 'go') {
    return given.go?.securityContext ?? { runAsUser: 0, privileged: true };
  }
  const [named] = (metadata?.annotations?.['instrumentation.opentelemetry.io/container-names'] ?? '').split(',');
  const { containers = [] } = spec ?? {};
  const program = containers.find(({ name }) => name === named) ?? containers[0];
  return given.initContainerSecurityContext ?? program?.securityContext;
}

/** The Instrumentation that is named; `true` is the only one of the namespace. */
function instrumentation(given: string, namespace: string, objects: ClusterObjects): KubeObject | undefined {
  const [home, name] = given.includes('/') ? given.split('/') : [namespace, given];
  const there = objects.of('Instrumentation').filter(({ metadata }) => (metadata?.namespace ?? 'default') === home);
  if (given.toLowerCase() === 'true') {
    return there.length === 1 ? there[0] : undefined;
  }
  return there.find(({ metadata }) => metadata?.name === name);
}

function resourcesOf(section: any, { field, memory }: Pick<Agent, 'field' | 'memory'>): KubeResources {
  const { requests = { cpu: '50m', memory }, limits = { cpu: '500m', memory: '256Mi' } } = section?.[field] ?? {};
  return { requests, limits };
}

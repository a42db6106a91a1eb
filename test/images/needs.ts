import { parts, Software, THIRD_PARTY, thirdPartyOf } from './third-party';

/** The third-party images of some pods, and what each of them lacks. */
export function thirdPartyIn(pods: readonly any[]): { readonly images: string[]; readonly faults: string[] } {
  const found = pods.flatMap(({ metadata, spec }) =>
    [...spec.containers, ...(spec.initContainers ?? [])].flatMap((container: any) => {
      // What is scraped is the container of the workload.
      const annotations = spec.containers.includes(container) ? metadata?.annotations : undefined;
      const name = thirdPartyOf(parts(container.image).repository);
      // Some images run in several roles, which the name of the container tells.
      const software = name === undefined ? undefined : (THIRD_PARTY[`${name} ${container.name}`] ?? THIRD_PARTY[name]);
      const faults = software ? faultsOf(software, container, spec, annotations ?? {}) : ['its needs are not known'];
      return name === undefined ? [] : [{ name, faults: faults.map((fault) => `${container.image}: ${fault}`) }];
    }),
  );
  return {
    images: [...new Set(found.map(({ name }) => name))].sort(),
    faults: found.flatMap(({ faults }) => faults),
  };
}

/** What is wrong with a container of third-party software, by what its image needs. */
export function faultsOf(software: Software, container: any, pod: any, annotations: Record<string, string>): string[] {
  const { tag } = parts(container.image);
  const names = new Set((container.env ?? []).map(({ name }: any) => name));
  const user = container.securityContext?.runAsUser ?? pod.securityContext?.runAsUser;
  const args = [...(container.command ?? []), ...(container.args ?? [])].join(' ');
  return [
    ...(software.tags.test(tag) ? [] : [`tag ${tag} was not looked at`]),
    ...portsOf(container, annotations)
      .filter((port) => !software.ports.includes(port))
      .map((port) => `does not listen on ${port}`),
    ...answersOf(container, annotations)
      .filter((answer) => !software.answers.includes(answer))
      .map((answer) => `does not answer ${answer}`),
    ...(software.user === undefined || software.user === user ? [] : [`runs as ${user}, owner is ${software.user}`]),
    ...software.writable.filter((path) => !isWritable(path, container)).map((path) => `cannot write ${path}`),
    ...software.env.filter((name) => !names.has(name)).map((name) => `lacks ${name}`),
    ...(software.args === undefined || software.args.test(args) ? [] : [`is not told its configuration: '${args}'`]),
  ];
}

const probes = ({ startupProbe, livenessProbe, readinessProbe }: any): any[] =>
  // Commands are for the container alone, and ask on no port that others see.
  [startupProbe, livenessProbe, readinessProbe].filter((probe) => probe !== undefined && !probe.exec);

function portsOf(container: any, annotations: Record<string, string>): number[] {
  const scraped = annotations['prometheus.io/port'];
  return [
    ...(container.ports ?? []).map(({ containerPort }: any) => containerPort),
    ...probes(container).map(({ tcpSocket, httpGet, grpc }) => (tcpSocket ?? httpGet ?? grpc).port),
    ...(scraped === undefined ? [] : [Number(scraped)]),
  ];
}

function answersOf(container: any, annotations: Record<string, string>): string[] {
  const scraped = annotations['prometheus.io/path'];
  return [
    ...probes(container).flatMap(({ httpGet }) => (httpGet ? [`${httpGet.port}${httpGet.path}`] : [])),
    ...(scraped === undefined ? [] : [`${annotations['prometheus.io/port']}${scraped}`]),
  ];
}

function isWritable(path: string, { securityContext = {}, volumeMounts = [] }: any): boolean {
  const within = ({ mountPath }: any) => path === mountPath || path.startsWith(`${mountPath}/`);
  return !securityContext.readOnlyRootFilesystem || volumeMounts.some((one: any) => within(one) && !one.readOnly);
}

import {
  access,
  apart,
  autoscaler,
  configMap,
  container,
  definition,
  deployment,
  job,
  LINUX,
  namespace,
  RealSet,
  service,
  statefulSet,
  webhook,
} from './build';

const scratch = (name: string) => ({ name, emptyDir: {} });
const secret = (name: string) => ({ name, secret: { secretName: name, optional: true } });
const antiAffinity = (podAntiAffinity: object) => ({ affinity: { podAntiAffinity } });
const quiet = (name: string) => ({ containers: [container(name)] });

/** Argo CD, install.yaml: a StatefulSet and six Deployments with init containers, none of which asks for anything. */
const deliverer: RealSet = {
  like: 'argo-cd',
  objects: [
    ...['Release', 'ReleaseSet', 'Tenant'].map((kind) => definition('deliverer.example.org', kind)),
    ...access('cd', 'cd-engine'),
    configMap('cd', 'cd-settings'),
    deployment('cd', 'cd-sets', {
      containers: [container('sets')],
      spec: { ...LINUX, volumes: [scratch('tmp'), secret('keys')] },
    }),
    deployment('cd', 'cd-login', {
      containers: [container('login')],
      init: [container('copy')],
      spec: { ...LINUX, ...antiAffinity(apart({ part: 'cd' }, 'preferred')), volumes: [scratch('static')] },
    }),
    deployment('cd', 'cd-notify', quiet('notify'), { strategy: { type: 'Recreate' } }),
    deployment('cd', 'cd-cache', {
      containers: [container('cache')],
      init: [container('secret')],
      spec: { serviceAccountName: 'cd-engine' },
    }),
    deployment('cd', 'cd-render', { containers: [container('render')], init: [container('copy')], spec: LINUX }),
    deployment('cd', 'cd-web', {
      containers: [container('web')],
      spec: antiAffinity(apart({ app: 'cd-web' }, 'preferred')),
    }),
    statefulSet('cd', 'cd-engine', quiet('engine'), { replicas: 1, serviceName: 'cd-engine' }),
    service('cd', 'cd-web', 443),
  ],
  expected: {
    pods: {
      'cd/Deployment/cd-cache': 1,
      'cd/Deployment/cd-login': 1,
      'cd/Deployment/cd-notify': 1,
      'cd/Deployment/cd-render': 1,
      'cd/Deployment/cd-sets': 1,
      'cd/Deployment/cd-web': 1,
      'cd/StatefulSet/cd-engine': 1,
    },
    cpu: 0,
    mebibytes: 0,
    codes: ['REQUESTS_UNKNOWN'],
    // Absent strategies are 25 % and 25 %: one extra pod of one, none missing. Recreate stops first.
    workloads: {
      'cd/Deployment/cd-web': { rollout: { surge: 1, maxUnavailable: 0, explicit: false, ours: false } },
      'cd/Deployment/cd-notify': { rollout: undefined },
    },
  },
};

/** Argo CD for high availability: replicas that keep apart from each other by force. */
const apartFromEachOther: RealSet = {
  like: 'argo-cd (ha)',
  objects: [
    deployment(
      'ha',
      'ha-proxy',
      {
        containers: [container('proxy')],
        init: [container('secret'), container('config')],
        spec: antiAffinity(apart({ app: 'ha-proxy' }, 'required')),
      },
      { replicas: 3 },
    ),
    deployment(
      'ha',
      'ha-web',
      {
        containers: [container('web')],
        spec: antiAffinity({
          ...apart({ app: 'ha-web' }, 'required'),
          ...apart({ app: 'ha-web' }, 'preferred', 'topology.kubernetes.io/zone'),
        }),
      },
      { replicas: 2 },
    ),
    statefulSet(
      'ha',
      'ha-store',
      {
        containers: ['store', 'sentinel', 'repair'].map((name) => container(name)),
        spec: antiAffinity(apart({ app: 'ha-store' }, 'required')),
      },
      { replicas: 3 },
    ),
  ],
  expected: {
    pods: { 'ha/Deployment/ha-proxy': 3, 'ha/Deployment/ha-web': 2, 'ha/StatefulSet/ha-store': 3 },
    cpu: 0,
    mebibytes: 0,
    codes: ['REQUESTS_UNKNOWN'],
    workloads: Object.fromEntries(
      ['Deployment/ha-proxy', 'Deployment/ha-web', 'StatefulSet/ha-store'].map((id) => [`ha/${id}`, { maxPerNode: 1 }]),
    ),
  },
};

/** cert-manager: three Deployments without requests, and webhooks of both kinds. */
const issuer: RealSet = {
  like: 'cert-manager',
  objects: [
    namespace('issuing'),
    ...['Order', 'Issue', 'Challenge'].map((kind) => definition('issuing.example.org', kind)),
    ...['issuer', 'injector', 'checker'].flatMap((name) => [
      ...access('issuing', name),
      deployment(
        'issuing',
        name,
        { containers: [container(name)], spec: { ...LINUX, serviceAccountName: name } },
        { replicas: 1 },
      ),
    ]),
    webhook('Mutating', 'checker', 'issuing'),
    webhook('Validating', 'checker', 'issuing'),
  ],
  expected: {
    pods: { 'issuing/Deployment/checker': 1, 'issuing/Deployment/injector': 1, 'issuing/Deployment/issuer': 1 },
    cpu: 0,
    mebibytes: 0,
    codes: ['REQUESTS_UNKNOWN'],
  },
};

/** Tekton Pipelines: nodes that are not of Windows, an autoscaled webhook, a resolver with a bounded scratch volume. */
const pipelines: RealSet = {
  like: 'tekton',
  objects: [
    namespace('lines'),
    ...access('lines', 'line-engine'),
    ...['line-engine', 'line-events'].map((name) =>
      deployment(
        'lines',
        name,
        {
          containers: [container(name)],
          spec: { serviceAccountName: 'line-engine', affinity: { nodeAffinity: notWindows() } },
        },
        { replicas: 1 },
      ),
    ),
    deployment('lines', 'line-fetch', {
      containers: [container('fetch', { cpu: '100m', memory: '100Mi' }, { cpu: '1000m', memory: '4Gi' })],
      spec: { volumes: [{ name: 'clones', emptyDir: { sizeLimit: '4Gi' } }], affinity: { nodeAffinity: notWindows() } },
    }),
    deployment('lines', 'line-hook', {
      containers: [container('hook', { cpu: '100m', memory: '100Mi' }, { cpu: '500m', memory: '500Mi' })],
    }),
    autoscaler('lines', 'line-hook', 1, 5),
  ],
  expected: {
    pods: {
      'lines/Deployment/line-engine': 1,
      'lines/Deployment/line-events': 1,
      'lines/Deployment/line-fetch': 1,
      'lines/Deployment/line-hook': 1,
    },
    cpu: 200,
    mebibytes: 200,
    codes: ['REQUESTS_UNKNOWN'],
    workloads: { 'lines/Deployment/line-hook': { replicas: { needed: 1, planned: 1, max: 5 } } },
  },
};

function notWindows(): object {
  const term = { matchExpressions: [{ key: 'kubernetes.io/os', operator: 'NotIn', values: ['windows'] }] };
  return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } };
}

/** ingress-nginx: a controller, and two Jobs for the certificate of its webhook. */
const ingress: RealSet = {
  like: 'ingress-nginx',
  objects: [
    namespace('edge-in'),
    ...access('edge-in', 'gatekeeper'),
    deployment(
      'edge-in',
      'gatekeeper',
      {
        containers: [
          container('gatekeeper', { cpu: '100m', memory: '90Mi' }, undefined, {
            ports: [{ containerPort: 80 }, { containerPort: 443 }],
          }),
        ],
        spec: LINUX,
      },
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } },
    ),
    ...['make', 'patch'].map((name) =>
      job('edge-in', `certificate-${name}`, {
        containers: [container(name)],
        spec: { ...LINUX, restartPolicy: 'OnFailure' },
      }),
    ),
    webhook('Validating', 'gatekeeper', 'edge-in'),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'gatekeeper' },
      spec: { controller: 'example.org/gatekeeper' },
    },
  ],
  expected: {
    pods: { 'edge-in/Deployment/gatekeeper': 1, 'edge-in/Job/certificate-make': 1, 'edge-in/Job/certificate-patch': 1 },
    cpu: 100,
    mebibytes: 90,
    codes: ['REQUESTS_UNKNOWN'],
    workloads: {
      'edge-in/Deployment/gatekeeper': { rollout: { surge: 1, maxUnavailable: 1, explicit: false, ours: false } },
    },
  },
};

/** KEDA: three Deployments that ask for the same. */
const scaler: RealSet = {
  like: 'keda',
  objects: [
    ...access('scaling', 'scaler'),
    ...['scaler', 'scaler-metrics', 'scaler-hooks'].map((name) =>
      deployment(
        'scaling',
        name,
        {
          containers: [container(name, { cpu: '100m', memory: '100Mi' }, { cpu: 1, memory: '1000Mi' })],
          spec: { ...LINUX, serviceAccountName: 'scaler' },
        },
        { replicas: 1 },
      ),
    ),
  ],
  expected: {
    pods: {
      'scaling/Deployment/scaler': 1,
      'scaling/Deployment/scaler-hooks': 1,
      'scaling/Deployment/scaler-metrics': 1,
    },
    cpu: 300,
    mebibytes: 300,
    codes: [],
  },
};

export const DELIVERY_SETS: readonly RealSet[] = [deliverer, apartFromEachOther, issuer, pipelines, ingress, scaler];

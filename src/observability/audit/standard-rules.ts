import { AuditLevel, AuditRule } from './audit-rule';

const READS = ['get', 'list', 'watch'];
const CORE = (...resources: string[]) => ({ resources });

/** What says nothing to anybody: parts of Kubernetes that ask all the time. */
const NOISE: readonly AuditRule[] = [
  { level: AuditLevel.NONE, paths: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi*', '/metrics'] },
  {
    level: AuditLevel.NONE,
    users: ['system:kube-proxy'],
    verbs: READS,
    resources: [CORE('endpoints', 'services', 'nodes'), { group: 'discovery.k8s.io', resources: ['endpointslices'] }],
  },
  {
    level: AuditLevel.NONE,
    groups: ['system:nodes', 'system:serviceaccounts:kube-system'],
    resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }],
  },
  {
    level: AuditLevel.NONE,
    users: ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'],
    resources: [{ group: 'coordination.k8s.io', resources: ['leases'] }],
  },
  {
    level: AuditLevel.NONE,
    resources: [CORE('events'), { group: 'events.k8s.io', resources: ['events'] }],
  },
  {
    level: AuditLevel.NONE,
    groups: ['system:nodes'],
    verbs: ['update', 'patch'],
    resources: [CORE('nodes/status', 'pods/status')],
  },
];

/** Content that is a secret: that somebody asked for it is written down, never what it is. */
const SECRETS: AuditRule = {
  level: AuditLevel.METADATA,
  resources: [
    CORE('secrets', 'configmaps', 'serviceaccounts/token'),
    { group: 'authentication.k8s.io', resources: ['tokenreviews', 'tokenrequests'] },
    { group: 'certificates.k8s.io', resources: ['certificatesigningrequests'] },
  ],
};

/** Ways into a running pod or node. */
const WAYS_IN: AuditRule = {
  level: AuditLevel.REQUEST_RESPONSE,
  resources: [
    CORE(
      'pods/exec',
      'pods/attach',
      'pods/portforward',
      'pods/proxy',
      'pods/ephemeralcontainers',
      'services/proxy',
      'nodes/proxy',
    ),
  ],
};

/** Who may do what, and what is let in: changes with what they became. */
const RIGHTS: AuditRule = {
  level: AuditLevel.REQUEST_RESPONSE,
  verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
  resources: [
    { group: 'rbac.authorization.k8s.io', resources: [] },
    { group: 'admissionregistration.k8s.io', resources: [] },
    { group: 'policy', resources: [] },
    { group: 'networking.k8s.io', resources: ['networkpolicies'] },
    { group: 'security.istio.io', resources: [] },
  ],
};

/** All rules, in their order: the first that matches decides. */
export function standardRules({
  more,
  reads,
}: {
  readonly more: readonly AuditRule[];
  readonly reads: boolean;
}): AuditRule[] {
  return [
    SECRETS,
    ...more,
    WAYS_IN,
    ...NOISE,
    {
      level: AuditLevel.NONE,
      groups: ['system:nodes', 'system:serviceaccounts:kube-system'],
      verbs: READS,
    },
    {
      level: AuditLevel.NONE,
      users: ['system:kube-controller-manager', 'system:kube-scheduler', 'system:apiserver'],
      verbs: READS,
    },
    RIGHTS,
    { level: reads ? AuditLevel.METADATA : AuditLevel.NONE, verbs: READS },
    // What is written to objects of all other kinds, without what they became.
    { level: AuditLevel.REQUEST, verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] },
    { level: AuditLevel.METADATA },
  ];
}

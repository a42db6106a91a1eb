/** JSON Schema of plan.json, versions 1 and 2: what has to be there for a plan to be shown and checked. More may be there. */

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const flag = { type: 'boolean' };
const amount = { type: 'number' };
const amounts = { type: 'object', additionalProperties: { type: 'number', minimum: 0 } };
const counts = { type: 'object', additionalProperties: count };
const list = (items: object) => ({ type: 'array', items });
const record = (values: object) => ({ type: 'object', additionalProperties: values });
const entry = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

const slots = list(entry({ resource: text, count, pods: counts }));

const unplaced = list(entry({ workload: text, count, code: text }));

const scenario = entry(
  {
    name: text,
    lost: counts,
    added: list(entry({ on: text, count, pods: counts }, { slots, without: counts })),
    unplaced,
  },
  { preempted: record(counts) },
);

const pool = entry(
  {
    id: text,
    pool: text,
    nodeType: text,
    nodes: count,
    capacity: amounts,
    reserved: amounts,
    daemonsets: record(amounts),
    allocatable: amounts,
  },
  {
    zone: text,
    sites: { ...list(text), minItems: 1 },
    minNodes: count,
    maxNodes: count,
    spares: count,
    price: amount,
    devices: record(entry({ count, milli: count })),
    domains: record(text),
    labels: record(text),
    taints: list(entry({ key: text, effect: text }, { value: text })),
    role: text,
    spot: flag,
  },
);

const workload = entry(
  {
    id: text,
    path: text,
    priority: amount,
    requests: amounts,
    eligible: list(text),
    replicas: entry({ needed: count, planned: count }, { degraded: count, max: count }),
  },
  {
    device: entry({ resource: text, milli: count }),
    barred: record(text),
    verdicts: record(text),
    maxPerNode: count,
    maxPerNodeAssumed: flag,
    maxPerZone: count,
    hostSpread: entry(
      { maxSkew: count },
      {
        minDomains: count,
        byRevision: { type: 'boolean' },
        alsoCounts: list(text),
        lostNodesCount: { type: 'boolean' },
      },
    ),
    perRevision: entry({}, { maxPerNode: count, maxPerZone: count }),
    maxSkew: entry({}, { zone: count }),
    spreadByRevision: flag,
    minDomains: entry({}, { zone: count }),
    evenZones: flag,
    deadZonesCount: flag,
    spreadPools: list(text),
    zonePinned: flag,
    injected: amounts,
    afterLoss: entry({ pods: count, basis: text }),
    headroom: count,
    reason: text,
    hours: entry({ arrivals: list(amount), replicas: list(count) }),
    rollout: entry({ asked: count, completesUpTo: count, maxUnavailable: count }, { unproven: flag }),
    surge: count,
    partOf: entry({ name: text, least: count }),
    mayShed: flag,
    canary: count,
    gang: entry({ size: count, mode: text }, { level: text }),
    disruption: count,
    roles: list(text),
    cap: count,
    K: count,
    q: count,
    f: count,
  },
);

const part = entry(
  {
    pools: list(text),
    scenarios: record(
      entry({ demand: amounts, worth: amounts, prices: record(amounts) }, { perNode: record(amounts) }),
    ),
    dual: amount,
    bound: amount,
  },
  { limits: amounts, floors: amounts, granule: amount },
);

const objective = entry(
  {
    kind: { enum: ['cost', 'nodes'] },
    value: amount,
    bound: amount,
    gap: { type: ['number', 'null'] },
    certificate: entry({ parts: list(part) }),
  },
  { claimedBound: amount, method: text, placesBound: amount },
);

const finding = entry(
  { code: text, severity: { enum: ['error', 'warning', 'info'] }, path: text, message: text },
  {
    expected: text,
    actual: text,
    conflict: list(text),
    cure: list(text),
    count,
    paths: list(text),
    uncovered: { const: true },
    accepted: entry({ severity: text, reason: text }),
  },
);

const timetable = entry(
  {
    name: text,
    path: text,
    makespan: amount,
    bound: amount,
    tasks: list(entry({ name: text, steps: list(entry({ machine: text, duration: amount })) })),
    steps: list(entry({ task: text, step: count, machine: text, start: amount, end: amount })),
  },
  { within: amount },
);

const grows: [Record<string, object>, Record<string, object>] = [
  { perDay: amount, after: entry({ day: amount, month: amount, year: amount }) },
  { already: amount, growth: amount, keptDays: amount, room: amount },
];

const storage = entry(
  { path: text, name: text, ...grows[0] },
  { ...grows[1], partitions: count, objects: entry(...grows) },
);

const transfer = entry(
  { path: text, name: text, bytes: amount, bitsPerSecond: amount, seconds: amount },
  { window: amount },
);

const tenant = entry(
  { namespaces: list(text), quota: amounts, cost: entry({ requests: amount, idle: amount }) },
  { name: text, path: text, share: amounts, shareOfCost: amount },
);

const cluster = entry(
  {
    name: text,
    kubernetesVersion: text,
    status: { enum: ['feasible', 'infeasible'] },
    survive: { enum: ['none', 'node', 'zone'] },
    pools: list(pool),
    workloads: list(workload),
    steady: entry({ nodes: list(entry({ id: text, pool: text, count, pods: counts }, { slots })), unplaced }),
    scenarios: list(scenario),
    findings: list(finding),
  },
  {
    conflicts: list({ type: 'array', items: text, minItems: 2, maxItems: 2 }),
    peakGroups: list(entry({ name: text, workloads: list(text) })),
    spotLoss: scenario,
    transitions: list(scenario),
    drains: entry(
      { nodes: count, withWaiting: count, waiting: amounts },
      { spares: amounts, costOfSpares: amount, costOfNewNode: amount },
    ),
    robustness: entry({ scoring: text, orders: count, stranded: count, nodesAdded: count, costAdded: amount }),
    strength: entry(
      { kind: { enum: ['reserved', 'steered', 'free'] } },
      { proof: { enum: ['any-fit'] }, orders: count, fresh: count, failed: count, confidence: amount, atMost: amount },
    ),
    timetables: list(timetable),
    storage: list(storage),
    transfers: list(transfer),
    tenants: list(tenant),
    objective,
    balance: entry({ highest: amount, jain: amount, squaredDeviation: amount }),
  },
);

export const PLAN_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'plan.json of cdk8s-autonomous',
  ...entry(
    {
      schemaVersion: { enum: [1, 2] },
      tool: entry({ name: text, version: text }, { solver: text }),
      clusters: { ...list(cluster), minItems: 1 },
    },
    {},
  ),
};

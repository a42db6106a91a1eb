import { ADMIN, FakeHarbor, HARBOR, API_SERVER, TOKEN } from './fake-harbor';
import { converge, World } from '../../../src/registry/job/converge';
import { DesiredState, ProjectState } from '../../../src/registry/job/state';
import { Transport } from '../../../src/registry/job/transport';

/** Files that the pod would have. */
export const FILES: Record<string, string> = {
  '/login/username': ADMIN.username,
  '/login/password': ADMIN.password,
  '/mirrors/eu/username': 'robot$from-cn',
  '/mirrors/eu/password': 'Password0fTheMirror',
  '/token': TOKEN,
};

const LOGIN = { username: '/login/username', password: '/login/password' };
const EU_LOGIN = { username: '/mirrors/eu/username', password: '/mirrors/eu/password' };

function project(name: string, more: Partial<ProjectState> = {}): ProjectState {
  const metadata = {
    public: 'false',
    auto_scan: 'true',
    prevent_vul: 'true',
    severity: 'high',
    auto_sbom_generation: 'true',
  };
  return { name, metadata, immutable: [], members: [], ...more };
}

const KEEP = { template: 'latestPushedK', count: 10, tags: '**', repositories: '**' };

/** One of everything, and several of some. */
export const RICH: DesiredState = {
  owner: 'east/harbor',
  url: HARBOR,
  login: LOGIN,
  endpoints: [
    { name: 'eu', type: 'harbor', url: 'https://harbor.eu.example.com', login: EU_LOGIN },
    { name: 'plant-7', type: 'harbor', url: 'https://harbor.plant-7.example.com', login: EU_LOGIN },
    { name: 'docker-hub', type: 'docker-hub', url: 'https://hub.docker.com' },
  ],
  projects: [
    project('telemetry', {
      quota: 2 ** 40,
      retention: { cron: '0 0 1 * * *', rules: [KEEP, { template: 'always', tags: 'v*', repositories: '**' }] },
      immutable: [
        { tags: 'v*', repositories: '**' },
        { tags: 'release-*', repositories: 'rules/**' },
      ],
      members: [
        { name: 'ada', kind: 'user', role: 1 },
        { name: 'platform', kind: 'oidc', role: 4 },
      ],
    }),
    project('20260101', { quota: -1 }),
    project('dockerhub', {
      metadata: { public: 'false', proxy_speed_kb: '20000' },
      proxyOf: 'docker-hub',
      retention: { cron: '0 0 2 * * *', rules: [{ ...KEEP, template: 'nDaysSinceLastPull', count: 30 }] },
    }),
  ],
  replications: [
    {
      name: 'telemetry-to-eu',
      endpoint: 'eu',
      direction: 'push',
      filters: [{ type: 'name', value: 'telemetry/**' }],
      trigger: { type: 'event_based' },
      speed: -1,
      replicateDeletion: false,
    },
    {
      name: 'telemetry-to-plant-7',
      endpoint: 'plant-7',
      direction: 'push',
      filters: [{ type: 'name', value: 'telemetry/**' }],
      trigger: { type: 'scheduled', cron: '0 0 1 * * *' },
      speed: 19531,
      replicateDeletion: true,
    },
    {
      name: 'base-from-eu',
      endpoint: 'eu',
      direction: 'pull',
      filters: [{ type: 'name', value: 'base/**' }],
      trigger: { type: 'scheduled', cron: '0 30 2 * * *' },
      speed: -1,
      replicateDeletion: false,
      destination: 'mirror',
    },
  ],
  robots: [
    { name: 'site-plant-7', duration: -1, projects: ['telemetry', 'dockerhub'], actions: ['pull'] },
    { name: 'site-plant-8', duration: 90, projects: ['telemetry'], actions: ['pull'] },
  ],
  robotSecret: { namespace: 'harbor', name: 'robots' },
  garbageCollection: { cron: '0 0 3 * * 6', deleteUntagged: true, workers: 2 },
  scanAll: { cron: '0 0 4 * * 0' },
};

/** A run that did not get to its end: the pod was gone. */
export class Crash extends Error {}

export interface RunResult {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

/**
 * Runs the program against a server.
 * @param crashAfter the pod is gone after so many requests: what they did is done, and nobody hears of the last one
 */
export async function run(harbor: FakeHarbor, state: DesiredState = RICH, crashAfter = Infinity): Promise<RunResult> {
  const lines: string[] = [];
  let sent = 0;
  const transport: Transport = async (request) => {
    if (++sent < crashAfter) {
      return harbor.answer(request);
    }
    await harbor.answer(request).catch(() => undefined);
    throw new Crash();
  };
  const world: World = {
    transport,
    sleep: (seconds) => harbor.sleep(seconds),
    readFile: (path) => {
      if (!(path in FILES)) {
        throw new Error(`no file ${path}`);
      }
      return FILES[path];
    },
    tell: (line) => lines.push(line),
    kubernetes: { url: API_SERVER, tokenFile: '/token' },
  };
  return { isDone: await converge(state, world), lines };
}

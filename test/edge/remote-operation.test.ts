import { Testing } from 'cdk8s';
import { EdgeRuntime, RemoteOperation, RemoteOperationProps } from 'cdk8s-autonomous';
import { documents } from '../support/apps';
import { edgePlatform, edgeService, planOf, site, tenant } from '../support/edge';

/** A stack for each of two regions, whose people look after their own. */
function regions(props: Partial<RemoteOperationProps> = {}, runtime?: EdgeRuntime) {
  const app = Testing.app();
  const edge = edgePlatform(app, runtime);
  for (const region of ['north', 'south']) {
    const stack = tenant(edge, region);
    site(edge, `${region}-1`).deploy(edgeService(stack, `cart-${region}`));
    new RemoteOperation(stack, 'remote', { logs: [`${region}-support`], commands: [`${region}-oncall`], ...props });
  }
  return { edge, docs: documents(app) };
}

describe('people of a region', () => {
  const { edge, docs } = regions();

  test('see what runs at its sites, read logs and run commands, in its namespace alone', () => {
    const rules = docs
      .filter(({ kind, metadata }) => kind === 'Role' && metadata.namespace === 'north')
      .map(({ metadata, rules: own }) => [
        metadata.name,
        own.flatMap(({ resources, verbs }: any) => resources.map((one: string) => `${one}: ${verbs}`)),
      ]);
    expect(Object.fromEntries(rules)).toEqual({
      'remote-commands': ['pods/exec: create,get'],
      'remote-logs': [
        'events: get,list,watch',
        'pods: get,list,watch',
        'pods/log: get',
        'deployments: get,list,watch',
        'replicasets: get,list,watch',
      ],
    });
    const bindings = docs.filter(({ kind, metadata }) => kind === 'RoleBinding' && metadata.namespace === 'north');
    expect(bindings.map(({ metadata, subjects }) => [metadata.name, subjects.map(({ name }: any) => name)])).toEqual([
      ['remote-logs', ['north-support', 'north-oncall']],
      ['remote-commands', ['north-oncall']],
    ]);
    expect(docs.some(({ kind }) => kind === 'ClusterRole' || kind === 'ClusterRoleBinding')).toBe(false);
  });

  test('reach the nodes through what KubeEdge has to switch on', () => {
    const found = planOf(edge).findings.find(({ code }: any) => code === 'EDGE_SWITCHES');
    expect(found.message).toContain('cloudStream');
    expect(found.message).toContain('modules.edgeStream.enable');
  });

  test('may run no commands where nobody says so', () => {
    const given = regions({ commands: undefined }, EdgeRuntime.openYurt()).docs;
    expect(given.filter(({ kind }) => kind === 'Role').map(({ metadata }) => metadata.name)).toEqual([
      'remote-logs',
      'remote-logs',
    ]);
    expect(given.some(({ kind, metadata }) => kind === 'RoleBinding' && metadata.name === 'remote-commands')).toBe(
      false,
    );
  });
});

test.each([
  ['nobody', { logs: [] }, 'must name at least one group'],
  ['everybody', { logs: ['*'] }, 'must be a group of people'],
  ['the system', { commands: ['system:masters'] }, 'must be a group of people'],
])('%s is refused', (_, props, message) => {
  expect(() => regions(props)).toThrow(message);
});

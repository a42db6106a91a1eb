import { FakeHarbor } from './fake-harbor';

/** What others have in the same Harbor: nothing of it may change. 120 endpoints and robots are more than a page. */
export function addNeighbours({ data }: FakeHarbor, count: number): void {
  for (let i = 0; i < count; i++) {
    data.registries.add({
      name: `neighbour-${i}`,
      type: 'harbor',
      url: `https://neighbour-${i}.example.com`,
      description: i % 2 === 0 ? '' : '[cdk8s-autonomous made by west/harbor]',
      insecure: false,
      user: '',
      secret: '',
    });
    data.robots.add({
      name: `neighbour-${i}`,
      description: 'by hand',
      disable: false,
      duration: 30,
      permissions: [{ kind: 'project', namespace: 'library', access: [{ resource: 'repository', action: 'pull' }] }],
      secret: `Neighbour${i}`,
    });
  }
  const project = data.projects.add({ name: 'library', registry: 0, metadata: { public: 'true' } });
  data.quotas.add({ reference: project, storage: -1 });
  data.members.add({ project, name: 'linus', type: 'u', role: 1 });
  data.immutables.add({ project, rule: { disabled: false, tag_selectors: [{ pattern: 'keep' }] } });
}

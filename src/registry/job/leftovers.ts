import { madeBy } from './mark';
import { Refused } from './refused';
import { attempt, patiently, Run } from './run';

/**
 * Removes what this owner made and nobody wants any more: policies first, as endpoints that they use cannot go. Projects never go: there are images in
 * them, and no mark on them.
 */
export async function removeLeftovers(run: Run): Promise<void> {
  const { state, client, report, secret } = run;
  const wanted = (some: readonly { readonly name: string }[]) => new Set(some.map(({ name }) => name));
  await removeFrom(run, 'replication', '/replication/policies', ({ name }) => wanted(state.replications).has(name));
  const robotIds = new Set(run.robots.values());
  // Names of robots have a prefix: those that could not be seen to are not told from others by them alone.
  const unseen = state.robots.filter(({ name }) => !run.robots.has(name));
  await removeFrom(
    run,
    'robot',
    '/robots',
    ({ id, name }) => robotIds.has(id) || unseen.some((one) => name.endsWith(one.name)),
  );
  await removeFrom(run, 'endpoint', '/registries', ({ name }) => wanted(state.endpoints).has(name));
  const robots = wanted(state.robots);
  await attempt(run, 'logins of robots', async () => {
    for (const robot of (await secret?.robots()) ?? []) {
      if (!robots.has(robot)) {
        await secret!.drop(robot);
        report.removed(`login of robot ${robot} from the Secret`);
      }
    }
  });
  const projects = wanted(state.projects);
  const others = (await client.list('/projects')).filter(({ name }) => !projects.has(name));
  if (others.length > 0) {
    report.left(`${others.length} projects that no desired state names: projects are never removed`);
  }
}

async function removeFrom(run: Run, kind: string, path: string, isWanted: (found: any) => boolean): Promise<void> {
  const { client, state, report } = run;
  const mine = (await client.list(path)).filter(
    (found) => madeBy(found.description) === state.owner && !isWanted(found),
  );
  for (const { id, name } of mine) {
    const what = `${kind} ${name}`;
    await attempt(run, what, async () => {
      try {
        await client.write('DELETE', `${path}/${id}`);
      } catch (error) {
        if (error instanceof Refused && error.status === 412) {
          report.left(`${what}: ${error.message}`);
          return;
        }
        // Gone already.
        if (!(error instanceof Refused && error.status === 404)) {
          throw error;
        }
      }
      await patiently(run, async () => {
        if ((await client.list(path)).some((found) => found.id === id)) {
          throw new Refused(404, 'Harbor took its removal, and still has it');
        }
      });
      report.removed(what);
    });
  }
}

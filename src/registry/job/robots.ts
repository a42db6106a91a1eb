import { isOurs } from './endpoints';
import { markOf, withMark } from './mark';
import { Blocked, Refused } from './refused';
import { attempt, eventually, patiently, Run, settle } from './run';
import { RobotState } from './state';

/** Accounts of machines. Harbor tells the secret of one once: it goes into the Secret at once, and where it was lost on the way there is a new one. */
export async function settleRobots(run: Run): Promise<void> {
  for (const robot of run.state.robots) {
    const what = `robot ${robot.name}`;
    await attempt(run, what, async () => {
      const isAdmitted = await settleRobot(run, robot, what);
      if (!isAdmitted) {
        await removeEnded(run, robot, what);
        await settleRobot(run, robot, what);
      }
    });
  }
}

/** False where Harbor does not take its login, whatever the secret. */
async function settleRobot(run: Run, robot: RobotState, what: string): Promise<boolean> {
  const told: { secret?: string } = {};
  const found = await settle(
    run,
    itemOf(run, robot, what, (secret) => (told.secret = secret)),
  );
  run.robots.set(robot.name, found.id);
  return settleLogin(run, robot.name, what, found, told.secret);
}

/** A robot that has come to its end stays there: Harbor counts its days from when it was made, and a new secret changes nothing. */
async function removeEnded(run: Run, { name, duration }: RobotState, what: string): Promise<void> {
  const { client, report } = run;
  const found = await robotNamed(run, name);
  if (duration === -1 || (found && !isOurs(run, what, found))) {
    throw new Blocked('is not taken with a new secret either: has it come to its end? Remove it in Harbor');
  }
  if (found) {
    await client.write('DELETE', `/robots/${found.id}`);
    await patiently(run, async () => {
      if ((await robotNamed(run, name))?.id === found.id) {
        throw new Refused(404, 'Harbor took its removal, and still has it');
      }
    });
    report.removed(`${what}: it has come to its end`);
  }
  run.robots.delete(name);
}

/** Robots of the system have names with a prefix that administrators choose; Harbor looks for them without it. */
async function robotNamed({ client }: Run, name: string): Promise<any> {
  const found = await client.list(`/robots?q=${encodeURIComponent(`name=${name}`)}`);
  return found.find((one) => one.level === 'system' && one.name.endsWith(name));
}

function itemOf(run: Run, robot: RobotState, what: string, tell: (secret: string) => void) {
  const { client } = run;
  const { name, duration, projects, actions } = robot;
  const permissions = projects.map((namespace) => ({
    kind: 'project',
    namespace,
    access: actions.map((action) => ({ resource: 'repository', action })),
  }));
  const described = (found: any) =>
    isOurs(run, what, found) ? withMark(found.description, markOf(run.state.owner, true)) : (found.description ?? '');
  return {
    what,
    read: () => robotNamed(run, name),
    differences: (found: any) => [
      ...(found.disable ? ['disabled'] : []),
      ...(found.duration === duration ? [] : ['duration']),
      ...(textOf(found.permissions) === textOf(permissions) ? [] : ['permissions']),
      ...((found.description ?? '') === described(found) ? [] : ['description']),
    ],
    make: async () => {
      const description = markOf(run.state.owner, true);
      const body = { name, description, level: 'system', disable: false, duration, permissions };
      tell((await client.write('POST', '/robots', body)).secret);
    },
    change: (found: any) =>
      client.write('PUT', `/robots/${found.id}`, {
        name: found.name,
        level: found.level,
        description: described(found),
        disable: false,
        duration,
        permissions,
      }),
  };
}

function textOf(permissions: any[] | undefined): string {
  const texts = (permissions ?? []).flatMap(({ kind, namespace, access }) =>
    access.map(({ resource, action, effect }: any) =>
      JSON.stringify([kind, namespace, resource, action, effect || 'allow']),
    ),
  );
  return texts.sort().join();
}

/**
 * The Secret has a login that Harbor takes: what it was told just now, what it has already, or a new one.
 * @returns false where Harbor does not take the new one
 */
async function settleLogin(run: Run, robot: string, what: string, found: any, told?: string): Promise<boolean> {
  const { client, secret, report } = run;
  if (!secret) {
    throw new Blocked('there is no Secret for its login');
  }
  const has = await secret.loginOf(robot);
  const username: string = found.name;
  if (told !== undefined) {
    await secret.set(robot, { username, password: told });
    return true;
  }
  if (has?.username === username && (await client.admits(username, has.password))) {
    return true;
  }
  const { secret: password } = await patiently(run, () => client.write('PATCH', `/robots/${found.id}`, { secret: '' }));
  await secret.set(robot, { username, password });
  report.changed(what, [has ? 'secret: the one that the Secret has is not taken' : 'secret: the Secret has none']);
  return eventually(run, () => client.admits(username, password));
}

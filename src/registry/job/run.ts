import { HarborClient } from './client';
import { Blocked, Refused } from './refused';
import { Report } from './report';
import { RobotSecret } from './robot-secret';
import { DesiredState } from './state';

/** What the steps of one run share. */
export interface Run {
  readonly state: DesiredState;
  readonly client: HarborClient;
  readonly report: Report;
  readonly secret?: RobotSecret;
  /** Waits so many seconds. */
  readonly sleep: (seconds: number) => Promise<unknown>;
  readonly readFile: (path: string) => string;
  /** Ids of what others need, by name, as soon as they are there. */
  readonly endpoints: Map<string, number>;
  readonly projects: Map<string, number>;
  readonly robots: Map<string, number>;
}

/** One thing in Harbor and how it is brought about. */
export interface Item<Found> {
  /** For people: 'project telemetry'. */
  readonly what: string;
  /** What Harbor has; undefined where there is nothing. */
  read(): Promise<Found | undefined>;
  /** Names of what is different; none where all is as it should be. */
  differences(found: Found): string[];
  make(): Promise<unknown>;
  change(found: Found): Promise<unknown>;
}

/** Times that it is looked whether something has arrived, and the most seconds between two. Several instances answer, and some may be behind. */
const LOOKS = 8;
const LONGEST_PAUSE_SECONDS = 15;

/** Harbor took what it was given, and does not show it. */
class Unsettled extends Error {}

/** Brings one thing about and waits until Harbor shows it. Does nothing where it is there already. */
export async function settle<Found>(run: Run, item: Item<Found>): Promise<Found> {
  const { report } = run;
  const done = { made: false, changed: new Set<string>() };
  const found = await patiently(run, async () => {
    const before = await item.read();
    if (before === undefined) {
      done.made = (await makeOnce(item)) || done.made;
    } else {
      const fields = item.differences(before);
      if (fields.length === 0) {
        return before;
      }
      await item.change(before);
      fields.forEach((field) => done.changed.add(field));
    }
    return seen(run, item);
  });
  if (done.made) {
    report.made(item.what);
  } else if (done.changed.size > 0) {
    report.changed(item.what, [...done.changed]);
  } else {
    report.kept();
  }
  return found;
}

/** False where it is there already: somebody was faster, or this answer comes from an instance that has not heard of it. */
async function makeOnce<Found>(item: Item<Found>): Promise<boolean> {
  try {
    await item.make();
    return true;
  } catch (error) {
    if (error instanceof Refused && isThere(error)) {
      return false;
    }
    throw error;
  }
}

/** The second retention policy of a project is answered with 400. */
function isThere({ status, message }: Refused): boolean {
  return status === 409 || (status === 400 && /already has retention policy/.test(message));
}

/** Looks until all is as it should be. */
async function seen<Found>({ sleep }: Run, item: Item<Found>): Promise<Found> {
  let fields: readonly string[] = [];
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) {
      await sleep(pause(look));
    }
    const found = await item.read();
    if (found !== undefined) {
      fields = item.differences(found);
      if (fields.length === 0) {
        return found;
      }
    }
  }
  throw new Unsettled(
    fields.length > 0 ? `Harbor took it, and still has another ${fields.join(', ')}` : 'Harbor took it, and has none',
  );
}

/** Does a step again while something that it needs, made a moment ago, is not found. The steps are such that this harms nothing. */
export async function patiently<Result>({ sleep }: Run, step: () => Promise<Result>): Promise<Result> {
  for (let look = 1; ; look++) {
    try {
      return await step();
    } catch (error) {
      if (look === LOOKS || !isBehind(error)) {
        throw error;
      }
      await sleep(pause(look));
    }
  }
}

/** Whether something comes to hold within the time in which all instances hear of it. */
export async function eventually({ sleep }: Run, holds: () => Promise<boolean>): Promise<boolean> {
  for (let look = 1; look <= LOOKS; look++) {
    if (await holds()) {
      return true;
    }
    await sleep(pause(look));
  }
  return false;
}

/** Harbor answers 400 for the project of a retention policy that it does not know yet. */
function isBehind(error: unknown): boolean {
  return (
    error instanceof Refused &&
    (error.status === 404 || (error.status === 400 && /invalid project id/i.test(error.message)))
  );
}

function pause(look: number): number {
  return Math.min(2 ** (look - 1), LONGEST_PAUSE_SECONDS);
}

/** Does a step. What Harbor refuses is told, and the run goes on with what does not need it. */
export async function attempt<Result>(
  { report }: Run,
  what: string,
  step: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Refused || error instanceof Blocked || error instanceof Unsettled) {
      report.failed(what, error.message);
      return undefined;
    }
    throw error;
  }
}

/** The id of something that this step needs. */
export function idOf(ids: ReadonlyMap<string, number>, kind: string, name: string): number {
  const id = ids.get(name);
  if (id === undefined) {
    throw new Blocked(`waits for ${kind} ${name}, which is not there`);
  }
  return id;
}

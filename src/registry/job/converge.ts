import { HarborClient } from './client';
import { settleEndpoints } from './endpoints';
import { removeLeftovers } from './leftovers';
import { settleProjects } from './projects';
import { Hopeless } from './refused';
import { settleReplications } from './replications';
import { Report } from './report';
import { RobotSecret } from './robot-secret';
import { settleRobots } from './robots';
import { Run } from './run';
import { settleSchedules } from './schedules';
import { DesiredState } from './state';
import { Transport } from './transport';

/** What the program needs of the world. */
export interface World {
  readonly transport: Transport;
  /** Waits so many seconds. */
  readonly sleep: (seconds: number) => Promise<unknown>;
  /** Text of a file, without the newline at its end. */
  readonly readFile: (path: string) => string;
  /** Says what was done. */
  readonly tell: (line: string) => void;
  /** The API server of the cluster. */
  readonly kubernetes: { readonly url: string; readonly tokenFile: string; readonly caFile?: string };
}

/**
 * Makes a Harbor what it should be, in the order of what needs what, and writes only what is different. Where it ends does not matter: the next run goes on
 * from what is there.
 * @returns whether all is as it should be
 */
export async function converge(state: DesiredState, world: World): Promise<boolean> {
  const { transport, sleep, readFile, tell, kubernetes } = world;
  const report = new Report(tell);
  const client = new HarborClient({
    url: state.url,
    username: readFile(state.login.username),
    password: readFile(state.login.password),
    ca: state.caFile && readFile(state.caFile),
    transport,
    sleep,
  });
  const secret =
    state.robotSecret &&
    new RobotSecret({
      ...state.robotSecret,
      url: kubernetes.url,
      token: readFile(kubernetes.tokenFile),
      ca: kubernetes.caFile && readFile(kubernetes.caFile),
      transport,
      sleep,
    });
  const ids = { endpoints: new Map(), projects: new Map(), robots: new Map() };
  const run: Run = { state, client, report, secret, sleep, readFile, ...ids };
  try {
    await settleEndpoints(run);
    await settleProjects(run);
    await settleReplications(run);
    await settleRobots(run);
    await settleSchedules(run);
    await removeLeftovers(run);
  } catch (error) {
    if (!(error instanceof Hopeless)) {
      throw error;
    }
    report.failed('the run', error.message);
  }
  tell(report.summary(client.requests + (secret?.requests ?? 0), client.writes + (secret?.writes ?? 0)));
  return report.failures.length === 0;
}

import { attempt, Run, settle } from './run';

const GARBAGE = '/system/gc/schedule';
const SCAN = '/system/scanAll/schedule';

/** When what nobody refers to any more is removed from storage, and when all is scanned again. */
export async function settleSchedules(run: Run): Promise<void> {
  const { client, state } = run;
  const { garbageCollection, scanAll } = state;
  if (garbageCollection) {
    const { cron, deleteUntagged, workers } = garbageCollection;
    const what = 'schedule of the garbage collection';
    const body = { schedule: { type: 'Custom', cron }, parameters: { delete_untagged: deleteUntagged, workers } };
    await attempt(run, what, () =>
      settle<any>(run, {
        what,
        read: () => client.find(GARBAGE),
        differences: (found) => {
          const { delete_untagged: untagged = false, workers: has = 1 } = JSON.parse(found.job_parameters || '{}');
          return [
            ...(found.schedule?.cron === cron ? [] : ['schedule']),
            ...(untagged === deleteUntagged ? [] : ['untagged']),
            ...(Number(has) === workers ? [] : ['workers']),
          ];
        },
        make: () => client.write('POST', GARBAGE, body),
        change: () => client.write('PUT', GARBAGE, body),
      }),
    );
  }
  if (scanAll) {
    const what = 'schedule of the scan of everything';
    // Made and changed alike: Harbor answers 412, not 409, to a POST where there is one.
    const write = () => client.write('PUT', SCAN, { schedule: { type: 'Custom', cron: scanAll.cron } });
    await attempt(run, what, () =>
      settle<any>(run, {
        what,
        read: () => client.find(SCAN),
        differences: (found) => (found.schedule?.cron === scanAll.cron ? [] : ['schedule']),
        make: write,
        change: write,
      }),
    );
  }
}

import { createConcurrencyLimits, familyConcurrencyKeys } from '../../src/jobs/createConcurrencyLimits';

const lanesOf = (task: string, root: number) => [task, ...familyConcurrencyKeys(task, root)];

/** How many of these jobs, as long as there is a slot for one, run at once; and the lanes that are full then. */
async function fill(lanes: ReturnType<typeof createConcurrencyLimits>, job: string[], slots: number): Promise<number> {
  for (let running = 0; ; running += 1) {
    const full = await lanes.beginFetch();
    if (running === slots || job.some((key) => full.includes(key))) {
      lanes.endFetch([]);
      return running;
    }
    lanes.endFetch(job);
  }
}

describe('the lanes of the jobs of a topmost request', () => {
  it('leave half of the slots of a task to others', async () => {
    const lanes = createConcurrencyLimits(20);
    expect([
      await fill(lanes, lanesOf('startRequests', 1), 20),
      await fill(lanes, lanesOf('startRequests', 2), 15),
      await fill(lanes, lanesOf('startRequests', 3), 12),
    ]).toEqual([5, 3, 1]);
  });

  it('leave half of all slots to others, whatever the tasks', async () => {
    const lanes = createConcurrencyLimits(20);
    let running = 0;
    for (const task of ['startRequests', 'wakeAction', 'callHttp', 'sendMail'])
      running += await fill(lanes, lanesOf(task, 1), 20 - running);
    expect([running, await fill(lanes, lanesOf('sendMail', 2), 10)]).toEqual([10, 5]);
  });

  it('are free again when their jobs have ended', async () => {
    const lanes = createConcurrencyLimits(20);
    await fill(lanes, lanesOf('wakeAction', 1), 20);
    for (let n = 0; n < 5; n += 1) lanes.release(lanesOf('wakeAction', 1));
    expect(await fill(lanes, lanesOf('wakeAction', 1), 20)).toBe(5);
  });
});

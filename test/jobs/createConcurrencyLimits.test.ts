import { createConcurrencyLimits, familyConcurrencyKeys } from '../../src/jobs/createConcurrencyLimits';

const keysOf = (task: string, root: number) => [task, ...familyConcurrencyKeys(task, root)];

/** Resolves to how many of these jobs, as long as there is a slot for one, run at once; and the keys that are full then. */
async function fill(limits: ReturnType<typeof createConcurrencyLimits>, job: string[], slots: number): Promise<number> {
  for (let running = 0; ; running += 1) {
    const full = await limits.beginFetch();
    if (running === slots || job.some((key) => full.includes(key))) {
      limits.endFetch([]);
      return running;
    }
    limits.endFetch(job);
  }
}

describe('the concurrency keys of the jobs of a topmost request', () => {
  it('leave half of the slots of a task to others', async () => {
    const limits = createConcurrencyLimits(20);
    expect([
      await fill(limits, keysOf('startRequests', 1), 20),
      await fill(limits, keysOf('startRequests', 2), 15),
      await fill(limits, keysOf('startRequests', 3), 12),
    ]).toEqual([5, 3, 1]);
  });

  it('leave half of all slots to others, whatever the tasks', async () => {
    const limits = createConcurrencyLimits(20);
    let running = 0;
    for (const task of ['startRequests', 'wakeAction', 'callHttp', 'sendMail'])
      running += await fill(limits, keysOf(task, 1), 20 - running);
    expect([running, await fill(limits, keysOf('sendMail', 2), 10)]).toEqual([10, 5]);
  });

  it('are free again when their jobs have ended', async () => {
    const limits = createConcurrencyLimits(20);
    await fill(limits, keysOf('wakeAction', 1), 20);
    for (let n = 0; n < 5; n += 1) limits.release(keysOf('wakeAction', 1));
    expect(await fill(limits, keysOf('wakeAction', 1), 20)).toBe(5);
  });
});

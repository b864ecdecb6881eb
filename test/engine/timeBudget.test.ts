import { TimeBudget } from '../../src/engine/timeBudget';

/** Uses the processor for so many milliseconds, however long that takes. */
function compute(ms: number): void {
  const begun = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(begun);
    if (user + system > ms * 1000) return;
  }
}
/** Keeps this thread from computing for so many milliseconds. */
const stand = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe('the time of a command', () => {
  it('is what it computes', async () => {
    const time = new TimeBudget();
    compute(100);
    const first = time.spent();
    await time.pause();
    compute(100);
    expect([first > 60, time.spent() > first + 60]).toEqual([true, true]);
  });

  it('is not what others compute meanwhile, between its turns and in them', async () => {
    const time = new TimeBudget();
    stand(400);
    const first = time.spent();
    await time.pause();
    stand(400);
    expect([first < 200, time.spent() < 400]).toEqual([true, true]);
  });
});

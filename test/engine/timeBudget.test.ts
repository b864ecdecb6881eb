import { TimeBudget } from '../../src/engine/timeBudget';

/** Computes for so many milliseconds at least, by the clock and by what the processor says. */
function compute(ms: number): void {
  const begun = process.cpuUsage();
  const since = performance.now();
  for (;;) {
    const { user, system } = process.cpuUsage(begun);
    if (user + system > ms * 1000 && performance.now() - since > ms) return;
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
    expect([first > 90, time.spent() > first + 80]).toEqual([true, true]);
  });

  it('is not what others compute meanwhile, between its turns and in them', async () => {
    const spent: number[] = [];
    // Other threads of this process may compute as well: then it is tried again.
    while (spent.length < 20 && !spent.some((ms) => ms < 150)) {
      const time = new TimeBudget();
      stand(150);
      await time.pause();
      stand(150);
      spent.push(time.spent());
    }
    expect(Math.min(...spent)).toBeLessThan(150);
  });
});

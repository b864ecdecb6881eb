import { createSlowDown } from '../../src/identity/slowDown';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const failed = () => Promise.resolve(null);

/** Runs so many attempts at once and says how many were over when, in seconds, and how many were refused. */
async function runAtOnce(attempts: number, attempt: () => Promise<true | null>) {
  const slowDown = createSlowDown();
  const begun = Date.now();
  const overAfter: number[] = [];
  let refused = 0;
  for (let n = 0; n < attempts; n += 1) {
    void slowDown('ann 10.0.0.1', attempt).then(
      () => overAfter.push(Math.round((Date.now() - begun) / 1000)),
      () => (refused += 1),
    );
  }
  await jest.advanceTimersByTimeAsync(30_000);
  return { overAfter, refused };
}

describe('slowDown', () => {
  it('gives many guesses at once no way round it: one a second, and no more than ten wait', async () => {
    expect(await runAtOnce(30, failed)).toEqual({ overAfter: [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], refused: 15 });
  });

  it('slows nobody down whose attempts succeed', async () => {
    const slowDown = createSlowDown();
    const begun = Date.now();
    for (let n = 0; n < 100; n += 1) await slowDown('ann 10.0.0.1', () => Promise.resolve(true));
    expect(Date.now()).toBe(begun);
  });

  it('forgets failures after a minute', async () => {
    const slowDown = createSlowDown();
    for (let n = 0; n < 4; n += 1) await slowDown('ann 10.0.0.1', failed);
    await jest.advanceTimersByTimeAsync(60_001);
    const begun = Date.now();
    for (let n = 0; n < 4; n += 1) await slowDown('ann 10.0.0.1', failed);
    expect(Date.now()).toBe(begun);
  });
});

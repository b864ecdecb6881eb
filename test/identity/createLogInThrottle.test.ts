import { createLogInThrottle } from '../../src/identity/createLogInThrottle';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const failed = () => Promise.resolve(null);

/** Runs so many attempts at once and says how many were over when, in seconds, and how many were refused. */
async function runAtOnce(attempts: number, attempt: () => Promise<true | null>) {
  const throttle = createLogInThrottle();
  const begun = Date.now();
  const overAfter: number[] = [];
  let refused = 0;
  for (let n = 0; n < attempts; n += 1) {
    void throttle('ann', '10.0.0.1', attempt).then(
      () => overAfter.push(Math.round((Date.now() - begun) / 1000)),
      () => (refused += 1),
    );
  }
  await jest.advanceTimersByTimeAsync(30_000);
  return { overAfter, refused };
}

describe('createLogInThrottle', () => {
  it('gives many guesses at once no way round it: one a second, and no more than ten wait', async () => {
    expect(await runAtOnce(30, failed)).toEqual({ overAfter: [0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], refused: 15 });
  });

  it('slows nobody down whose attempts succeed', async () => {
    const throttle = createLogInThrottle();
    const begun = Date.now();
    for (let n = 0; n < 100; n += 1) await throttle('ann', '10.0.0.1', () => Promise.resolve(true));
    expect(Date.now()).toBe(begun);
  });

  it('takes no more than 50 failures in a minute from one address, of whatever users, and as many from others', async () => {
    const throttle = createLogInThrottle();
    const refusedOf = async (address: string, attempts: number) => {
      let refused = 0;
      for (let n = 0; n < attempts; n += 1) await throttle(`user ${n}`, address, failed).catch(() => (refused += 1));
      return refused;
    };
    const counts = [await refusedOf('10.0.0.1', 60), await refusedOf('10.0.0.2', 50), await refusedOf('10.0.0.1', 1)];
    await jest.advanceTimersByTimeAsync(60_001);
    expect([...counts, await refusedOf('10.0.0.1', 50)]).toEqual([10, 0, 1, 0]);
  });

  it('paces guesses of one user from many addresses, and lets the user in from where they logged in before', async () => {
    const throttle = createLogInThrottle();
    await throttle('ann', '10.9.9.9', () => Promise.resolve(true));
    let failures = 0;
    let refused = 0;
    for (let n = 0; n < 250; n += 1) {
      void throttle('ann', `10.0.0.${n}`, failed).then(
        () => (failures += 1),
        () => (refused += 1),
      );
    }
    await jest.advanceTimersByTimeAsync(5_000);
    const begun = Date.now();
    const own = await throttle('ann', '10.9.9.9', () => Promise.resolve('in'));
    expect([own, Date.now() - begun, failures <= 26, refused >= 210]).toEqual(['in', 0, true, true]);
  });

  it('takes an IPv6 network of 64 bits for one address', async () => {
    const throttle = createLogInThrottle();
    let refused = 0;
    for (let n = 0; n < 60; n += 1) await throttle(`user ${n}`, `2001:db8::${n.toString(16)}`, failed).catch(() => (refused += 1));
    expect([refused, await throttle('user', '2001:db8:0:1::1', failed)]).toEqual([10, null]);
  });

  it('does not count an attempt that throws', async () => {
    const throttle = createLogInThrottle();
    const begun = Date.now();
    for (let n = 0; n < 60; n += 1) await throttle('ann', '10.0.0.1', () => Promise.reject(new Error())).catch(() => undefined);
    expect([await throttle('ann', '10.0.0.1', failed), Date.now()]).toEqual([null, begun]);
  });

  it('forgets failures after a minute', async () => {
    const throttle = createLogInThrottle();
    for (let n = 0; n < 4; n += 1) await throttle('ann', '10.0.0.1', failed);
    await jest.advanceTimersByTimeAsync(60_001);
    const begun = Date.now();
    for (let n = 0; n < 4; n += 1) await throttle('ann', '10.0.0.1', failed);
    expect(Date.now()).toBe(begun);
  });
});

import { createKeyedMutex } from '../../src/store/createStore';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('createKeyedMutex', () => {
  it('runs the work of one key one after the other, in order', async () => {
    const withLock = createKeyedMutex();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await tick();
      log.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all(['a', 'b', 'c'].map((name) => withLock(1, work(name))));
    expect([results, log]).toEqual([
      ['a', 'b', 'c'],
      ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'],
    ]);
  });

  it('does not keep other keys waiting', async () => {
    const withLock = createKeyedMutex();
    let end = () => {};
    const first = withLock(1, () => new Promise<void>((resolve) => (end = resolve)));
    expect(await withLock(2, () => Promise.resolve('done'))).toBe('done');
    end();
    await first;
  });

  it('goes on after work that failed, and tells only its own caller', async () => {
    const withLock = createKeyedMutex();
    const results = await Promise.allSettled([
      withLock(1, () => Promise.reject(new Error('broken'))),
      withLock(1, () => Promise.resolve('done')),
      withLock(1, () => Promise.resolve('done too')),
    ]);
    expect(results).toEqual([
      { status: 'rejected', reason: new Error('broken') },
      { status: 'fulfilled', value: 'done' },
      { status: 'fulfilled', value: 'done too' },
    ]);
  });
});

import { inBatches } from '../../src/store/inBatches';

/** A `run` whose groups are seen, and end when the test says so. */
function observe<Result>(answer: (item: string) => Result | Error) {
  const groups: { items: string[]; end: () => void; fail: (error: Error) => void }[] = [];
  const run = (items: string[]) =>
    new Promise<(Result | Error)[]>((resolve, reject) => groups.push({ items, end: () => resolve(items.map(answer)), fail: reject }));
  return { groups, run, items: () => groups.map((group) => group.items) };
}
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('inBatches', () => {
  it('makes one call of what arrives in one turn, and gives each its own result', async () => {
    const { groups, run, items } = observe((item) => item.toUpperCase());
    const call = inBatches(run);
    const results = Promise.all(['a', 'b', 'c'].map(call));
    await turn();
    groups[0]!.end();
    expect([await results, items()]).toEqual([['A', 'B', 'C'], [['a', 'b', 'c']]]);
  });

  it('queues items that arrive while all batches are running, and runs them together', async () => {
    const { groups, run, items } = observe((item) => item);
    const call = inBatches(run, { concurrency: 1 });
    const results = [call('a')];
    await turn();
    results.push(call('b'));
    await turn();
    results.push(call('c'));
    await turn();
    expect(items()).toEqual([['a']]);
    groups[0]!.end();
    await turn();
    groups[1]!.end();
    expect([await Promise.all(results), items()]).toEqual([
      ['a', 'b', 'c'],
      [['a'], ['b', 'c']],
    ]);
  });

  it('runs full batches at the same time, and another one beside a slow batch', async () => {
    const { groups, run, items } = observe((item) => item);
    const call = inBatches(run, { concurrency: 2, maxBatchSize: 2 });
    const results = Promise.all(['a', 'b', 'c', 'd', 'e'].map(call));
    await turn();
    expect(items()).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    groups[1]!.end();
    while (groups.length < 3) await turn();
    expect(items()).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    groups[0]!.end();
    groups[2]!.end();
    expect(await results).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('keeps apart what must not share a group, in the order that it came', async () => {
    const { groups, run, items } = observe((item) => item);
    const call = inBatches(run, { concurrency: 1, apart: (item) => Array.from(item) });
    const results = Promise.all(['a', 'ab', 'b', 'c', 'a'].map(call));
    for (let n = 0; n < 3; n += 1) {
      await turn();
      groups[n]!.end();
    }
    expect([await results, items()]).toEqual([
      ['a', 'ab', 'b', 'c', 'a'],
      [['a', 'b', 'c'], ['ab'], ['a']],
    ]);
  });

  it('makes no group heavier than allowed, unless one item is', async () => {
    const { groups, run, items } = observe((item) => item);
    const call = inBatches(run, { concurrency: 1, weigh: (item) => item.length, maxBatchWeight: 3 });
    const results = Promise.all(['a', 'bbb', 'c', 'dddd', 'e'].map(call));
    for (let n = 0; n < 3; n += 1) {
      await turn();
      groups[n]!.end();
    }
    expect([await results, items()]).toEqual([
      ['a', 'bbb', 'c', 'dddd', 'e'],
      [['a', 'c', 'e'], ['bbb'], ['dddd']],
    ]);
  });

  it('fails one alone whose result is an Error', async () => {
    const { groups, run } = observe((item) => (item === 'b' ? new Error('not b') : item));
    const call = inBatches(run);
    const results = Promise.allSettled(['a', 'b', 'c'].map(call));
    await turn();
    groups[0]!.end();
    expect(await results).toEqual([
      { status: 'fulfilled', value: 'a' },
      { status: 'rejected', reason: new Error('not b') },
      { status: 'fulfilled', value: 'c' },
    ]);
  });

  it('fails a whole group whose call throws, and goes on with the next one', async () => {
    const { groups, run } = observe((item) => item);
    const call = inBatches(run, { concurrency: 1, maxBatchSize: 2 });
    const results = Promise.allSettled(['a', 'b', 'c'].map(call));
    await turn();
    groups[0]!.fail(new Error('broken'));
    await turn();
    groups[1]!.end();
    expect(await results).toEqual([
      { status: 'rejected', reason: new Error('broken') },
      { status: 'rejected', reason: new Error('broken') },
      { status: 'fulfilled', value: 'c' },
    ]);
  });

  it('fails a group that gives too few results', async () => {
    const call = inBatches(() => Promise.resolve(['a']));
    expect(await Promise.allSettled(['a', 'b'].map(call))).toEqual(
      ['a', 'b'].map(() => ({ status: 'rejected', reason: new Error('1 results for 2 items') })),
    );
  });
});

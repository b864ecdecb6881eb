import { createQueue, type Slot } from '../../src/threads/createQueue';

const bounds = { slots: 2, maxWaiting: 10, maxWaitingPerKey: 5, waitMs: 60_000 };

/** Enters under a name; `order` tells who got a place, one after the other. */
function enterAll(queue: ReturnType<typeof createQueue>, turns: string[]) {
  const order: string[] = [];
  const places: Slot[] = [];
  const entered = turns.map((turn) =>
    queue.acquire(turn).then((place) => {
      order.push(place ? turn : `no ${turn}`);
      if (place) places.push(place);
    }),
  );
  return { order, places, entered };
}
const settle = () => new Promise(setImmediate);

describe('the queue for threads', () => {
  it('keeps the last place for others', async () => {
    const { order } = enterAll(createQueue(bounds), ['a', 'a', 'a', 'b']);
    await settle();
    expect(order).toEqual(['a', 'b']);
  });

  it('gives each name its turn, however many of another wait', async () => {
    const { order, places } = enterAll(createQueue({ ...bounds, slots: 1 }), ['a', 'a', 'a', 'a', 'b', 'c', 'b']);
    for (let times = 0; times < 7; times++) {
      await settle();
      places.shift()?.release();
    }
    expect(order).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a']);
  });

  it('refuses who would wait behind too many, of one name and of all', async () => {
    const turns = ['a', ...Array.from({ length: 6 }, () => 'a'), ...Array.from({ length: 9 }, (_, at) => `b${at}`)];
    const { order } = enterAll(createQueue(bounds), turns);
    await settle();
    expect(order).toEqual(['a', 'no a', 'b0', 'no b6', 'no b7', 'no b8']);
  });

  it('sends away who waited for too long, and goes on with the others', async () => {
    const queue = createQueue({ ...bounds, slots: 1, waitMs: 20 });
    const { order, places, entered } = enterAll(queue, ['a', 'a', 'b']);
    await Promise.all(entered);
    places[0]!.release();
    expect(order).toEqual(['a', 'no a', 'no b']);
    expect(await queue.acquire('c')).not.toBeNull();
  });
});

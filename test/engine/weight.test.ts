import { advance } from '../../src/engine/advance';
import { weigh } from '../../src/engine/measureJson';
import type { Json } from '../../src/engine/state';
import { limits } from '../../src/limits';
import { complete, fresh, now, play, processOf, set, user } from './kit';

/** Three of them are more than a request may keep, with what is around them. */
const large = 'x'.repeat(limits.requestBytes.value / 3 + 1);
const tooLarge = `The request would be larger than ${limits.requestBytes.value} bytes`;

describe('weigh', () => {
  it.each<[string, Json]>([
    ['a text', 'ä'.repeat(1_000)],
    ['numbers', [1, -22, 123456789, 0.5, 1 / 3]],
    ['an object', { a: { b: [true, null, 'c'] }, d: 'e'.repeat(100) }],
  ])('of %s is about its length as JSON', (_, value) => {
    const bytes = Buffer.byteLength(JSON.stringify(value));
    expect(weigh(value) / bytes).toBeGreaterThan(0.8);
    expect(weigh(value) / bytes).toBeLessThan(2);
  });

  it('counts all digits that the database gives of a number', () => {
    expect([weigh(1e308), weigh(-1e-300)]).toEqual([310, 318]);
  });
});

describe('what a request keeps', () => {
  const data = ['A', 'B', 'C'].map((name) => ({ name, type: 'JSON' }));
  const copy = { A: '{{runtime.body}}', B: '{{runtime.body}}', C: '{{runtime.body}}' };

  it('fails the action that would keep too much, which changes nothing', async () => {
    const process = processOf({ data, start: 'S', activities: [set('S', { set: copy })] });
    const { data: kept, ...request } = await play(process, [], fresh({ runtime: { body: large } }));
    expect([Object.keys(kept), request.subStatus, request.message]).toEqual([[], 'ERROR', expect.stringMatching(`^S: ${tooLarge}`)]);
  });

  it('goes on along the transition on ERROR, with what it had', async () => {
    const process = processOf({
      data,
      start: 'S',
      activities: [set('S', { set: copy }), set('T', { set: { A: 'too large' } })],
      transitions: [{ from: 'S', to: 'T', on: 'ERROR' }],
    });
    expect(await play(process, [], fresh({ runtime: { body: large } }))).toMatchObject({
      subStatus: 'COMPLETED',
      data: { A: 'too large' },
    });
  });

  it('is refused to a person who sends too much at once, or after what is kept', async () => {
    const process = processOf({ data, start: 'U', activities: [user('U'), user('V')], transitions: [{ from: 'U', to: 'V' }] });
    const [one, all] = [{ A: large }, { A: large, B: large, C: large }];
    const begun = await play(process, [complete(1, one)]);
    const refused = { refusal: 'REQUEST_TOO_LARGE', code: 'PAYLOAD_TOO_LARGE' };
    await expect(advance(process, fresh(), { type: 'CREATE', data: all }, now)).rejects.toMatchObject(refused);
    await expect(advance(process, begun, complete(2, { B: large, C: large }), now)).rejects.toMatchObject(refused);
    await expect(advance(process, begun, { type: 'SET_DATA', data: { B: large, C: large } }, now)).rejects.toMatchObject(refused);
    // What takes the place of something else does not come on top of it.
    expect((await advance(process, begun, complete(2, { A: large, B: large }), now)).request.status).toBe('CLOSED');
  });

  it('can be made less where it was too much before there was a limit', async () => {
    const process = processOf({ data, start: 'U', activities: [user('U')] });
    const old = { ...(await play(process)), data: { A: large, B: large, C: large } };
    expect((await advance(process, old, { type: 'SET_DATA', data: { A: null } }, now)).request.data).toEqual({ B: large, C: large });
  });

  it('has no value that is too large alone, and says which', async () => {
    const process = processOf({ data, start: 'U', activities: [user('U')] });
    const value = 'x'.repeat(limits.valueBytes.value + 1);
    await expect(advance(process, fresh(), { type: 'CREATE', data: { B: value } }, now)).rejects.toMatchObject({
      refusal: 'VALUE_TOO_LARGE',
      details: { parameter: 'B' },
    });
  });

  it('counts results, answer and output as well', async () => {
    const begin = (more: object) => processOf({ data, start: 'S', ...more });
    const runtime = { a: large, b: large };
    const output = begin({ activities: [set('S')], output: '{{runtime.a}}' });
    const answer = begin({ activities: [{ name: 'S', type: 'RESPONSE', body: '{{runtime.a}}' }] });
    const result = begin({ activities: [{ name: 'S', type: 'HTTP', url: 'https://example.com' }] });
    const finish = { type: 'FINISH_ACTION', action: 1, outcome: 'COMPLETED', result: large, message: null, detail: {} } as const;
    const ends = [
      await play(output, [], fresh({ runtime })),
      await play(answer, [], fresh({ runtime })),
      await play(result, [finish], fresh({ runtime })),
    ];
    expect(ends.map(({ subStatus, message }) => [subStatus, message])).toEqual([
      ['ERROR', expect.stringMatching(`^output: ${tooLarge}`)],
      ['ERROR', expect.stringMatching(`^S: ${tooLarge}`)],
      ['ERROR', expect.stringMatching(`^S: ${tooLarge}`)],
    ]);
    expect(ends[2]?.results).toEqual({ S: null });
  });

  it('sends no more in one step than a step may', async () => {
    const mail = { name: 'M', type: 'MAIL', to: 'a@example.com', subject: 'a', text: '{{runtime.a}}' };
    const process = processOf({ start: 'M', activities: [mail], transitions: [{ from: 'M', to: 'M' }] });
    const runtime = { a: 'x'.repeat(limits.workBytes.value / 3) };
    const finish = { type: 'FINISH_ACTION', action: 1, outcome: 'COMPLETED', result: null, message: null, detail: {} } as const;
    expect(await play(process, [finish], fresh({ runtime }))).toMatchObject({ status: 'OPEN' });
    const many = { start: ['M', 'N', 'O', 'P'], activities: ['M', 'N', 'O', 'P'].map((name) => ({ ...mail, name })) };
    expect(await play(processOf(many), [], fresh({ runtime }))).toMatchObject({
      subStatus: 'ERROR',
      message: expect.stringMatching(/^O: One step of a request can send at most/),
    });
  });

  it('has a message that is cut, and no half of a character at its end', async () => {
    const end = { name: 'E', type: 'END', as: 'CANCELLED', message: '{{runtime.a}}' };
    const runtime = { a: '😀'.repeat(10_000) };
    const { message } = await play(processOf({ start: 'E', activities: [end] }), [], fresh({ runtime }));
    expect(message).toBe(`${'😀'.repeat(4_999)}…`);
  });
});

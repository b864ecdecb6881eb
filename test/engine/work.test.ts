import { advance } from '../../src/engine/advance';
import { applyChanges } from '../../src/engine/changes';
import type { Command } from '../../src/engine/command';
import type { Json, RequestState } from '../../src/engine/state';
import { validateDefinition } from '../../src/engine/validateDefinition';
import { actionsOf, complete, fresh, historyOf, now, play, processOf, set, user } from './kit';

const create = { type: 'CREATE', data: {} } as const;
const call = { name: 'CALL', type: 'HTTP', url: 'https://peer.example/{{data.TEXT}}' };
const flow = (from: string, to: string, more: object = {}) => ({ from, to, ...more });
const finish = (action: number, more: object = {}): Command => ({
  type: 'FINISH_ACTION',
  action,
  outcome: 'COMPLETED',
  result: null,
  message: null,
  detail: {},
  ...more,
});

/** The work that a request of this one activity has at its beginning, or what its action failed by. */
async function workOf(activity: object, data: RequestState['data'] = {}) {
  const process = processOf({ start: 'A', activities: [{ name: 'A', ...activity }] });
  const { work, actions } = await advance(process, fresh(), { type: 'CREATE', data }, now);
  return work[0]?.work ?? actions[0]?.message;
}

const faultsOf = (activity: object) =>
  validateDefinition({ name: 'P', start: 'A', activities: [{ name: 'A', ...activity }] }).faults.map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe('HTTP', () => {
  it('makes its request of templates, and waits', async () => {
    const activity = {
      type: 'HTTP',
      method: 'POST',
      url: 'https://peer.example/{{data.TEXT}}?a=1',
      headers: { 'X-Number': '{{request.number}}' },
      secrets: { Authorization: 'PAY_KEY' },
      query: { b: ['{{data.TEXT}}', 2], gone: '{{data.NUMBER}}' },
      body: { text: '{{data.TEXT}}' },
      timeout: 'PT5S',
      retry: { attempts: 5, delay: 'PT0.5S' },
    };
    expect(await workOf(activity, { TEXT: 'a/b?ü' })).toEqual({
      task: 'callHttp',
      method: 'POST',
      url: 'https://peer.example/a%2Fb%3F%C3%BC?a=1&b=a%2Fb%3F%C3%BC&b=2',
      headers: { 'X-Number': '7' },
      secrets: { Authorization: 'PAY_KEY' },
      body: { text: 'a/b?ü' },
      timeout: 5_000,
      attempts: 5,
      delay: 500,
    });
  });

  it.each([
    ['a URL that is none', { url: '{{data.TEXT}}' }, 'x', 'url: must be a URL, not "x"'],
    [
      'a header of two lines',
      { url: 'https://a.example', headers: { A: '{{data.TEXT}}' } },
      'x\r\nB: y',
      'headers.A: line breaks and characters beyond Latin-1 cannot be sent',
    ],
  ])('fails for %s', async (_, more, TEXT, message) => {
    expect(await workOf({ type: 'HTTP', ...more }, { TEXT })).toBe(message);
  });

  it.each([
    ['a timeout beyond five minutes', { timeout: 'PT6M' }, 'activities[0].timeout: must be at most five minutes (PT5M)'],
    [
      'a duration that is none',
      { timeout: '5s' },
      'activities[0].timeout: must be an ISO 8601 duration of at most 100 years, such as PT10S or P2D',
    ],
    [
      'a template that does not compile',
      { body: { a: '{{' } },
      'activities[0].body.a: the placeholder that begins with "{{" is not closed',
    ],
    [
      'a header that is a secret as well',
      { headers: { authorization: 'x' }, secrets: { Authorization: 'KEY' } },
      'activities[0].secrets.Authorization: is also in headers',
    ],
    ['a secret that is a template', { secrets: { A: '{{data.TEXT}}' } }, 'activities[0].secrets.A: must be the name of a secret'],
    ['a name that is no header', { headers: { 'a b': 'x' } }, 'activities[0].headers.a b: must be the name of a header'],
  ])('is faulty with %s', (_, more, fault) => {
    expect(faultsOf({ type: 'HTTP', url: 'https://a.example', ...more })).toEqual([fault]);
  });
});

describe('DELAY', () => {
  it.each([
    ['for a time of the calendar', { for: 'P1M' }, {}, '2026-04-04T05:06:07.008Z'],
    ['until a moment', { until: '{{data.DATE}}' }, { DATE: '2026-05-01T00:00:00.000Z' }, '2026-05-01T00:00:00.000Z'],
    ['until a computed one', { until: '{{$fromMillis($millis() + 1000)}}' }, {}, '2026-03-04T05:06:08.008Z'],
  ])('waits %s', async (_, more, data, at) => {
    expect(await workOf({ type: 'DELAY', ...more }, data)).toEqual({ task: 'wakeAction', at });
  });

  it('fails without a moment', async () => {
    expect(await workOf({ type: 'DELAY', until: '{{data.DATE}}' })).toBe('until: the template returned no date-time');
  });

  it('is faulty with both, or with neither', () => {
    const fault = 'activities[0]: must have either "for" or "until"';
    expect([faultsOf({ type: 'DELAY' }), faultsOf({ type: 'DELAY', for: 'P1D', until: 'x' })]).toEqual([[fault], [fault]]);
  });
});

describe('MAIL', () => {
  it('is made of templates: addresses of lists and texts, a subject of one line, HTML with escaped values', async () => {
    const activity = {
      type: 'MAIL',
      to: ['{{data.ANY}}', 'c@x.example, d@x.example'],
      cc: '{{data.NUMBER}}',
      subject: 'One\n{{data.TEXT}}',
      text: '{{data.TEXT}}',
      html: '<b>{{data.TEXT}}</b>',
    };
    expect(await workOf(activity, { ANY: ['a@x.example', 'b@x.example'], TEXT: '<&"' })).toEqual({
      task: 'sendMail',
      to: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'].map((address) => ({ name: '', address })),
      cc: [],
      subject: 'One <&"',
      text: '<&"',
      html: '<b>&lt;&amp;&quot;</b>',
      attach: [],
    });
  });

  it('fails without an address', async () => {
    expect(await workOf({ type: 'MAIL', to: '{{data.TEXT}}', subject: 'x' })).toBe('to: must have at least one address');
  });
});

describe('SUBPROCESS', () => {
  it('starts one request with data of templates', async () => {
    expect(await workOf({ type: 'SUBPROCESS', process: 'CHILD', in: { X: '{{data.TEXT}}' } }, { TEXT: 'x' })).toEqual({
      task: 'startRequests',
      process: 'CHILD',
      version: null,
      items: [{ X: 'x' }],
      isList: false,
      concurrency: 10,
      wait: true,
    });
  });

  it('starts one for each item of a list', async () => {
    const activity = {
      type: 'SUBPROCESS',
      process: 'CHILD',
      forEach: '{{data.ANY}}',
      in: { X: '{{item.name}}', N: '{{index}}' },
      concurrency: 2,
    };
    expect(await workOf(activity, { ANY: [{ name: 'a' }, { name: 'b' }] })).toMatchObject({
      items: [
        { X: 'a', N: 0 },
        { X: 'b', N: 1 },
      ],
      isList: true,
      concurrency: 2,
    });
  });

  it.each<[string, Json, Json[]]>([
    ['one item that JSONata gives for a list of one', '{{data.ANY[n > 1]}}', [{ n: 2 }]],
    ['nothing, which it gives for an empty list', '{{data.ANY[n > 2]}}', []],
    ['null', '{{data.NUMBER}}', []],
    ['a value that is not a list', '{{data.TEXT}}', ['x']],
  ])('takes %s for a list', async (_, forEach, items) => {
    const activity = { type: 'SUBPROCESS', process: 'CHILD', forEach, in: { X: '{{item}}' } };
    const work = await workOf(activity, { TEXT: 'x', ANY: [{ n: 1 }, { n: 2 }] });
    expect(work).toMatchObject({ items: items.map((X) => ({ X })), isList: true });
  });

  it('goes on at once where nobody waits, and is started all the same', async () => {
    const process = processOf({ start: 'A', activities: [{ name: 'A', type: 'SUBPROCESS', process: 'CHILD', wait: false }] });
    const { request, work } = await advance(process, fresh(), create, now);
    expect([request.subStatus, work.length]).toEqual(['COMPLETED', 1]);
  });

  it('sets what comes out', async () => {
    const out = { TEXT: '{{results.A.output.x}}' };
    const process = processOf({ start: 'A', activities: [{ name: 'A', type: 'SUBPROCESS', process: 'CHILD', out }] });
    const { data, subStatus } = await play(process, [finish(1, { result: { output: { x: 'y' } } })]);
    expect([data, subStatus]).toEqual([{ TEXT: 'y' }, 'COMPLETED']);
  });
});

describe('RESPONSE', () => {
  const answer = {
    name: 'ANSWER',
    type: 'RESPONSE',
    status: '{{data.NUMBER}}',
    headers: { 'X-A': '{{data.TEXT}}' },
    body: { n: '{{data.NUMBER}}' },
  };

  it('answers, and ends the request', async () => {
    const process = processOf({ start: 'ANSWER', activities: [answer, set('B')], transitions: [flow('ANSWER', 'B')] });
    const { request } = await advance(process, fresh(), { type: 'CREATE', data: { NUMBER: 201, TEXT: 'a' } }, now);
    expect([request.answer, request.subStatus, request.lastActionNumber]).toEqual([
      { status: 201, headers: { 'X-A': 'a' }, body: { n: 201 } },
      'COMPLETED',
      1,
    ]);
  });

  it('goes on where it says so; the first answer stays', async () => {
    const activities = [
      { ...answer, continue: true },
      { ...answer, name: 'SECOND', status: 500 },
    ];
    const process = processOf({ start: 'ANSWER', activities, transitions: [flow('ANSWER', 'SECOND')] });
    const { request } = await advance(process, fresh(), { type: 'CREATE', data: { NUMBER: 201 } }, now);
    expect([request.answer?.status, request.lastActionNumber]).toEqual([201, 2]);
  });

  it('fails with a status that is none', async () => {
    expect(await workOf({ type: 'RESPONSE', status: '{{data.NUMBER}}' }, { NUMBER: 42 })).toBe(
      'status: must be a whole number from 200 to 599',
    );
  });
});

describe('FINISH_ACTION', () => {
  const process = processOf({
    start: 'CALL',
    activities: [call, set('AFTER', { set: { NUMBER: '{{results.CALL.status}}' } }), set('FAILED')],
    transitions: [flow('CALL', 'AFTER'), flow('CALL', 'FAILED', { on: 'ERROR' })],
  });

  it('keeps the result, and lets the flow go on', async () => {
    const state = await play(process, [finish(1, { result: { status: 204 } })]);
    expect([actionsOf(state), state.data, state.results]).toEqual([
      ['1 CALL COMPLETED', '2 AFTER COMPLETED'],
      { NUMBER: 204 },
      { CALL: { status: 204 } },
    ]);
  });

  it('goes on along ERROR when the work failed, and tells why', async () => {
    const before = await play(process);
    const changes = await advance(process, before, finish(1, { outcome: 'ERROR', message: 'HTTP 500', detail: { answer: 'x' } }), now);
    expect([changes.request.subStatus, changes.history[0]]).toEqual([
      'COMPLETED',
      { type: 'ACTION_FAILED', action: 1, detail: { activity: 'CALL', message: 'HTTP 500', answer: 'x' }, automatic: true },
    ]);
  });

  it('leaves a result that says so where nothing came back, and the reason to the next action', async () => {
    const say = set('SAY', { set: { ANY: { was: '{{results.CALL}}', why: '{{action.message}}', at: '{{action.activity}}' } } });
    const failing = processOf({ start: 'CALL', activities: [call, say], transitions: [flow('CALL', 'SAY', { on: 'ERROR' })] });
    const lost = finish(1, { outcome: 'ERROR', message: 'connection refused' });
    expect((await play(failing, [lost])).data).toEqual({
      ANY: { was: { status: null, error: { message: 'connection refused' } }, why: 'connection refused', at: 'SAY' },
    });
  });

  it('leaves such a result where a call could not be made, in place of an earlier one', async () => {
    const bad = { ...call, url: '{{data.TEXT}}' };
    const say = set('SAY', { set: { TEXT: '{{results.CALL.error.message}}' } });
    const failing = processOf({ start: 'CALL', activities: [bad, say], transitions: [flow('CALL', 'SAY', { on: 'ERROR' })] });
    const state = await play(failing, [], { ...fresh(), results: { CALL: { status: 200 } } });
    expect([state.data, state.results]).toEqual([
      { TEXT: 'url: must be a URL, not ""' },
      { CALL: { status: null, error: { message: 'url: must be a URL, not ""' } } },
    ]);
  });

  it('can be tried again where a condition on its failure fails', async () => {
    const when = 'results.CALL.status >= 400';
    const failing = processOf({ start: 'CALL', activities: [call, set('SAY')], transitions: [flow('CALL', 'SAY', { on: 'ERROR', when })] });
    const state = await play(failing, [finish(1, { outcome: 'ERROR', message: 'connection refused' })]);
    expect([state.message, state.failedAction]).toEqual([
      expect.stringMatching(/^CALL: connection refused\. After CALL: The expression/),
      1,
    ]);
  });

  it('goes on along CANCEL when what it started was cancelled, or ends the request', async () => {
    const state = await play(process, [finish(1, { outcome: 'CANCELLED' })]);
    expect([state.subStatus, state.message]).toEqual(['ERROR', 'CALL: it ended as CANCELLED']);
  });

  it('is refused when the action is closed', async () => {
    await expect(play(process, [finish(1), finish(1)])).rejects.toMatchObject({ refusal: 'ACTION_CLOSED' });
  });
});

describe('WAKE_ACTION', () => {
  it('ends a DELAY', async () => {
    const process = processOf({ start: 'D', activities: [{ name: 'D', type: 'DELAY', for: 'PT1H' }] });
    expect((await play(process, [{ type: 'WAKE_ACTION', action: 1 }])).subStatus).toBe('COMPLETED');
  });

  it('closes what nobody did in time, and goes on along TIMEOUT', async () => {
    const activities = [user('A', { limit: 'P2D' }), set('LATE')];
    const process = processOf({ start: 'A', activities, transitions: [flow('A', 'LATE', { on: 'TIMEOUT' })] });
    const { work } = await advance(process, fresh(), create, now);
    const state = await play(process, [{ type: 'WAKE_ACTION', action: 1 }]);
    expect([work, actionsOf(state), state.subStatus]).toEqual([
      [{ action: 1, work: { task: 'wakeAction', at: '2026-03-06T05:06:07.008Z' } }],
      ['1 A TIMEOUT', '2 LATE COMPLETED'],
      'COMPLETED',
    ]);
  });

  it('ends the request as ERROR without a transition for that', async () => {
    const process = processOf({ start: 'A', activities: [user('A', { limit: 'P2D' })] });
    const state = await play(process, [{ type: 'WAKE_ACTION', action: 1 }]);
    expect([state.subStatus, state.message]).toEqual(['ERROR', 'A: its limit has passed']);
  });
});

describe('the steps of a request that waits', () => {
  const wake = (action: number, at?: string): Command => ({ type: 'WAKE_ACTION', action, at });
  const circle = (activity: object, on?: object) =>
    processOf({ start: 'A', activities: [activity], transitions: [flow('A', 'A', on)], maxSteps: 3 });
  const delay = (more: object) => ({ name: 'A', type: 'DELAY', ...more });
  const stopped = 'Stopped before A: a request can do at most 3 automatic actions without a person in between (maxSteps)';

  it.each([
    ['for PT0S', delay({ for: 'PT0S' }), '2026-03-04T05:06:07.008Z'],
    ['for less than a second', delay({ for: 'PT0.9S' }), '2026-03-04T05:06:07.908Z'],
    ['until a moment that is past', delay({ until: '2020-01-01T00:00:00Z' }), '2020-01-01T00:00:00.000Z'],
  ])('are not forgotten by a DELAY %s', async (_, activity, at) => {
    const state = await play(circle(activity), [wake(1, at), wake(2, at), wake(3, at)]);
    expect([state.subStatus, state.message, state.lastActionNumber]).toEqual(['ERROR', stopped, 3]);
  });

  it('count the limits that passed of an activity of people', async () => {
    const state = await play(circle(user('A', { limit: 'PT0S' }), { on: 'TIMEOUT' }), [wake(1), wake(2), wake(3), wake(4)]);
    expect([state.subStatus, state.message, state.lastActionNumber]).toEqual(['ERROR', stopped, 4]);
  });

  it('are restored by each second of a DELAY', async () => {
    const wakes = Array.from({ length: 20 }, (__, n) => wake(n + 1, '2026-03-04T05:06:08.008Z'));
    expect(await play(circle(delay({ for: 'PT1S' })), wakes)).toMatchObject({ status: 'OPEN', steps: 1, lastActionNumber: 21 });
  });
});

describe('RETRY', () => {
  it('opens the activity that failed once more', async () => {
    const process = processOf({ start: 'CALL', activities: [call] });
    const state = await play(process, [finish(1, { outcome: 'ERROR', message: 'HTTP 500' }), { type: 'RETRY' }, finish(2)]);
    expect([actionsOf(state), state.subStatus, state.message, state.failedAction]).toEqual([
      ['1 CALL ERROR', '2 CALL COMPLETED'],
      'COMPLETED',
      null,
      null,
    ]);
  });

  describe('of a failure that closed what else was open', () => {
    const failed = finish(1, { outcome: 'ERROR', message: 'HTTP 500' });
    const join = set('PAY', { join: 'ALL' });
    const toJoin = (...names: string[]) => names.map((from) => flow(from, 'PAY'));
    const parallel = (start: string[], ...activities: object[]) =>
      processOf({ start, activities: [call, ...activities, join], transitions: toJoin(...start) });

    it('opens the action of a person again, for the user who had it', async () => {
      const process = parallel(['CALL', 'A'], user('A'));
      const state = await play(process, [{ type: 'ASSIGN_ACTION', action: 2, assigneeId: 5 }, failed, { type: 'RETRY' }, finish(3)]);
      expect([actionsOf(state), state.actions.at(-1)?.assigneeId, state.subStatus]).toEqual([
        ['1 CALL ERROR', '2 A CANCELLED', '3 CALL COMPLETED', '4 A NOT_STARTED'],
        5,
        null,
      ]);
      expect(actionsOf(await play(process, [{ type: 'COMPLETE_ACTION', action: 4, data: {} }], state)).at(-1)).toBe('5 PAY COMPLETED');
    });

    it('leaves it to others where that user is not active any more', async () => {
      const process = parallel(['CALL', 'A'], user('A'));
      const before = await play(process, [{ type: 'ASSIGN_ACTION', action: 2, assigneeId: 5 }, failed]);
      const state = await play(process, [{ type: 'RETRY' }], { ...before, inactive: [{ id: 5, userName: 'bob' }] });
      expect([actionsOf(state).at(-1), state.actions.at(-1)?.assigneeId]).toEqual(['4 A NOT_STARTED', null]);
    });

    it.each([
      ['a DELAY', { name: 'B', type: 'DELAY', for: 'PT1H' }, { task: 'wakeAction', at: '2026-03-04T06:06:07.008Z' }],
      ['a call, under the same Idempotency-Key', { ...call, name: 'B' }, expect.objectContaining({ task: 'callHttp', keyAction: 2 })],
      [
        'sub-processes, but for those that are completed',
        { name: 'B', type: 'SUBPROCESS', process: 'Q' },
        expect.objectContaining({ task: 'startRequests', resumes: { action: 2, done: 0 } }),
      ],
    ])('opens %s again', async (_, activity, work) => {
      const process = parallel(['CALL', 'B'], activity);
      const changes = await advance(process, await play(process, [failed]), { type: 'RETRY' }, now);
      expect(changes.work.find(({ action }) => action === 4)?.work).toEqual(work);
    });

    it('keeps what waits at a join', async () => {
      const process = parallel(['CALL', 'A', 'B'], user('A'), user('B'));
      const state = await play(process, [complete(2), failed, { type: 'RETRY' }, finish(4), complete(5)]);
      expect([actionsOf(state).slice(3), state.subStatus]).toEqual([['4 CALL COMPLETED', '5 B COMPLETED', '6 PAY COMPLETED'], 'COMPLETED']);
    });

    it('keeps what had not been opened yet', async () => {
      const bad = set('BAD', { set: { NUMBER: '{{data.TEXT}}' } });
      const process = processOf({ start: ['BAD', 'A'], activities: [bad, user('A')] });
      const state = fresh();
      const ended = applyChanges(state, await advance(process, state, { type: 'CREATE', data: { TEXT: 'x' } }, now));
      const twice = applyChanges(ended, await advance(process, ended, { type: 'RETRY' }, now));
      const mended = applyChanges(twice, await advance(process, { ...twice, data: { TEXT: '1' } }, { type: 'RETRY' }, now));
      expect(actionsOf(mended)).toEqual(['1 BAD ERROR', '2 BAD ERROR', '3 BAD COMPLETED', '4 A NOT_STARTED']);
    });

    it('keeps it where the failure comes again', async () => {
      const process = parallel(['CALL', 'A'], user('A'));
      const again = finish(3, { outcome: 'ERROR', message: 'HTTP 500' });
      const state = await play(process, [failed, { type: 'RETRY' }, again, { type: 'RETRY' }]);
      expect(actionsOf(state).slice(4)).toEqual(['5 CALL RUNNING', '6 A NOT_STARTED']);
    });
  });

  it('starts the sub-processes of a list again that did not complete', async () => {
    const process = processOf({ start: 'EACH', activities: [{ name: 'EACH', type: 'SUBPROCESS', process: 'Q', forEach: '{{[1..3]}}' }] });
    const result = ['COMPLETED', 'ERROR'].map((status, number) => ({ number, status, output: null }));
    const before = await play(process, [finish(1, { outcome: 'ERROR', message: 'no', result })]);
    const changes = await advance(process, before, { type: 'RETRY' }, now);
    expect(changes.work[0]?.work).toEqual(expect.objectContaining({ resumes: { action: 1, done: 1 } }));
  });

  it('is refused when nothing failed', async () => {
    const process = processOf({ start: 'A', activities: [set('A')] });
    await expect(play(process, [{ type: 'RETRY' }])).rejects.toMatchObject({ refusal: 'RETRY_IMPOSSIBLE' });
  });
});

describe('a request that ends', () => {
  it('needs no work any more of actions that it cancels', async () => {
    const process = processOf({ start: ['CALL', 'E'], activities: [call, { name: 'E', type: 'END' }] });
    const changes = await advance(process, fresh(), { type: 'CREATE', data: { TEXT: 'x' } }, now);
    expect([changes.work, historyOf(changes)]).toEqual([
      [],
      ['!REQUEST_CREATED', 'ACTION_OPENED 1', 'ACTION_OPENED 2', 'ACTION_COMPLETED 2', 'ACTION_CANCELLED 1', 'REQUEST_CLOSED'],
    ]);
  });
});

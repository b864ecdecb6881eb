import { advance } from '../../src/engine/advance';
import { actionsOf, cancel, complete, fresh, historyOf, now, play, processOf, set, user } from './kit';

const end = (name: string, more: object = {}) => ({ name, type: 'END', ...more });
const flow = (...pairs: string[]) => pairs.map((pair) => ({ from: pair.split('>')[0], to: pair.split('>')[1] }));
const one = processOf({ start: 'A', activities: [user('A')] });

describe('CREATE', () => {
  it('sets the defaults, then what was sent, and opens the start', async () => {
    const data = [
      { name: 'X', type: 'NUMERIC', default: '5' },
      { name: 'Y', type: 'TEXT', default: 'y' },
      { name: 'Z', type: 'TEXT', default: 'z' },
    ];
    const process = processOf({ data, start: 'A', activities: [user('A')] });
    expect(await advance(process, fresh(), { type: 'CREATE', data: { Y: 'sent', Z: null } }, now)).toEqual({
      request: {
        status: 'OPEN',
        subStatus: null,
        closedAt: null,
        message: null,
        data: { X: 5, Y: 'sent' },
        output: null,
        lastActionNumber: 1,
        lastCommentNumber: 0,
        steps: 0,
        waiting: {},
        lastAssignees: {},
        results: {},
        answer: null,
        failedAction: null,
        interrupted: null,
      },
      actions: [
        {
          number: 1,
          activity: 'A',
          status: 'NOT_STARTED',
          subStatus: null,
          assigneeId: null,
          openedAt: now.toISOString(),
          closedAt: null,
          message: null,
        },
      ],
      comments: [],
      history: [
        { type: 'REQUEST_CREATED', action: null, detail: { data: ['Y', 'Z'] }, automatic: false },
        { type: 'ACTION_OPENED', action: 1, detail: { activity: 'A', from: [{ action: 0, transition: 0 }] }, automatic: true },
      ],
      work: [],
    });
  });

  it('opens an action for each entry of start, in order', async () => {
    const process = processOf({ start: ['B', 'A', 'B'], activities: [user('A'), user('B')] });
    expect(actionsOf(await play(process))).toEqual(['1 B NOT_STARTED', '2 A NOT_STARTED', '3 B NOT_STARTED']);
  });

  it('runs automatic activities in the same pass, to the end', async () => {
    const process = processOf({
      start: 'A',
      activities: [set('A', { set: { NUMBER: '{{1 + 1}}' } }), set('B', { set: { TEXT: 'n{{data.NUMBER}}' } })],
      transitions: flow('A>B'),
      output: { text: '{{states.TEXT.value}}', at: '{{$now()}}' },
    });
    const changes = await advance(process, fresh(), { type: 'CREATE', data: {} }, now);
    expect(changes.request).toMatchObject({
      status: 'CLOSED',
      subStatus: 'COMPLETED',
      closedAt: now.toISOString(),
      output: { text: 'n2', at: now.toISOString() },
      steps: 2,
    });
    expect(historyOf(changes)).toEqual([
      '!REQUEST_CREATED',
      'ACTION_OPENED 1',
      'ACTION_COMPLETED 1',
      'ACTION_OPENED 2',
      'ACTION_COMPLETED 2',
      'REQUEST_CLOSED',
    ]);
  });

  it('opens nothing more once an END at the start has closed the request', async () => {
    const process = processOf({ start: ['A', 'E', 'A'], activities: [user('A'), end('E')] });
    expect(actionsOf(await play(process))).toEqual(['1 A CANCELLED', '2 E COMPLETED']);
  });
});

describe('assignment', () => {
  it('gives an action of the requester to the requester at once', async () => {
    const process = processOf({ start: 'A', activities: [user('A', { assign: 'REQUESTER' })] });
    const changes = await advance(process, fresh(), { type: 'CREATE', data: {} }, now);
    expect(changes.actions[0]?.assigneeId).toBe(1);
    expect(changes.history.at(-1)).toEqual({
      type: 'ACTION_ASSIGNED',
      action: 1,
      detail: { activity: 'A', assigneeId: 1 },
      automatic: true,
    });
  });

  it('gives sameAs to the one who had that activity last', async () => {
    const process = processOf({
      start: 'A',
      activities: [user('A'), user('B', { assign: { sameAs: 'A' } })],
      transitions: flow('A>B'),
    });
    const assigned = await play(process, [{ type: 'ASSIGN_ACTION', action: 1, assigneeId: 5 }, complete(1)]);
    const completed = await play(process, [{ type: 'COMPLETE_ACTION', action: 1, data: {}, assigneeId: 6 }]);
    const nobody = await play(process, [complete(1)]);
    expect([assigned, completed, nobody].map(({ actions }) => actions[1]?.assigneeId)).toEqual([5, 6, null]);
  });

  it.each(['SELF_SERVICE', 'INITIATOR', 'COORDINATOR'])('leaves %s to nobody', async (assign) => {
    const state = await play(processOf({ start: 'A', activities: [user('A', { assign })] }));
    expect(state.actions[0]?.assigneeId).toBeNull();
  });

  it('can be changed and taken back', async () => {
    const commands = [
      { type: 'ASSIGN_ACTION', action: 1, assigneeId: 5 },
      { type: 'ASSIGN_ACTION', action: 1, assigneeId: 6 },
      { type: 'UNASSIGN_ACTION', action: 1 },
    ] as const;
    const state = await play(one, [commands[0]]);
    const changes = await advance(one, state, commands[1], now);
    expect(changes.history).toEqual([
      { type: 'ACTION_ASSIGNED', action: 1, detail: { activity: 'A', assigneeId: 6, previousId: 5 }, automatic: false },
    ]);
    expect((await play(one, [...commands])).actions[0]?.assigneeId).toBeNull();
    await expect(play(one, [commands[2]])).rejects.toMatchObject({ refusal: 'ACTION_NOT_ASSIGNED' });
  });
});

describe('COMPLETE_ACTION', () => {
  const decide = processOf({
    start: 'A',
    activities: [user('A'), user('YES'), user('BIG'), user('NO')],
    transitions: [
      { from: 'A', to: 'NO', otherwise: true },
      { from: 'A', to: 'YES', when: "data.TEXT = 'yes'" },
      { from: 'A', to: 'BIG', when: 'data.NUMBER > 100' },
    ],
  });

  it.each([
    ['takes the one transition that is true', { TEXT: 'yes' }, ['2 YES NOT_STARTED']],
    ['forks where two are true', { TEXT: 'yes', NUMBER: 101 }, ['2 YES NOT_STARTED', '3 BIG NOT_STARTED']],
    ['takes otherwise where none is', {}, ['2 NO NOT_STARTED']],
  ])('%s', async (_, data, opened) => {
    expect(actionsOf(await play(decide, [complete(1, data)]))).toEqual(['1 A COMPLETED', ...opened]);
  });

  it('says what it did first, then what followed', async () => {
    const changes = await advance(decide, await play(decide), complete(1, { TEXT: 'yes' }), now);
    expect(changes.history).toEqual([
      { type: 'ACTION_COMPLETED', action: 1, detail: { activity: 'A', data: ['TEXT'] }, automatic: false },
      { type: 'ACTION_OPENED', action: 2, detail: { activity: 'YES', from: [{ action: 1, transition: 1 }] }, automatic: true },
    ]);
  });

  it('opens the same activity again in a loop', async () => {
    const loop = processOf({ start: 'A', activities: [user('A')], transitions: flow('A>A') });
    expect(actionsOf(await play(loop, [complete(1), complete(2)]))).toEqual(['1 A COMPLETED', '2 A COMPLETED', '3 A NOT_STARTED']);
  });

  it('completes the request when nothing is left open', async () => {
    expect(await play(one, [complete(1)])).toMatchObject({ status: 'CLOSED', subStatus: 'COMPLETED', output: null, message: null });
  });

  it('resets what maxSteps counts', async () => {
    const process = processOf({ start: 'S', activities: [set('S'), user('A')], transitions: flow('S>A', 'A>S'), maxSteps: 1 });
    expect(await play(process, [complete(2), complete(4), complete(6)])).toMatchObject({ status: 'OPEN', steps: 1, lastActionNumber: 8 });
  });

  it('leaves empty data out of the scope, so that comparing it is not an error', async () => {
    const process = processOf({
      start: 'A',
      activities: [user('A'), user('MORE'), user('ELSE')],
      transitions: [
        { from: 'A', to: 'MORE', when: 'data.NUMBER > 1' },
        { from: 'A', to: 'ELSE', otherwise: true },
      ],
    });
    expect(actionsOf(await play(process, [complete(1, { NUMBER: null })]))).toEqual(['1 A COMPLETED', '2 ELSE NOT_STARTED']);
  });

  it('closes the request as ERROR when a condition fails', async () => {
    const process = processOf({
      start: 'A',
      activities: [user('A'), user('B')],
      transitions: [{ from: 'A', to: 'B', when: 'data.TEXT > 5' }],
    });
    const state = await play(process, [complete(1, { TEXT: 'x' })]);
    expect(actionsOf(state)).toEqual(['1 A COMPLETED']);
    expect(state).toMatchObject({
      subStatus: 'ERROR',
      message: expect.stringMatching(/^After A: The expression data.TEXT > 5 failed: /) as string,
    });
  });
});

describe('refusals', () => {
  it('refuses actions that are closed, unknown, or of a closed request, and says when and how', async () => {
    const two = processOf({ start: ['A', 'A'], activities: [user('A')] });
    const half = await play(two, [complete(1)]);
    const closed = await play(one, [complete(1)]);
    const at = now.toISOString();
    await expect(advance(two, half, complete(1), now)).rejects.toThrow(`Action 1 of request 7 was closed as COMPLETED at ${at}`);
    await expect(advance(two, half, complete(9), now)).rejects.toThrow('Request 7 has no action 9');
    await expect(advance(one, closed, complete(1), now)).rejects.toThrow(`Action 1 of request 7 was closed as COMPLETED at ${at}`);
    await expect(advance(one, closed, complete(9), now)).rejects.toThrow(`Request 7 was closed as COMPLETED at ${at}`);
    for (const command of [{ type: 'CANCEL_REQUEST' }, { type: 'SET_DATA', data: {} }, { type: 'CREATE', data: {} }] as const)
      await expect(advance(one, closed, command, now)).rejects.toMatchObject({ refusal: 'REQUEST_CLOSED' });
  });
});

describe('CANCEL_ACTIONS', () => {
  const process = processOf({
    start: ['A', 'A', 'B', 'C'],
    activities: [user('A'), user('B'), user('C'), user('REVIEW'), user('FIX'), user('ANY')],
    transitions: [
      { from: 'A', to: 'REVIEW', on: 'CANCEL', when: "action.message = 'no' and action.source = 'me'" },
      { from: 'A', to: 'FIX', on: 'ERROR' },
      { from: 'A', to: 'ANY', on: 'EXCEPTION' },
      { from: 'B', to: 'ANY', on: 'EXCEPTION', when: 'data.NUMBER = 1' },
      { from: 'B', to: 'B', on: 'EXCEPTION', when: 'data.NUMBER = 2' },
    ],
  });

  it('closes all of them, then goes on from each in order', async () => {
    const state = await play(process);
    const changes = await advance(process, state, cancel([2, 1]), now);
    expect(changes.history.map(({ type, detail }) => [type, detail])).toEqual([
      ['ACTION_CANCELLED', { activity: 'A', outcome: 'CANCELLED', message: 'no', source: 'me' }],
      ['ACTION_CANCELLED', { activity: 'A', outcome: 'CANCELLED', message: 'no', source: 'me' }],
      ['ACTION_OPENED', { activity: 'REVIEW', from: [{ action: 1, transition: 0 }] }],
      ['ACTION_OPENED', { activity: 'REVIEW', from: [{ action: 2, transition: 0 }] }],
    ]);
    expect(actionsOf(changes)).toEqual(['1 A CANCELLED', '2 A CANCELLED', '5 REVIEW NOT_STARTED', '6 REVIEW NOT_STARTED']);
    expect(changes.actions[0]?.message).toBe('no');
  });

  it('follows ERROR for an error, and EXCEPTION where no transition of the outcome is taken', async () => {
    const otherwise = { ...cancel([2]), exception: { message: null, source: null } };
    expect(actionsOf(await play(process, [cancel([1], 'ERROR'), otherwise]))).toEqual([
      '1 A ERROR',
      '2 A CANCELLED',
      '3 B NOT_STARTED',
      '4 C NOT_STARTED',
      '5 FIX NOT_STARTED',
      '6 ANY NOT_STARTED',
    ]);
  });

  it('changes nothing when one has no transition, or none that is true', async () => {
    await expect(play(process, [cancel([1, 4])])).rejects.toThrow(
      'Action 4 of request 7 (C) has no cancel exception and no default exception',
    );
    await expect(play(process, [cancel([1, 3], 'ERROR')])).rejects.toThrow(
      'Action 3 of request 7 (B) has no error exception and no default exception',
    );
    await expect(play(process, [cancel([1]), cancel([2, 1])])).rejects.toMatchObject({ refusal: 'ACTION_CLOSED' });
  });
});

describe('CANCEL_REQUEST', () => {
  it('closes the request and all open actions as cancelled', async () => {
    const process = processOf({
      start: ['A', 'A'],
      activities: [user('A'), user('J', { join: 'ALL' })],
      transitions: flow('A>J'),
      output: 'x',
    });
    const state = await play(process, [complete(1)]);
    const changes = await advance(process, state, { type: 'CANCEL_REQUEST' }, now);
    expect(changes.request).toMatchObject({ status: 'CLOSED', subStatus: 'CANCELLED', output: null, waiting: {} });
    expect(actionsOf(changes)).toEqual(['2 A CANCELLED']);
    expect(historyOf(changes)).toEqual(['!REQUEST_CANCELLED', 'ACTION_CANCELLED 2']);
  });
});

describe('SET_DATA', () => {
  it('sets and empties data and nothing else', async () => {
    const state = await play(one, [{ type: 'SET_DATA', data: { TEXT: 'a', NUMBER: 1 } }]);
    const changes = await advance(one, state, { type: 'SET_DATA', data: { TEXT: null, ANY: [1] } }, now);
    expect(changes.request.data).toEqual({ NUMBER: 1, ANY: [1] });
    expect(changes.actions).toEqual([]);
    expect(changes.history).toEqual([{ type: 'DATASET_UPDATED', action: null, detail: { data: ['TEXT', 'ANY'] }, automatic: false }]);
  });
});

describe('SET', () => {
  const failing = (transitions: object[]) =>
    processOf({ start: 'S', activities: [set('S', { set: { NUMBER: '{{data.TEXT}}', TEXT: 'new' } }), user('A')], transitions });
  const start = { type: 'CREATE', data: { TEXT: 'x' } } as const;

  it('computes from the data as it was before, and empties what is missing', async () => {
    const process = processOf({
      start: 'S',
      activities: [set('S', { set: { TEXT: '{{data.ANY}}', ANY: '{{data.TEXT}}', DATE: '{{data.DATE}}' } })],
    });
    const { request } = await advance(process, fresh(), { type: 'CREATE', data: { TEXT: 'a', ANY: 5, DATE: null } }, now);
    expect(request.data).toEqual({ TEXT: '5', ANY: 'a' });
  });

  it.each(['ERROR', 'EXCEPTION'])('follows %s when a value does not fit, and sets nothing', async (on) => {
    const process = failing([
      { from: 'S', to: 'A', on, when: '$contains(action.message, "NUMBER")' },
      { from: 'S', to: 'S' },
    ]);
    const changes = await advance(process, fresh(), start, now);
    expect(actionsOf(changes)).toEqual(['1 S ERROR', '2 A NOT_STARTED']);
    expect(changes.request.data).toEqual({ TEXT: 'x' });
    expect(changes.history[2]).toMatchObject({ type: 'ACTION_FAILED', detail: { message: 'NUMBER: not a number: "x"' } });
  });

  it('closes the request as ERROR when nothing follows the failure', async () => {
    const process = failing([
      { from: 'S', to: 'A' },
      { from: 'S', to: 'A', on: 'ERROR', when: 'false' },
    ]);
    const { request } = await advance(process, fresh(), start, now);
    expect(request).toMatchObject({ status: 'CLOSED', subStatus: 'ERROR', message: 'S: NUMBER: not a number: "x"' });
  });

  it('fails when an expression does', async () => {
    const process = processOf({ start: 'S', activities: [set('S', { set: { NUMBER: '{{data.TEXT + 1}}' } })] });
    expect((await advance(process, fresh(), start, now)).request).toMatchObject({
      subStatus: 'ERROR',
      message: expect.stringMatching(/^S: The expression/) as string,
    });
  });
});

describe('END', () => {
  it.each(['COMPLETED', 'CANCELLED', 'ERROR'])('closes the request as %s with its message, and cancels what is open', async (as) => {
    const process = processOf({
      start: ['A', 'B'],
      activities: [user('A'), user('B'), end('E', { as, message: 'Number {{data.NUMBER}}' }), user('C')],
      transitions: flow('A>E', 'A>C'),
      output: '{{action.activity}}',
    });
    const state = await play(process, [complete(1, { NUMBER: 5 })]);
    expect(actionsOf(state)).toEqual(['1 A COMPLETED', '2 B CANCELLED', '3 E COMPLETED']);
    expect(state).toMatchObject({ status: 'CLOSED', subStatus: as, message: 'Number 5', output: as === 'COMPLETED' ? 'E' : null });
  });

  it('closes as ERROR when the output fails', async () => {
    const process = processOf({ start: 'E', activities: [end('E')], output: '{{1/0}}' });
    expect(await play(process)).toMatchObject({ subStatus: 'ERROR', output: null, message: expect.stringMatching(/^output: /) as string });
  });

  it('fails when its message does', async () => {
    const process = processOf({ start: 'E', activities: [end('E', { message: '{{1/0}}' })] });
    expect(await play(process)).toMatchObject({ subStatus: 'ERROR', actions: [{ activity: 'E', subStatus: 'ERROR' }] });
  });
});

describe('join', () => {
  it('ALL waits for everything that can still lead to it, and opens once', async () => {
    const process = processOf({
      start: ['A', 'B', 'OTHER'],
      activities: [user('A'), user('B'), set('C'), user('OTHER'), user('J', { join: 'ALL' })],
      transitions: flow('A>J', 'B>C', 'C>J'),
    });
    const waiting = await play(process, [complete(1)]);
    expect(actionsOf(waiting)).toEqual(['1 A COMPLETED', '2 B NOT_STARTED', '3 OTHER NOT_STARTED']);
    expect(waiting.waiting).toEqual({ J: [{ action: 1, transition: 0 }] });

    const changes = await advance(process, waiting, complete(2), now);
    expect(actionsOf(changes)).toEqual(['2 B COMPLETED', '4 C COMPLETED', '5 J NOT_STARTED']);
    expect(changes.request.waiting).toEqual({});
    expect(changes.history.at(-1)?.detail).toEqual({
      activity: 'J',
      from: [
        { action: 1, transition: 0 },
        { action: 4, transition: 2 },
      ],
    });
  });

  it('ALL opens when what could have led to it goes another way', async () => {
    const process = processOf({
      start: ['A', 'B'],
      activities: [user('A'), user('B'), user('J', { join: 'ALL' })],
      transitions: [...flow('A>J'), { from: 'B', to: 'J', when: 'false' }],
    });
    expect(actionsOf(await play(process, [complete(1), complete(2)]))).toEqual(['1 A COMPLETED', '2 B COMPLETED', '3 J NOT_STARTED']);
  });

  it('ANY opens each time', async () => {
    const process = processOf({ start: ['A', 'B'], activities: [user('A'), user('B'), user('J')], transitions: flow('A>J', 'B>J') });
    expect(actionsOf(await play(process, [complete(1), complete(2)])).slice(2)).toEqual(['3 J NOT_STARTED', '4 J NOT_STARTED']);
  });

  it('lets a join go before one that it leads to', async () => {
    const process = processOf({
      start: ['A', 'B', 'C'],
      activities: [user('A'), user('B'), user('C'), user('LAST', { join: 'ALL' }), set('FIRST', { join: 'ALL' })],
      transitions: flow('A>LAST', 'B>FIRST', 'C>FIRST', 'FIRST>LAST'),
    });
    const state = await play(process, [complete(1), complete(2), complete(3)]);
    expect(actionsOf(state).slice(3)).toEqual(['4 FIRST COMPLETED', '5 LAST NOT_STARTED']);
  });

  it('opens the first in the definition of joins that wait for each other', async () => {
    const process = processOf({
      start: ['A', 'B'],
      activities: [user('A'), user('B'), user('J', { join: 'ALL' }), user('K', { join: 'ALL' })],
      transitions: flow('A>K', 'B>J', 'J>K', 'K>J'),
    });
    const state = await play(process, [complete(1), complete(2)]);
    expect(actionsOf(state).slice(2)).toEqual(['3 J NOT_STARTED']);
    expect(state.waiting).toEqual({ K: [{ action: 1, transition: 0 }] });
    expect(actionsOf(await play(process, [complete(1), complete(2), complete(3)])).slice(3)).toEqual(['4 K NOT_STARTED']);
  });
});

describe('maxSteps', () => {
  it('stops a run that never waits', async () => {
    const process = processOf({ start: 'S', activities: [set('S')], transitions: flow('S>S'), maxSteps: 20 });
    expect(await play(process)).toMatchObject({
      subStatus: 'ERROR',
      lastActionNumber: 20,
      message: 'Stopped before S: a request can do at most 20 automatic actions without a person in between (maxSteps)',
    });
  });
});

describe('scope', () => {
  it('has what started the run, the request, its requester and the action', async () => {
    const process = processOf({
      start: 'A',
      activities: [
        user('A'),
        set('S', {
          set: { ANY: { runtime: '{{runtime.body.id}}', request: '{{request}}', action: '{{action}}', results: '{{results}}' } },
        }),
      ],
      transitions: [{ from: 'A', to: 'S', when: "action.number = 1 and action.activity = 'A'" }],
    });
    const state = await play(process, [complete(1)], fresh({ runtime: { body: { id: 5 } } }));
    expect(state.data['ANY']).toEqual({
      runtime: 5,
      request: {
        number: 7,
        id: Buffer.from('Request:7').toString('base64'),
        uuid: '5b6f2f5e-0000-4000-8000-000000000007',
        requester: { userName: 'ann', firstName: 'Ann', lastName: 'Lee' },
        isTest: false,
        openedAt: now.toISOString(),
      },
      action: { number: 2, activity: 'S' },
      results: {},
    });
  });

  it('is not fooled by names that objects have anyway', async () => {
    const process = processOf({
      data: [{ name: 'toString', type: 'TEXT' }],
      start: 'valueOf',
      activities: [user('valueOf', { assign: { sameAs: 'valueOf' } }), user('hasOwnProperty', { join: 'ALL' })],
      transitions: flow('valueOf>hasOwnProperty'),
      output: '<{{data.toString}}>',
    });
    const state = await play(process, [complete(1)]);
    expect(state.actions.map(({ assigneeId }) => assigneeId)).toEqual([null, null]);
    expect((await play(process, [complete(1), complete(2)])).output).toBe('<>');
  });
});

describe('ADD_COMMENT', () => {
  const say = { type: 'ADD_COMMENT', message: 'Hm', authorId: 3 } as const;

  it('gives the next number, and changes nothing else', async () => {
    const state = { ...(await play(one)), lastCommentNumber: 4 };
    const { request, actions, comments, history } = await advance(one, state, say, now);
    expect({ number: request.lastCommentNumber, status: request.status, actions, comments, history }).toEqual({
      number: 5,
      status: 'OPEN',
      actions: [],
      comments: [{ number: 5, message: 'Hm', authorId: 3 }],
      history: [{ type: 'COMMENT_ADDED', action: null, detail: { comment: 5 }, automatic: false }],
    });
  });

  it('is refused when the request is closed', async () => {
    await expect(advance(one, await play(one, [complete(1)]), say, now)).rejects.toMatchObject({ refusal: 'REQUEST_CLOSED' });
  });
});

describe('REMOVE_COMMENT', () => {
  const remove = { type: 'REMOVE_COMMENT', comment: 1 } as const;
  const say = { type: 'ADD_COMMENT', message: 'Hm', authorId: 3 } as const;

  it('takes the message away, and keeps the number', async () => {
    const state = await play(one, [say]);
    const { request, comments, history } = await advance(one, state, remove, now);
    expect({ number: request.lastCommentNumber, comments, history, next: (await play(one, [say, remove, say])).comments }).toEqual({
      number: 1,
      comments: [{ number: 1, message: null, authorId: 3 }],
      history: [{ type: 'COMMENT_REMOVED', action: null, detail: { comment: 1, authorId: 3 }, automatic: false }],
      next: [{ number: 2, message: 'Hm', authorId: 3 }],
    });
  });

  it.each([
    ['there is none of that number', [], 'COMMENT_NOT_FOUND'],
    ['it was removed', [say, remove], 'COMMENT_NOT_FOUND'],
    ['the request is closed', [say, complete(1)], 'REQUEST_CLOSED'],
  ])('is refused when %s', async (_, commands, refusal) => {
    await expect(advance(one, await play(one, commands), remove, now)).rejects.toMatchObject({ refusal });
  });
});

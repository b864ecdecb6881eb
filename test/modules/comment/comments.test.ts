import { callRefused, refusedAs } from '../../kit/callRefused';
import { countStatements } from '../../kit/countStatements';
import { addHook, addProcess, addRequest, addUser, password } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

const userNames = ['reader', 'writer', 'both', 'nobody', 'requester', 'supervisor', 'stranger'] as const;
type UserName = (typeof userNames)[number];

let server: TestServer;
const tokens = {} as Record<UserName, string>;
let request: number;
beforeAll(async () => {
  server = await startTestServer();
  for (const userName of userNames) {
    await addUser(server, userName);
    tokens[userName] = await addHook(server, userName);
  }
  await addProcess(server, 'P', {
    participants: [
      { name: 'Requesters', role: 'REQUESTER', users: ['requester', 'reader', 'nobody'] },
      { name: 'Readers', role: 'ACTOR', users: ['reader', 'both'], comments: 'READ' },
      { name: 'Writers', role: 'ACTOR', users: ['writer', 'both'] },
      { name: 'Silent', role: 'ACTOR', users: ['nobody'], comments: 'NONE' },
      { name: 'Supervisors', role: 'SUPERVISOR', users: ['supervisor'] },
    ],
    start: ['READ', 'WRITE', 'WORK'],
    activities: [
      { name: 'READ', type: 'USER', participant: 'Readers' },
      { name: 'WRITE', type: 'USER', participant: 'Writers' },
      { name: 'WORK', type: 'USER', participant: 'Silent' },
    ],
  });
  request = await add();
});
afterAll(() => server.stop());

const add = () => addRequest(server, 'P', {}, tokens.requester);
const subject = (number: number) => globalId(`Request:${number}`);
const comment = (number: number, n: number) => globalId(`Comment:${number}---${n}`);
const say = (number: number, message: string, by: UserName = 'requester', headers: Record<string, string> = {}) =>
  server.hook('addComment', { subjectId: subject(number), message }, headers, tokens[by]);

async function commentsOf(number: number, userName?: UserName) {
  const query = `query ($number: Int) { request(number: $number) { viewerCanComment
    comments { totalCount nodes { id number message author { userName } viewerCanRemove } } } }`;
  const { data } = await server.graphql(query, { number }, userName && { userName, password });
  return data.request;
}

const historyOf = async (number: number) => {
  const query = `query ($number: Int) { request(number: $number) { history { nodes { type detail actor { userName } } } } }`;
  const { data } = await server.graphql(query, { number });
  return (data.request.history.nodes as { type: string }[]).filter(({ type }) => type.startsWith('COMMENT'));
};

describe('addComment', () => {
  it('numbers what people say, and puts it into the history', async () => {
    const number = await add();
    const answers = [await say(number, 'May I?'), await say(number, 'Yes 🙂\n', 'writer')];
    expect([answers.map(({ status, body }) => [status, body]), await commentsOf(number, 'requester'), await historyOf(number)]).toEqual([
      [
        [200, { clientMutationId: null, commentId: comment(number, 1) }],
        [200, { clientMutationId: null, commentId: comment(number, 2) }],
      ],
      {
        viewerCanComment: true,
        comments: {
          totalCount: 2,
          nodes: [
            { id: comment(number, 1), number: 1, message: 'May I?', author: { userName: 'requester' }, viewerCanRemove: true },
            { id: comment(number, 2), number: 2, message: 'Yes 🙂\n', author: { userName: 'writer' }, viewerCanRemove: false },
          ],
        },
      },
      [
        { type: 'COMMENT_ADDED', detail: { comment: 1 }, actor: { userName: 'requester' } },
        { type: 'COMMENT_ADDED', detail: { comment: 2 }, actor: { userName: 'writer' } },
      ],
    ]);
  });

  it.each<[string, () => object, number, string, string]>([
    ['no message', () => ({ message: '' }), 400, 'BAD_USER_INPUT', 'message: must be 1 to 10,000 characters long'],
    [
      'too long a message',
      () => ({ message: '🙂'.repeat(9_999) + 'xy' }),
      400,
      'BAD_USER_INPUT',
      'message: must be 1 to 10,000 characters long',
    ],
    [
      'the ID of an action',
      () => ({ subjectId: globalId('Action:1---1') }),
      400,
      'BAD_USER_INPUT',
      `subjectId: "${globalId('Action:1---1')}" is not a valid ID for Request`,
    ],
    [
      'an unknown request',
      () => ({ subjectId: subject(999_999) }),
      404,
      'NOT_FOUND',
      'Request "999999" does not exist or is not visible to you',
    ],
  ])('is refused with %s', async (_, input, status, code, error) => {
    expect(await callRefused(server, 'addComment', { subjectId: subject(request), message: 'Hm', ...input() })).toEqual(
      refusedAs(status, code, `AddComment error: ${error}`),
    );
  });

  it('is refused with a delegator', async () => {
    const input = { subjectId: subject(request), message: 'Hm', onBehalfOfUserName: 'writer' };
    const error = 'addComment cannot be done on behalf of another user: leave onBehalfOfUserName out';
    expect(await callRefused(server, 'addComment', input)).toEqual(refusedAs(400, 'BAD_USER_INPUT', error));
  });

  it('takes 10,000 characters, however many bytes they have', async () => {
    expect((await say(request, '🙂'.repeat(10_000))).status).toBe(200);
  });

  it('lets a request have 10,000, however many come at once', async () => {
    const number = await add();
    await server.db.prisma.request.update({ where: { id: number }, data: { lastCommentNumber: 9_998 } });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((message) => say(number, message)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect([
      refused.map(({ status }) => status),
      refused[0]?.body.error,
      await server.db.prisma.comment.count({ where: { requestId: number } }),
    ]).toEqual([[409, 409], `AddComment error: Request ${number} has had 10000 comments, which is the maximum`, 2]);
  });

  it('to a closed request is refused', async () => {
    const number = await add();
    await server.hook('cancelRequest', { number });
    const { closedAt } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: number } });
    const refused = await callRefused(server, 'addComment', { subjectId: subject(number), message: 'Late' });
    expect([refused, (await commentsOf(number)).viewerCanComment]).toEqual([
      refusedAs(409, 'CONFLICT', `AddComment error: Request ${number} was closed as CANCELLED at ${closedAt!.toISOString()}`),
      false,
    ]);
  });

  it('sent twice with one Idempotency-Key says it once', async () => {
    const number = await add();
    const headers = { 'idempotency-key': 'say it once' };
    const answers = [await say(number, 'Once', 'writer', headers), await say(number, 'Once', 'writer', headers)];
    expect([answers.map(({ body }) => body.commentId), (await commentsOf(number)).comments.totalCount]).toEqual([
      [comment(number, 1), comment(number, 1)],
      1,
    ]);
  });

  it('by many at once gives each a number of its own', async () => {
    const number = await add();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => say(number, `${n}`, n % 2 ? 'writer' : 'both')));
    const numbers = Array.from({ length: 20 }, (_, n) => comment(number, n + 1));
    const byId = new Map(answers.map(({ body }, n) => [body.commentId, `${n}`]));
    const { nodes } = (await commentsOf(number)).comments as { nodes: { id: string; message: string }[] };
    expect(nodes.map(({ id, message }) => [id, message])).toEqual(numbers.map((id) => [id, byId.get(id)]));
  });
});

describe('removeComment', () => {
  it('takes the message away for good; its number is not given again', async () => {
    const number = await add();
    await say(number, 'A secret');
    const { status, body } = await server.hook('removeComment', { id: comment(number, 1) }, {}, tokens.requester);
    const next = (await say(number, 'Next')).body.commentId;
    const rows = await server.db.prisma.comment.findMany({ where: { requestId: number }, orderBy: { number: 'asc' } });
    expect([status, body, next, rows.map(({ message }) => message), (await historyOf(number))[1]]).toEqual([
      200,
      { clientMutationId: null },
      comment(number, 2),
      [null, 'Next'],
      {
        type: 'COMMENT_REMOVED',
        detail: { comment: 1, authorId: globalId(`User:${(await server.contextOf('requester')).viewer.id}`) },
        actor: { userName: 'requester' },
      },
    ]);
  });

  it.each<[UserName, number, string | null]>([
    ['writer', 200, null],
    ['supervisor', 200, null],
    ['requester', 403, 'requester may not remove comment 1 of request {n}'],
    ['reader', 403, 'reader may not remove comment 1 of request {n}'],
    ['nobody', 404, 'Request {n} has no comment 1'],
    ['stranger', 404, 'Request "{n}" does not exist or is not visible to you'],
  ])('of a comment of writer is answered to %s with %i', async (userName, status, error) => {
    const number = await add();
    await say(number, 'Hm', 'writer');
    const answer = await server.hook('removeComment', { id: comment(number, 1) }, {}, tokens[userName]);
    expect([answer.status, answer.body.error ?? null]).toEqual([
      status,
      error && `RemoveComment error: ${error.replace('{n}', String(number))}`,
    ]);
  });

  it.each<[string, () => string, number, string, string]>([
    ['the ID of a request', () => subject(request), 400, 'BAD_USER_INPUT', 'id: "{id}" is not a valid ID for Comment'],
    ['an ID without a number', () => globalId(`Comment:${request}`), 400, 'BAD_USER_INPUT', 'id: "{id}" is not a valid ID for Comment'],
    ['a number that was not given', () => comment(request, 999), 404, 'NOT_FOUND', 'Request {n} has no comment 999'],
    ['an unknown request', () => comment(999_999, 1), 404, 'NOT_FOUND', 'Request "999999" does not exist or is not visible to you'],
  ])('is refused with %s', async (_, id, status, code, error) => {
    expect(await callRefused(server, 'removeComment', { id: id() })).toEqual(
      refusedAs(status, code, `RemoveComment error: ${error.replace('{id}', id()).replace('{n}', String(request))}`),
    );
  });

  it('from a closed request is refused', async () => {
    const number = await add();
    await say(number, 'Hm');
    await server.hook('cancelRequest', { number });
    expect(await callRefused(server, 'removeComment', { id: comment(number, 1) }, tokens.requester)).toEqual({
      ...refusedAs(409, 'CONFLICT', ''),
      error: expect.stringContaining(`Request ${number} was closed as CANCELLED`) as string,
    });
  });

  it('sent twice is done once, and given again with the same Idempotency-Key', async () => {
    const number = await add();
    await say(number, 'Hm');
    const remove = (headers: Record<string, string> = {}) =>
      server.hook('removeComment', { id: comment(number, 1) }, headers, tokens.requester);
    const key = { 'idempotency-key': 'remove it' };
    const statuses = [(await remove(key)).status, (await remove(key)).status, (await remove()).status];
    expect([statuses, (await historyOf(number)).length]).toEqual([[200, 200, 404], 2]);
  });

  it('by two users at once takes effect once', async () => {
    const number = await add();
    await say(number, 'Hm');
    const remove = () => server.hook('removeComment', { id: comment(number, 1) });
    const answers = await Promise.all([remove(), remove()]);
    expect([answers.map(({ status }) => status).sort(), (await historyOf(number)).length]).toEqual([[200, 404], 2]);
  });
});

describe('comment rights', () => {
  it.each<[UserName, number, boolean, number]>([
    ['requester', 1, true, 200],
    ['writer', 1, true, 200],
    ['both', 1, true, 200],
    ['supervisor', 1, true, 200],
    // They may start the process, but this request is another's.
    ['reader', 1, false, 403],
    ['nobody', 0, false, 403],
  ])('of %s: sees %i, may comment %s', async (userName, seen, may, status) => {
    const number = await add();
    await say(number, 'Hm', 'writer');
    const { viewerCanComment, comments } = await commentsOf(number, userName);
    const query = 'query ($id: ID!) { node(id: $id) { id ... on Comment { message request { number } } } }';
    const { data } = await server.graphql(query, { id: comment(number, 1) }, { userName, password });
    const node = seen ? { id: comment(number, 1), message: 'Hm', request: { number } } : null;
    expect([comments.totalCount, comments.nodes.length, viewerCanComment, data.node, (await say(number, 'Too', userName)).status]).toEqual([
      seen,
      seen,
      may,
      node,
      status,
    ]);
  });

  it('are those of the participant whose open action the user has', async () => {
    const participants = [
      { name: 'Requesters', role: 'REQUESTER', users: ['reader', 'writer'] },
      { name: 'Readers', role: 'ACTOR', users: ['reader'], comments: 'READ' },
    ];
    await addProcess(server, 'Q', { participants, activities: [{ name: 'DO', type: 'USER', participant: 'Requesters' }] });
    const number = await addRequest(server, 'Q', {}, tokens.writer);
    const before = [(await commentsOf(number, 'reader')).viewerCanComment, (await say(number, 'Hm', 'reader')).status];
    await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'reader' });
    const after = [(await commentsOf(number, 'reader')).viewerCanComment, (await say(number, 'Hm', 'reader')).status];
    expect([before, after]).toEqual([
      [false, 403],
      [true, 200],
    ]);
  });

  it.each<[UserName, number]>([
    ['writer', 1],
    ['nobody', 0],
  ])('of a delegatee of %s: they can read as much as the delegator (%i)', async (userName, seen) => {
    const number = await add();
    await say(number, 'Hm', 'writer');
    const [delegator, delegatee] = [await server.contextOf(userName), await server.contextOf('stranger')];
    const data = { delegatorId: delegator.viewer.id, delegateeId: delegatee.viewer.id };
    const { id } = await server.db.prisma.delegation.create({ data });
    const { viewerCanComment, comments } = await commentsOf(number, 'stranger');
    const { status } = await say(number, 'Too', 'stranger');
    await server.db.prisma.delegation.delete({ where: { id } });
    expect([viewerCanComment, comments.totalCount, status]).toEqual([false, seen, 403]);
  });

  it('of who sees the request for another reason are to read', async () => {
    await addProcess(server, 'R', {
      participants: [{ name: 'Requesters', role: 'REQUESTER', everyone: true }],
      activities: [{ name: 'DO', type: 'USER', participant: 'Requesters' }],
    });
    const number = await addRequest(server, 'R', {}, tokens.writer);
    await say(number, 'Hm', 'writer');
    const { viewerCanComment, comments } = await commentsOf(number, 'stranger');
    expect([viewerCanComment, comments.totalCount]).toEqual([false, 1]);
  });
});

describe('the comments of many requests', () => {
  const query = `query ($first: Int) { requests(first: $first) { nodes { viewerCanComment
    comments { totalCount nodes { author { userName } request { number } viewerCanRemove } } } } }`;

  it('take as many statements as those of one', async () => {
    for (let n = 0; n < 5; n += 1) await say(await add(), 'Hm');
    const ask = (first: number) => countStatements(server.db, () => server.graphql(query, { first }, { userName: 'writer', password }));
    // From now on it is in memory who asks, and by what definition.
    await ask(1);
    const counts = [(await ask(1)).length, (await ask(5)).length];
    expect(counts[0]).toBe(counts[1]);
  });

  it('come in pages', async () => {
    const number = await add();
    for (const message of ['a', 'b', 'c']) await say(number, message);
    const page = `query ($number: Int, $after: String) { request(number: $number) { comments(first: 2, after: $after) {
      nodes { message } pageInfo { hasNextPage endCursor } } } }`;
    const first = (await server.graphql(page, { number })).data.request.comments;
    const second = (await server.graphql(page, { number, after: first.pageInfo.endCursor })).data.request.comments;
    expect([first.nodes, first.pageInfo.hasNextPage, second.nodes, second.pageInfo.hasNextPage]).toEqual([
      [{ message: 'a' }, { message: 'b' }],
      true,
      [{ message: 'c' }],
      false,
    ]);
  });
});

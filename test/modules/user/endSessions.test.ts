import { createSessions, type Sessions } from '../../../src/identity/createSessions';
import { addUser } from '../../kit/factories';
import { globalId } from '../../kit/globalId';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let sessions: Sessions;
let ann: { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer();
  sessions = createSessions(server.db);
  ann = await addUser(server, 'ann');
  await addUser(server, 'bob');
});
afterAll(() => server.stop());

/** Begins a session of this user, and gives its token and ID. */
async function begin(userName: string): Promise<{ token: string; id: string }> {
  const token = await sessions.begin((await server.contextOf(userName)).viewer.id);
  const { id } = await server.db.prisma.session.findFirstOrThrow({ orderBy: { id: 'desc' } });
  return { token, id: globalId(`Session:${id}`) };
}

/** The status of a call with this cookie, from a page of ours. */
async function statusOf(token: string): Promise<number> {
  const headers = { cookie: `sluice_session=${token}`, 'sec-fetch-site': 'same-origin', accept: 'application/json' };
  return (await server.post('/graphql', { query: '{ viewer { userName } }' }, headers)).status;
}

const end = (input: object, user?: typeof ann) =>
  server.graphql('mutation ($input: EndSessionsInput!) { endSessions(input: $input) { deletedSessionIds } }', { input }, user);
const codeOf = ({ errors }: { errors: { extensions: { code: string; reason: string } }[] }) => errors[0]!.extensions.reason;

describe('endSessions', () => {
  it('logs a browser out at once, with an entry in the audit trail, and only once', async () => {
    const [lost, kept] = [await begin('ann'), await begin('ann')];
    const before = await statusOf(lost.token);
    const answers = [await end({ ids: [lost.id, lost.id] }, ann), await end({ ids: [lost.id] }, ann)];
    const { data } = await server.graphql(
      '{ auditEntries(filter: { operation: "endSessions" }) { nodes { subjectId actor { userName } } } }',
    );
    expect([before, answers[0].data.endSessions, codeOf(answers[1]), await statusOf(lost.token), await statusOf(kept.token)]).toEqual([
      200,
      { deletedSessionIds: [lost.id] },
      'SESSION_NOT_FOUND',
      401,
      200,
    ]);
    expect(data.auditEntries.nodes).toEqual([{ subjectId: lost.id, actor: { userName: 'ann' } }]);
  });

  it('ends all sessions of a user for administrators, also when there are none', async () => {
    const { token } = await begin('bob');
    const first = await end({ userName: 'bob' });
    const second = await end({ userName: 'bob' });
    expect([first.data.endSessions.deletedSessionIds.length, second.data, await statusOf(token)]).toEqual([
      1,
      { endSessions: { deletedSessionIds: [] } },
      401,
    ]);
  });

  it('ends none of several when one is hidden', async () => {
    const [own, other] = [await begin('ann'), await begin('bob')];
    expect([codeOf(await end({ ids: [own.id, other.id] }, ann)), await statusOf(own.token), await statusOf(other.token)]).toEqual([
      'SESSION_NOT_FOUND',
      200,
      200,
    ]);
  });

  it('ends a session for one of two calls at once', async () => {
    const { id } = await begin('ann');
    const answers = await Promise.all([end({ ids: [id] }), end({ ids: [id] }, ann)]);
    expect(answers.filter(({ data }) => data?.endSessions).length).toBe(1);
  });

  it.each([
    [{}, 'INPUT_INVALID'],
    [{ ids: [], userName: 'ann' }, 'INPUT_INVALID'],
    [{ ids: ['x'] }, 'ID_INVALID'],
    [{ userName: 'bob' }, 'ADMINISTRATORS_ONLY'],
    [{ ids: Array.from({ length: 201 }, (_, n) => globalId(`Session:${n + 1}`)) }, 'INPUT_INVALID'],
  ])('refuses %j', async (input, reason) => {
    expect(codeOf(await end(input, ann))).toBe(reason);
  });

  it('lists the sessions that a new password has not ended, page by page', async () => {
    const lost = await begin('bob');
    await server.db.pool.query(`UPDATE "user" SET password_hash = 'x' WHERE user_name = 'bob'`);
    const query = `{ node(id: "${lost.id}") { id } user(userName: "bob") { sessions { totalCount } } sessions(first: 1) { nodes { user { userName } viewerCanEnd } } }`;
    const { data } = await server.graphql(query);
    expect(data).toEqual({
      node: null,
      user: { sessions: { totalCount: 0 } },
      sessions: { nodes: [{ user: { userName: 'ann' }, viewerCanEnd: true }] },
    });
  });
});

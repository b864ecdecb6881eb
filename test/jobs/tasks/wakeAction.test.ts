import { addProcess, addRequest, addUser } from '../../kit/factories';
import { startSmtpServer, type SmtpServer } from '../../kit/startSmtpServer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let smtp: SmtpServer;
let server: TestServer;
beforeAll(async () => {
  smtp = await startSmtpServer();
  server = await startTestServer({ role: 'all', smtpUrl: smtp.url, mailFrom: 'flow@sluice.example' });
  await addUser(server, 'ann');
  await server.db.prisma.user.update({ where: { userName: 'ann' }, data: { email: 'ann@sluice.example' } });
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
});

interface Ended {
  subStatus: string;
  message: string;
  data: object[];
  actions: { nodes: object[] };
  history: { nodes: { type: string; actor: object | null }[] };
}
const ended = (number: number): Promise<Ended> =>
  until(async () => {
    const { request } = (
      await server.graphql(
        `query ($number: Int) { request(number: $number) {
          subStatus message data { name textValue } actions { nodes { status subStatus activity { name } } } history { nodes { type actor { userName } } }
        } }`,
        { number },
      )
    ).data;
    return request.subStatus !== null && request;
  });
const jobs = async () =>
  (await server.db.pool.query('SELECT task_identifier AS task, run_at AS at FROM graphile_worker.jobs ORDER BY id')).rows;

describe('DELAY', () => {
  it('waits, and goes on', async () => {
    await addProcess(server, 'DELAYED', {
      start: 'WAIT',
      activities: [
        { name: 'WAIT', type: 'DELAY', for: 'PT0.1S' },
        { name: 'AFTER', type: 'SET', set: { TEXT: 'done' } },
      ],
      transitions: [{ from: 'WAIT', to: 'AFTER' }],
    });
    const { subStatus, data, history } = await ended(await addRequest(server, 'DELAYED'));
    expect([subStatus, data[0], history.nodes.map(({ type, actor }) => [type, actor !== null])]).toEqual([
      'COMPLETED',
      { name: 'TEXT', textValue: 'done' },
      [
        ['REQUEST_CREATED', true],
        ['ACTION_OPENED', false],
        ['ACTION_COMPLETED', false],
        ['ACTION_OPENED', false],
        ['ACTION_COMPLETED', false],
        ['REQUEST_CLOSED', false],
      ],
    ]);
  });

  it('waits until its moment', async () => {
    await addProcess(server, 'UNTIL', { start: 'WAIT', activities: [{ name: 'WAIT', type: 'DELAY', until: '2099-01-02T03:04:05Z' }] });
    const number = await addRequest(server, 'UNTIL');
    const waiting = await jobs();
    await server.hook('cancelRequest', { number });
    expect(waiting).toEqual([{ task: 'wakeAction', at: new Date('2099-01-02T03:04:05Z') }]);
    await server.db.pool.query('DELETE FROM graphile_worker._private_jobs');
  });
});

describe('limit', () => {
  const limited = { name: 'DO', type: 'USER', participant: 'Workers', limit: 'PT1S' };

  it('closes what nobody did in time as TIMEOUT, goes on along its transition, and tells who had it', async () => {
    await addProcess(server, 'LIMITED', {
      activities: [limited, { name: 'LATE', type: 'SET', set: { TEXT: 'late' } }],
      transitions: [{ from: 'DO', to: 'LATE', on: 'TIMEOUT' }],
    });
    const number = await addRequest(server, 'LIMITED');
    await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'ann' });
    const { subStatus, actions } = await ended(number);
    const mails = await smtp.wait(2);
    expect([subStatus, actions.nodes, mails.map(({ headers }) => headers.subject).sort()]).toEqual([
      'COMPLETED',
      [
        { status: 'CLOSED', subStatus: 'TIMEOUT', activity: { name: 'DO' } },
        { status: 'CLOSED', subStatus: 'COMPLETED', activity: { name: 'LATE' } },
      ],
      [`Overdue: DO, request ${number} (LIMITED)`, `To do: DO, request ${number} (LIMITED)`],
    ]);
  });

  it('ends the request as ERROR where nothing says what then', async () => {
    await addProcess(server, 'UNHANDLED', { activities: [limited] });
    const { subStatus, message } = await ended(await addRequest(server, 'UNHANDLED'));
    expect([subStatus, message]).toEqual(['ERROR', 'DO: its limit has passed']);
  });

  it('says nothing of what was done in time', async () => {
    await addProcess(server, 'IN_TIME', {
      activities: [
        { ...limited, limit: 'PT0.3S' },
        { ...limited, name: 'NEXT', limit: 'P1D' },
      ],
      transitions: [{ from: 'DO', to: 'NEXT' }],
    });
    const requestNumber = await addRequest(server, 'IN_TIME');
    await server.hook('completeAction', { requestNumber, number: 1 });
    await until(async () => (await jobs()).length === 1);
    const { data } = await server.graphql('query ($n: Int) { request(number: $n) { status actions { nodes { subStatus } } } }', {
      n: requestNumber,
    });
    expect(data.request).toEqual({ status: 'OPEN', actions: { nodes: [{ subStatus: 'COMPLETED' }, { subStatus: null }] } });
    await server.db.pool.query('DELETE FROM graphile_worker._private_jobs');
  });
});

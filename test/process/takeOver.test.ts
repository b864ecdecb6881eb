import { addProcess, addRequest, addUser } from '../kit/factories';
import { startSmtpServer, type SmtpServer } from '../kit/startSmtpServer';
import { startTestServer, type TestServer } from '../kit/startTestServer';
import { until } from '../kit/until';
import { startSluice, type Sluice } from './startSluice';

// What is gone is gone for ten seconds before it is taken for dead.
jest.setTimeout(120_000);

let smtp: SmtpServer;
let server: TestServer;
beforeAll(async () => {
  smtp = await startSmtpServer();
  server = await startTestServer();
  await addUser(server, 'ann');
  await server.db.prisma.user.update({ where: { userName: 'ann' }, data: { email: 'ann@sluice.example' } });
  await addProcess(server, 'P');
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
});

const startJobs = (): Promise<Sluice> =>
  startSluice('', {
    args: [],
    env: { ROLE: 'jobs', DATABASE_URL: server.databaseUrl, SMTP_URL: smtp.url, MAIL_FROM: 'flow@sluice.example', DATA_DIR: undefined },
  });
const left = async () => (await server.db.pool.query('SELECT FROM graphile_worker.jobs')).rowCount;

describe('a process that is killed while it runs a job', () => {
  it('has it done by another one within a minute, once', async () => {
    const killed = await startJobs();
    const held = smtp.hold();
    const number = await addRequest(server, 'P');
    await server.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'ann' });
    await held.isReached();
    const other = await startJobs();
    await killed.kill();
    held.release();
    await until(async () => (await left()) === 0, 60_000);
    expect([await other.stop(), smtp.received.map(({ recipient }) => recipient)]).toEqual([0, ['ann@sluice.example']]);
  });
});

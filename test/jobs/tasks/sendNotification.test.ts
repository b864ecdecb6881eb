import { addHook, addProcess, addRequest, addUser } from '../../kit/factories';
import { startReplica } from '../../kit/startReplica';
import { startSmtpServer, type SmtpServer } from '../../kit/startSmtpServer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let smtp: SmtpServer;
let server: TestServer;
let ann: string;
let annHerself: { userName: string; password: string };
beforeAll(async () => {
  smtp = await startSmtpServer();
  server = await startTestServer({
    role: 'all',
    smtpUrl: smtp.url,
    mailFrom: 'Flow <flow@sluice.example>',
    publicUrl: 'https://flow.example',
  });
  annHerself = await addUser(server, 'ann');
  for (const userName of ['bob', 'mute']) await addUser(server, userName);
  await server.db.prisma.user.update({
    where: { userName: 'ann' },
    data: { firstName: 'Ann', lastName: 'Müller', email: 'ann@sluice.example' },
  });
  await server.db.prisma.user.update({ where: { userName: 'bob' }, data: { email: 'bob@sluice.example' } });
  ann = await addHook(server, 'ann');
  await addProcess(server, 'P', {
    activities: [
      { name: 'DO', type: 'USER', participant: 'Workers' },
      { name: 'ELSE', type: 'END', as: 'ERROR', message: 'Too <late>' },
    ],
    transitions: [{ from: 'DO', to: 'ELSE', on: 'CANCEL' }],
  });
});
afterEach(async () => {
  await until(async () => (await jobs()).length === 0);
  smtp.received.length = 0;
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
});

const jobs = async () =>
  (
    await server.db.pool.query<{ attempts: number; maxAttempts: number; error: string | null }>(
      'SELECT attempts, max_attempts AS "maxAttempts", last_error AS error FROM graphile_worker.jobs ORDER BY id',
    )
  ).rows;
const assign = (requestNumber: number, assigneeUserName: string, token?: string) =>
  server.hook('assignAction', { requestNumber, number: 1, assigneeUserName }, {}, token);
/** Resolves to whom it told, and under which subject, in any order. */
const told = async (mails: number) => (await smtp.wait(mails)).map(({ recipient, headers }) => `${recipient}: ${headers.subject}`).sort();
const disable = (kinds: string[]) =>
  server.graphql(
    'mutation ($kinds: [NotificationKind!]) { updateSettings(input: { disabledNotifications: $kinds }) { settings { disabledNotifications } } }',
    { kinds },
  );

describe('sendNotification', () => {
  it('sends one mail, in words and in HTML, that no machine answers', async () => {
    const number = await addRequest(server, 'P', { processVersion: 1, isTest: true });
    await assign(number, 'ann');
    const [mail] = await smtp.wait(1);
    const { uuid } = await server.db.prisma.request.findUniqueOrThrow({ where: { id: number } });
    const { from, to, subject, 'auto-submitted': autoSubmitted, 'message-id': messageId } = mail!.headers;
    const [link] = /https:.*/.exec(mail!.text)!;
    expect([mail!.recipient, from, to, subject, autoSubmitted, messageId]).toEqual([
      'ann@sluice.example',
      'Flow <flow@sluice.example>',
      '=?UTF-8?Q?Ann_M=C3=BCller?= <ann@sluice.example>',
      `[Test] To do: DO, request ${number} (P)`,
      'auto-generated',
      expect.stringMatching(new RegExp(`^<sluice-${uuid}-\\d+@sluice\\.example>$`)),
    ]);
    expect(mail!.text.replace(link, 'LINK')).toBe(
      `Dear Ann Müller,\n\nDO of request ${number} (P) was assigned to you by admin.\nThis is a test.\n\nLINK\n\nThis is an automated message. Please do not reply.`,
    );
    expect(mail!.html.replace(link.replaceAll("'", '&#39;'), 'LINK')).toBe(
      `<p>Dear Ann Müller,</p>\n<p>DO of request ${number} (P) was assigned to you by admin.<br>This is a test.</p>\n<p><a href="LINK">Request ${number}</a></p>\n<p><small>This is an automated message. Please do not reply.</small></p>`,
    );
    const { origin, pathname, searchParams } = new URL(link);
    const { data, errors } = await server.graphql(searchParams.get('query')!);
    expect([origin + pathname, errors, data.request.number]).toEqual(['https://flow.example/graphql', undefined, number]);
  });

  it('tells of each kind', async () => {
    const number = await addRequest(server, 'P', {}, ann);
    await assign(number, 'ann');
    await assign(number, 'bob');
    await server.hook('cancelActionAssignment', { requestNumber: number, number: 1 });
    await server.hook('cancelRequest', { number });
    const closed = await addRequest(server, 'P', {}, ann);
    await server.hook('completeAction', { requestNumber: closed, number: 1 });
    const cancelled = await addRequest(server, 'P', {}, ann);
    await assign(cancelled, 'bob');
    await server.hook('cancelAction', { requestNumber: cancelled, number: 1, exception: { message: 'not <needed>' } });
    expect(await told(9)).toEqual(
      [
        `ann@sluice.example: To do: DO, request ${number} (P)`,
        `ann@sluice.example: Taken back: DO, request ${number} (P)`,
        `bob@sluice.example: To do: DO, request ${number} (P)`,
        `bob@sluice.example: Taken back: DO, request ${number} (P)`,
        `ann@sluice.example: Cancelled: request ${number} (P)`,
        `ann@sluice.example: Closed: request ${closed} (P)`,
        `bob@sluice.example: To do: DO, request ${cancelled} (P)`,
        `bob@sluice.example: Cancelled: DO, request ${cancelled} (P)`,
        `ann@sluice.example: Closed: request ${cancelled} (P)`,
      ].sort(),
    );
    const reasons = smtp.received
      .filter(({ text }) => text.includes('Reason'))
      .map(({ text, html }) => [/Reason: .*/.exec(text)?.[0], html.includes('<needed>') || html.includes('<late>')]);
    expect(reasons.sort()).toEqual([
      ['Reason: Too <late>', false],
      ['Reason: not <needed>', false],
    ]);
  });

  it.each([
    ['tells', true, ['ann@sluice.example: Cancelled: DO, request N (P)', 'ann@sluice.example: To do: DO, request N (P)']],
    ['does not tell', false, ['ann@sluice.example: To do: DO, request N (P)']],
    ['does not tell', undefined, ['ann@sluice.example: To do: DO, request N (P)']],
  ])('%s the assignees of a request that is cancelled with notifyParticipant %s', async (_, notifyParticipant, expected) => {
    const number = await addRequest(server, 'P');
    await assign(number, 'ann');
    await server.hook('cancelRequest', { number, notifyParticipant });
    await until(async () => (await jobs()).length === 0);
    expect(smtp.received.map(({ recipient, headers }) => `${recipient}: ${headers.subject!.replace(`${number}`, 'N')}`).sort()).toEqual(
      expected,
    );
  });

  it('sends nothing to those who have no address, and nothing of a kind that is turned off', async () => {
    const numbers = [await addRequest(server, 'P'), await addRequest(server, 'P'), await addRequest(server, 'P')];
    await assign(numbers[0]!, 'mute');
    const { data } = await disable(['ACTION_ASSIGNED']);
    await assign(numbers[1]!, 'ann');
    await until(async () => (await jobs()).length === 0);
    await disable([]);
    await assign(numbers[2]!, 'ann');
    expect([data.updateSettings.settings.disabledNotifications, await told(1)]).toEqual([
      ['ACTION_ASSIGNED'],
      [`ann@sluice.example: To do: DO, request ${numbers[2]} (P)`],
    ]);
  });

  it('is not enqueued for a requester who has no address', async () => {
    const mute = await addHook(server, 'mute');
    const last = "SELECT pg_sequence_last_value(pg_get_serial_sequence('graphile_worker._private_jobs', 'id')) AS job";
    const enqueued = async () => (await server.db.pool.query<{ job: string }>(last)).rows[0]!.job;
    const [first, second] = [await addRequest(server, 'P', {}, mute), await addRequest(server, 'P', {}, ann)];
    const before = await enqueued();
    await server.hook('cancelRequest', { number: first });
    const between = await enqueued();
    await server.hook('cancelRequest', { number: second });
    expect([between === before, (await enqueued()) === between, await told(1)]).toEqual([
      true,
      false,
      [`ann@sluice.example: Cancelled: request ${second} (P)`],
    ]);
  });

  it('sends no mail of a kind that the user turned off', async () => {
    const query =
      'mutation ($kinds: [NotificationKind!]) { updateViewer(input: { disabledNotifications: $kinds }) { user { disabledNotifications } } }';
    const choose = async (kinds: string[]) =>
      (await server.graphql(query, { kinds }, annHerself)).data.updateViewer.user.disabledNotifications;
    const numbers = [await addRequest(server, 'P'), await addRequest(server, 'P')];
    const chosen = await choose(['ACTION_ASSIGNED', 'LIMIT_PASSED', 'ACTION_ASSIGNED']);
    await assign(numbers[0]!, 'ann');
    await assign(numbers[0]!, 'bob');
    await until(async () => (await jobs()).length === 0);
    const cleared = await choose([]);
    await assign(numbers[1]!, 'ann');
    expect([chosen, cleared, await told(3)]).toEqual([
      ['ACTION_ASSIGNED', 'LIMIT_PASSED'],
      [],
      [
        `ann@sluice.example: Taken back: DO, request ${numbers[0]} (P)`,
        `ann@sluice.example: To do: DO, request ${numbers[1]} (P)`,
        `bob@sluice.example: To do: DO, request ${numbers[0]} (P)`,
      ],
    ]);
  });

  it('sends nothing where the call is refused, and once where it is sent twice with an Idempotency-Key', async () => {
    const number = await addRequest(server, 'P');
    const input = { requestNumber: number, number: 1, assigneeUserName: 'ann' };
    const answers = [
      await server.hook('assignAction', { ...input, number: 2 }),
      await server.hook('assignAction', input, { 'idempotency-key': 'once' }),
      await server.hook('assignAction', input, { 'idempotency-key': 'once' }),
    ];
    await until(async () => (await jobs()).length === 0);
    expect([answers.map(({ status }) => status), smtp.received.length]).toEqual([[404, 200, 200], 1]);
  });

  it('lets no name begin a header', async () => {
    await server.db.prisma.user.update({ where: { userName: 'bob' }, data: { firstName: 'Bob\r\nBcc: eve@sluice.example\r\n' } });
    const number = await addRequest(server, 'P');
    await assign(number, 'bob');
    const [mail] = await smtp.wait(1);
    expect([mail!.recipient, mail!.headers.bcc]).toEqual(['bob@sluice.example', undefined]);
  });

  it('tries again when the mail server is down, as the same mail', async () => {
    await smtp.stop();
    const number = await addRequest(server, 'P');
    await assign(number, 'ann');
    const failed = await until(async () => (await jobs()).find(({ error }) => error !== null));
    const wasFailed = failed?.error;
    smtp = await startSmtpServer(smtp.port);
    expect([wasFailed, await told(1)]).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      [`ann@sluice.example: To do: DO, request ${number} (P)`],
    ]);
  });

  it.each([
    ['keeps what the server refuses for good as a dead job', 550, [1, 1]],
    ['tries what it refuses for now again', 450, [1, 14]],
  ])('%s', async (_, code, expected) => {
    smtp.refuse({ at: 'RCPT', code, message: 'No such mailbox' });
    await assign(await addRequest(server, 'P'), 'ann');
    const failed = await until(async () => (await jobs()).find(({ error }) => error !== null));
    smtp.refuse(null);
    await server.db.pool.query('DELETE FROM graphile_worker._private_jobs');
    expect([failed!.attempts, failed!.maxAttempts]).toEqual(expected);
  });

  it('is enqueued by a process that only serves, and run by one that only runs jobs; for who is active then', async () => {
    const web = await startTestServer();
    for (const userName of ['ann', 'gone']) await addUser(web, userName);
    await web.db.pool.query(`UPDATE "user" SET email = user_name || '@sluice.example'`);
    await addProcess(web, 'P');
    for (const assigneeUserName of ['gone', 'ann']) {
      await web.hook('assignAction', { requestNumber: await addRequest(web, 'P'), number: 1, assigneeUserName });
    }
    await web.graphql('mutation { setUserStatus(input: { userName: "gone", status: INACTIVE }) { user { id } } }');
    const count = async () => (await web.db.pool.query('SELECT FROM graphile_worker.jobs')).rowCount;
    const enqueued = await count();
    const worker = await startReplica(web, { role: 'jobs', smtpUrl: smtp.url, mailFrom: 'flow@sluice.example' });
    await until(async () => (await count()) === 0);
    await worker.stop();
    await web.stop();
    expect([enqueued, smtp.received.map(({ recipient }) => recipient)]).toEqual([2, ['ann@sluice.example']]);
  });
});

describe('without SMTP_URL', () => {
  it('logs whom it would have told of what', async () => {
    const silent = await startTestServer({ role: 'all' });
    await addUser(silent, 'ann');
    await silent.db.prisma.user.update({ where: { userName: 'ann' }, data: { email: 'ann@sluice.example' } });
    await addProcess(silent, 'P');
    const number = await addRequest(silent, 'P');
    await silent.hook('assignAction', { requestNumber: number, number: 1, assigneeUserName: 'ann' });
    const line = await until(() => Promise.resolve(silent.logged.find((logged) => logged.includes('an email was not sent'))));
    await silent.stop();
    expect(JSON.parse(line!)).toMatchObject({ level: 30, to: ['ann@sluice.example'], subject: `To do: DO, request ${number} (P)` });
  });
});

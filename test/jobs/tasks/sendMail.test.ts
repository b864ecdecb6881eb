import { randomBytes } from 'node:crypto';
import { addProcess, addRequest } from '../../kit/factories';
import { startSmtpServer, type SmtpServer } from '../../kit/startSmtpServer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';
import { until } from '../../kit/until';

let smtp: SmtpServer;
let server: TestServer;
beforeAll(async () => {
  smtp = await startSmtpServer();
  server = await startTestServer({ role: 'all', smtpUrl: smtp.url, mailFrom: 'flow@sluice.example' });
  await addProcess(server, 'MAILS', {
    start: 'TELL',
    activities: [
      {
        name: 'TELL',
        type: 'MAIL',
        to: '{{data.JSON}}',
        cc: 'c@x.example',
        subject: 'About {{data.TEXT}}',
        text: 'It is {{data.TEXT}}.',
        html: '<b>{{data.TEXT}}</b>',
      },
    ],
  });
});
afterAll(async () => {
  await server.stop();
  await smtp.stop();
});

/** Starts it, and gives what became of it once it has ended. */
async function run(): Promise<{ subStatus: string; message: string | null; uuid: string }> {
  const parameters = [
    { name: 'JSON', jsonValue: ['a@x.example', 'b@x.example'] },
    { name: 'TEXT', textValue: 'R&D' },
  ];
  const number = await addRequest(server, 'MAILS', { parameters });
  return until(async () => {
    const { data } = await server.graphql('query ($number: Int) { request(number: $number) { uuid subStatus message } }', { number });
    return data.request.subStatus !== null && data.request;
  });
}

describe('MAIL', () => {
  it('sends one mail to all, and the request goes on', async () => {
    const { subStatus, uuid } = await run();
    const mails = await smtp.wait(1);
    expect([subStatus, mails]).toEqual([
      'COMPLETED',
      [
        {
          recipient: 'a@x.example,b@x.example,c@x.example',
          headers: expect.objectContaining({
            to: 'a@x.example, b@x.example',
            cc: 'c@x.example',
            subject: 'About R&D',
            'message-id': `<sluice-${uuid}-1@sluice.example>`,
          }),
          text: 'It is R&D.',
          html: '<b>R&amp;D</b>',
          attachments: [],
        },
      ],
    ]);
  });

  it('sends files along, as they were stored', async () => {
    const large = randomBytes(1_000_000);
    await addProcess(server, 'SENDS', {
      data: ['SCAN', 'NOTE', 'NOTHING'].map((name) => ({ name, type: 'FILE' })),
      start: 'TELL',
      activities: [{ name: 'TELL', type: 'MAIL', to: 'a@x.example', subject: 'Files', text: 'Here.', attach: ['SCAN', 'NOTE', 'NOTHING'] }],
    });
    const before = smtp.received.length;
    const number = await addRequest(server, 'SENDS', {
      parameters: [
        { name: 'SCAN', fileValue: { name: 'scan.pdf', contentType: 'application/pdf', content: large.toString('base64') } },
        { name: 'NOTE', fileValue: { name: 'Notiz für Ann.txt', contentType: 'text/plain', content: '' } },
      ],
    });
    const mail = (await smtp.wait(before + 1)).at(-1)!;
    const history: { type: string; detail: unknown }[] = await until(async () => {
      const { request } = (await server.graphql(`{ request(number: ${number}) { subStatus history { nodes { type detail } } } }`)).data;
      return request.subStatus === 'COMPLETED' && request.history.nodes;
    });
    const [scan, note] = mail.attachments;
    const detail = history.find(({ type }) => type === 'ACTION_COMPLETED')?.detail;
    expect([mail.text, mail.attachments.length, scan!.name, scan!.type, scan!.content.equals(large), note!.content.length, detail]).toEqual(
      ['Here.', 2, 'scan.pdf', 'application/pdf', true, 0, expect.objectContaining({ attached: ['scan.pdf', 'Notiz für Ann.txt'] })],
    );
  });

  it('fails where its files are too large together', async () => {
    await addProcess(server, 'SENDS_MUCH', {
      data: ['A', 'B'].map((name) => ({ name, type: 'FILE' })),
      start: 'TELL',
      activities: [{ name: 'TELL', type: 'MAIL', to: 'a@x.example', subject: 'Files', attach: ['A', 'B'] }],
    });
    const fileValue = { name: 'a.bin', content: Buffer.alloc(10_000_001).toString('base64') };
    const number = await addRequest(server, 'SENDS_MUCH', { parameters: ['A', 'B'].map((name) => ({ name, fileValue })) });
    const { data } = await server.graphql(`{ request(number: ${number}) { subStatus message } }`);
    expect(data.request).toEqual({ subStatus: 'ERROR', message: 'TELL: attach: must have at most 20000000 bytes' });
  });

  it('fails when the mail server refuses it for good', async () => {
    smtp.refuse({ at: 'DATA', code: 554, message: 'spam' });
    const { subStatus, message } = await run();
    smtp.refuse(null);
    expect([subStatus, message]).toEqual(['ERROR', 'TELL: Message failed: 554 spam']);
  });
});

describe('the recipients of a MAIL', () => {
  interface Ended {
    subStatus: string;
    message: string | null;
    output: unknown;
    detail: { rejected?: unknown } | undefined;
  }
  let processes = 0;
  /** Runs a new process with one MAIL to these, and gives how it ended, and to whom mails went. */
  async function send(to: unknown, value: unknown, more: object = {}): Promise<Ended & { recipients: string[]; headers: object[] }> {
    const name = `TO_${(processes += 1)}`;
    await addProcess(server, name, {
      data: [{ name: 'V', type: 'JSON' }],
      start: 'TELL',
      activities: [{ name: 'TELL', type: 'MAIL', to, subject: 'Hi', text: 'Hi', ...more }],
      output: '{{results.TELL}}',
    });
    const before = smtp.received.length;
    const number = await addRequest(server, name, { parameters: [{ name: 'V', jsonValue: value }] });
    const ended = await until(async () => {
      const query = `{ request(number: ${number}) { subStatus message output history { nodes { type detail } } } }`;
      const { request } = (await server.graphql(query)).data;
      return request.subStatus !== null && request;
    });
    const { subStatus, message, output, history } = ended;
    const lines = history.nodes as { type: string; detail: Ended['detail'] }[];
    const detail = lines.find(({ type }) => type === 'ACTION_COMPLETED')?.detail;
    const mails = smtp.received.slice(before);
    return { subStatus, message, output, detail, recipients: mails.flatMap(({ recipient }) => recipient.split(',')), headers: mails };
  }

  it.each([
    ['two between a comma', 'a@x.example, b@y.example'],
    ['two between a semicolon', 'a@x.example;b@y.example'],
    ['two between a space', 'a@x.example b@y.example'],
    ['a group', 'friends: a@x.example, b@y.example;'],
    ['a header of its own', 'a@x.example\r\nBcc: c@y.example'],
    ['a line break', 'a@x.example\n'],
    ['a name', 'Ann <b@y.example>'],
    ['an address as name of another', 'a@x.example <b@y.example>'],
    ['an address in brackets', '<b@y.example>'],
    ['quotes', '"a b"@x.example'],
    ['a comment', 'a(b)@x.example'],
    ['two at signs', 'a@b@x.example'],
    ['no domain', 'a@'],
    ['a dot too many', 'a..b@x.example'],
    ['an empty label', 'a@x..example'],
    ['another script before the at sign', 'а@x.example'],
    ['an invisible character', 'a\u200b@x.example'],
    ['an IP address', 'a@127.0.0.1'],
    ['255 characters', `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(9)}`],
    ['a local part of 65 characters', `${'a'.repeat(65)}@x.example`],
    ['no address', 'nobody'],
    ['a number', 5],
    ['an object', { address: 'a@x.example' }],
    ['one that is none, in a list', ['a@x.example', 'b@y.example, c@y.example']],
  ])('are one address for each placeholder: %s is an ERROR, and nobody gets it', async (_, value) => {
    const [{ subStatus, message, recipients }, inCopy] = [
      await send('{{data.V}}', value),
      await send('a@x.example', value, { cc: '{{data.V}}' }),
    ];
    const notAnAddress = (path: string) => expect.stringMatching(new RegExp(`^TELL: ${path}: not an address: .{1,103}$`));
    expect([subStatus, message, recipients, inCopy.message, inCopy.recipients]).toEqual([
      'ERROR',
      notAnAddress('to'),
      [],
      notAnAddress('cc'),
      [],
    ]);
  });

  it.each([
    ['one', '{{data.V}}', 'a@x.example', ['a@x.example']],
    ['one with blanks around it', '{{data.V}}', ' a@x.example ', ['a@x.example']],
    ['one with a tag', '{{data.V}}', "o'hara+x_1@mail.x-1.example", ["o'hara+x_1@mail.x-1.example"]],
    ['an international domain', '{{data.V}}', 'a@bücher.example', ['a@bücher.example']],
    ['a list', '{{data.V}}', ['a@x.example', ' ', 'b@y.example'], ['a@x.example', 'b@y.example']],
    ['a list beside one', '{{data.V}}, boss@x.example', ['a@x.example', 'b@y.example'], ['a@x.example', 'b@y.example', 'boss@x.example']],
    ['what the author wrote', 'a@x.example; "Doe, Jane" <j@x.example>', null, ['a@x.example', 'j@x.example']],
    ['a part of an address', '{{data.V}}@x.example', 'a', ['a@x.example']],
    ['nothing beside one', ['{{data.V}}', 'b@y.example'], null, ['b@y.example']],
  ])('are as they are meant: %s', async (_, to, value, recipients) => {
    expect(await send(to, value)).toEqual(expect.objectContaining({ subStatus: 'COMPLETED', output: { rejected: [] }, recipients }));
  });

  it('have the name that the author gives, whatever is in it', async () => {
    const { recipients, headers } = await send('{{data.V.name}} <{{data.V.address}}>', {
      name: 'c@y.example>,\r\nBcc: d',
      address: 'a@x.example',
    });
    expect([recipients, headers]).toEqual([
      ['a@x.example'],
      [expect.objectContaining({ headers: expect.objectContaining({ to: '"c@y.example>, Bcc: d" <a@x.example>' }) })],
    ]);
  });

  it('are listed where the mail server refuses some of them', async () => {
    smtp.refuse({ at: 'RCPT', code: 550, message: 'no such user', only: 'b@y.example' });
    const { subStatus, output, detail, recipients } = await send('{{data.V}}', ['a@x.example', 'b@y.example']);
    smtp.refuse(null);
    expect([subStatus, output, detail?.rejected, recipients]).toEqual([
      'COMPLETED',
      { rejected: ['b@y.example'] },
      [{ address: 'b@y.example', reason: '550 no such user' }],
      ['a@x.example'],
    ]);
  });

  it('are an ERROR where the mail server refuses all of them', async () => {
    smtp.refuse({ at: 'RCPT', code: 550, message: 'no such user' });
    const { subStatus, message, recipients } = await send('{{data.V}}', ['a@x.example', 'b@y.example']);
    smtp.refuse(null);
    expect([subStatus, message, recipients]).toEqual(['ERROR', expect.stringContaining('550 no such user'), []]);
  });
});

describe('the subject of a MAIL', () => {
  it('begins no header', async () => {
    await addProcess(server, 'SUBJECT', {
      start: 'TELL',
      activities: [{ name: 'TELL', type: 'MAIL', to: 'a@x.example', subject: 'Hi {{data.TEXT}}', text: 'Hi' }],
    });
    const before = smtp.received.length;
    await addRequest(server, 'SUBJECT', { parameters: [{ name: 'TEXT', textValue: 'Ann\r\nBcc: c@y.example' }] });
    const { recipient, headers } = (await smtp.wait(before + 1)).at(-1)!;
    expect([recipient, headers.subject, headers.bcc]).toEqual(['a@x.example', 'Hi Ann Bcc: c@y.example', undefined]);
  });
});

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
    expect(data.request).toEqual({ subStatus: 'ERROR', message: 'TELL: attach: more than 20000000 bytes' });
  });

  it('fails when the mail server refuses it for good', async () => {
    smtp.refuse({ at: 'DATA', code: 554, message: 'spam' });
    const { subStatus, message } = await run();
    smtp.refuse(null);
    expect([subStatus, message]).toEqual(['ERROR', 'TELL: Message failed: 554 spam']);
  });
});

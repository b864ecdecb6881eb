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
        },
      ],
    ]);
  });

  it('fails when the mail server refuses it for good', async () => {
    smtp.refuse({ at: 'DATA', code: 554, message: 'spam' });
    const { subStatus, message } = await run();
    smtp.refuse(null);
    expect([subStatus, message]).toEqual(['ERROR', 'TELL: Message failed: 554 spam']);
  });
});

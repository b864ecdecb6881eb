import { addHook, addProcess, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let ann: { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer();
  ann = await addUser(server, 'ann');
  await addProcess(server, 'P');
});
afterAll(() => server.stop());

async function update(input: object, user?: typeof ann) {
  const { data, errors } = await server.graphql(
    'mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings { systemOperationUserNames engineUserName idempotencyRetention deliveryRetention } } }',
    { input },
    user,
  );
  return errors ? errors[0].extensions.code : data.updateSettings.settings;
}

describe('updateSettings', () => {
  it('leaves what is absent, and sets what is null to its default', async () => {
    const first = await update({
      systemOperationUserNames: ['admin', 'ann'],
      engineUserName: 'ann',
      idempotencyRetention: 3,
      deliveryRetention: 4,
    });
    const second = await update({ engineUserName: null });
    const third = await update({ systemOperationUserNames: null, idempotencyRetention: null, deliveryRetention: null });
    expect([first, second, third]).toEqual([
      { systemOperationUserNames: ['admin', 'ann'], engineUserName: 'ann', idempotencyRetention: 3, deliveryRetention: 4 },
      { systemOperationUserNames: ['admin', 'ann'], engineUserName: null, idempotencyRetention: 3, deliveryRetention: 4 },
      { systemOperationUserNames: [], engineUserName: null, idempotencyRetention: 30, deliveryRetention: 30 },
    ]);
  });

  it('turns kinds of e-mails off, each once, and all on again', async () => {
    const set = async (kinds: unknown) =>
      (
        await server.graphql(
          'mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings { disabledNotifications } } }',
          { input: { disabledNotifications: kinds } },
        )
      ).data?.updateSettings?.settings.disabledNotifications;
    const answers = [await set(['REQUEST_CLOSED', 'LIMIT_PASSED', 'REQUEST_CLOSED']), await set(undefined), await set(null)];
    expect(answers).toEqual([['REQUEST_CLOSED', 'LIMIT_PASSED'], ['REQUEST_CLOSED', 'LIMIT_PASSED'], []]);
  });

  it.each([
    ['an unknown system-operation user', { systemOperationUserNames: ['nobody'] }],
    ['an unknown engine user', { engineUserName: 'nobody' }],
    ['no retention', { idempotencyRetention: 0 }],
    ['an endless retention', { idempotencyRetention: 3651 }],
    ['no retention of deliveries', { deliveryRetention: 0 }],
    ['a folder that is not absolute', { fileAllowedFolders: ['/srv', 'in'] }],
    ['a URL that is none', { fileAllowedUrls: ['example.com'] }],
    ['no size of files', { fileMaxBytes: 0 }],
    ['an endless size of files', { fileMaxBytes: 200_000_001 }],
  ])('refuses %s', async (_, input) => {
    expect(await update(input)).toBe('BAD_USER_INPUT');
  });

  it('sets what files may be, and where they may come from', async () => {
    const set = async (input: object) => {
      const query =
        'mutation ($input: UpdateSettingsInput!) { updateSettings(input: $input) { settings { fileAllowedFolders fileAllowedUrls fileMaxBytes } } }';
      return (await server.graphql(query, { input })).data.updateSettings.settings;
    };
    const rules = { fileAllowedFolders: ['/srv/in', '/srv/out*'], fileAllowedUrls: ['https://example.com/in', '*'], fileMaxBytes: 5 };
    expect([await set({}), await set(rules), await set({ fileAllowedFolders: null, fileAllowedUrls: null, fileMaxBytes: null })]).toEqual([
      { fileAllowedFolders: [], fileAllowedUrls: [], fileMaxBytes: 20_000_000 },
      rules,
      { fileAllowedFolders: [], fileAllowedUrls: [], fileMaxBytes: 20_000_000 },
    ]);
  });

  it('is for administrators, and so is reading them', async () => {
    const { data } = await server.graphql('{ settings { engineUserName } }', {}, ann);
    expect([await update({ engineUserName: 'ann' }, ann), data]).toEqual(['FORBIDDEN', { settings: null }]);
  });

  it('counts at once: for hooks that impersonate nobody, and for system operations', async () => {
    const token = await addHook(server, null);
    const call = async () => (await server.hook('createRequest', { processName: 'P' }, {}, token)).status;
    const without = await call();
    await update({ engineUserName: 'ann' });
    const as = await call();
    await update({ engineUserName: null });
    expect([without, as, await call()]).toEqual([403, 200, 403]);
  });
});

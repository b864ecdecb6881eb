import { addProcess, addRequest, addUser } from '../../kit/factories';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
let manager: { userName: string; password: string };
beforeAll(async () => {
  server = await startTestServer();
  manager = await addUser(server, 'manager');
  await server.graphql('mutation { updateFolder(input: { name: "Mine", managerUserNames: ["manager"] }) { folder { id } } }');
});
afterAll(() => server.stop());

/** The payload, or the message and code of the refusal. */
async function remove(input: object, user?: typeof manager) {
  const { data, errors } = await server.graphql(
    'mutation ($input: DeleteProcessInput!) { deleteProcess(input: $input) { clientMutationId } }',
    { input },
    user,
  );
  return errors ? { message: errors[0].message, code: errors[0].extensions.code } : data.deleteProcess;
}

const versionsOf = (name: string) => server.db.prisma.process.count({ where: { name } });
const done = { clientMutationId: null };

describe('deleteProcess', () => {
  it('removes a version; the second time there is none', async () => {
    await addProcess(server, 'P', { folder: 'Mine' });
    await addProcess(server, 'P', { folder: 'Mine', version: 2 });
    const answers = [await remove({ name: 'P', version: 1 }, manager), await remove({ name: 'P', version: 1 }, manager)];
    expect([...answers, await versionsOf('P')]).toEqual([
      done,
      { message: 'Process "P" does not exist or has no version 1', code: 'NOT_FOUND' },
      1,
    ]);
  });

  it('keeps the UUID of the name when the last version goes', async () => {
    const { uuid } = await addProcess(server, 'Again');
    await remove({ name: 'Again', version: 1 });
    expect((await addProcess(server, 'Again')).uuid).toBe(uuid);
  });

  it('leaves a version that has requests, closed ones too', async () => {
    await addProcess(server, 'Used', { activities: [{ name: 'DO', type: 'END' }] });
    await addRequest(server, 'Used');
    expect([await remove({ name: 'Used', version: 1 }), await versionsOf('Used')]).toEqual([
      { message: 'Process Used version 1 has requests and cannot be deleted: archive it', code: 'CONFLICT' },
      1,
    ]);
  });

  it('is held by the database too: a statement cannot delete a version that has requests', async () => {
    await addProcess(server, 'Held');
    await addRequest(server, 'Held');
    const text = `DELETE FROM process WHERE name = 'Held'`;
    await expect(server.db.query({ name: 'deleteHeld', text, values: [] })).rejects.toThrow(
      'Process Held version 1 cannot be deleted, since it has requests: archive it',
    );
    expect(await versionsOf('Held')).toBe(1);
  });

  it('and a request that is created at the same time do not both succeed', async () => {
    await addProcess(server, 'Raced');
    const [removed, created] = await Promise.all([
      remove({ name: 'Raced', version: 1 }),
      server.hook('createRequest', { processName: 'Raced' }),
    ]);
    expect([
      ['CONFLICT', 200, 1],
      [undefined, 404, 0],
    ]).toContainEqual([removed.code, created.status, await versionsOf('Raced')]);
  });

  it('is done once when sent twice at once', async () => {
    await addProcess(server, 'Twice');
    const answers = await Promise.all([1, 2].map(() => remove({ name: 'Twice', version: 1 })));
    expect(answers).toEqual(
      expect.arrayContaining([done, { message: 'Process "Twice" does not exist or has no version 1', code: 'NOT_FOUND' }]),
    );
  });

  it.each([
    ['no version', { name: 'Kept' }, 'BAD_USER_INPUT'],
    ['an unknown version', { name: 'Kept', version: 9 }, 'NOT_FOUND'],
    ['an ID of another type', { id: 'VXNlcjox' }, 'BAD_USER_INPUT'],
    ['the process of a folder that one does not manage', { name: 'Kept', version: 1 }, 'FORBIDDEN'],
  ])('refuses %s', async (_, input, code) => {
    await addProcess(server, 'Kept');
    expect((await remove(input, manager)).code).toBe(code);
  });
});

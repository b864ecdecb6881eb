import { addUser } from '../../kit/factories';
import { isSlowedDown } from '../../kit/isSlowedDown';
import type { administrator } from '../../kit/startTestServer';
import { startTestServer, type TestServer } from '../../kit/startTestServer';

type User = typeof administrator;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ trustProxy: ['127.0.0.1'] });
});
afterAll(() => server.stop());

const mutation = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { user { userName } } }';

/** Resolves to whom it changed, or code and message of the refusal. */
async function change(user: User, currentPassword: string, newPassword: string) {
  const { data, errors } = await server.graphql(mutation, { input: { currentPassword, newPassword } }, user);
  return data?.changePassword?.user.userName ?? [errors[0].extensions.code, errors[0].message];
}
const isIn = async (userName: string, password: string) =>
  (await server.graphql('{ viewer { userName } }', {}, { userName, password })).data?.viewer.userName === userName;

const wrong = ['BAD_USER_INPUT', 'currentPassword: is not your current password'];

describe('changePassword', () => {
  it('changes the password at once: the old one logs nobody in any more', async () => {
    const ann = await addUser(server, 'ann');
    const before = await isIn('ann', ann.password);
    const outcome = await change(ann, ann.password, 'a new one: ß');
    expect([before, outcome, await isIn('ann', ann.password), await isIn('ann', 'a new one: ß')]).toEqual([true, 'ann', false, true]);
  });

  it('refuses a wrong present password and a new one that is too short, and repeats neither', async () => {
    const bob = await addUser(server, 'bob');
    const outcomes = [await change(bob, 'gu3ssed wrong', 'another password'), await change(bob, bob.password, 'sh0rt!')];
    expect([outcomes, await isIn('bob', bob.password)]).toEqual([
      [wrong, ['BAD_USER_INPUT', 'newPassword: must be at least 8 characters long']],
      true,
    ]);
    expect(server.logged.filter((line) => /gu3ssed|sh0rt/.test(line))).toEqual([]);
  });

  it('changes it once when it is sent twice at once', async () => {
    const cid = await addUser(server, 'cid');
    const outcomes = await Promise.all(['first of two', 'second of two'].map((word) => change(cid, cid.password, word)));
    const works = await Promise.all(['first of two', 'second of two'].map((word) => isIn('cid', word)));
    const made = outcomes.indexOf('cid');
    expect([outcomes[1 - made], works[made], works[1 - made]]).toEqual([wrong, true, false]);
  });

  it('leaves API tokens as they are, and an entry in the audit trail without the password', async () => {
    const dan = await addUser(server, 'dan');
    const { token } = (await server.graphql('mutation { createApiToken(input: { name: "Stays" }) { token } }', {}, dan)).data
      .createApiToken;
    await change(dan, dan.password, 'a new password');
    const { body } = await server.post('/graphql', { query: '{ viewer { userName } }' }, { authorization: `Bearer ${token}` });
    const { data } = await server.graphql(
      '{ auditEntries(filter: { operation: "changePassword", actorUserName: "dan" }) { nodes { subject { ... on User { userName } } changes { field from to isSecret } } } }',
    );
    expect([body.data.viewer, data.auditEntries.nodes]).toEqual([
      { userName: 'dan' },
      [{ subject: { userName: 'dan' }, changes: [{ field: 'password', from: null, to: null, isSecret: true }] }],
    ]);
  });

  it('is not for users without a password', async () => {
    const eve = await addUser(server, 'eve');
    const { token } = (await server.graphql('mutation { createApiToken(input: { name: "In" }) { token } }', {}, eve)).data.createApiToken;
    await server.graphql('mutation { updateUser(input: { userName: "eve", password: null }) { user { id } } }');
    const { body } = await server.post(
      '/graphql',
      { query: mutation, variables: { input: { currentPassword: '', newPassword: 'a new password' } } },
      { authorization: `Bearer ${token}` },
    );
    expect(body.errors[0]).toMatchObject({
      message: 'eve has no password to change: ask an administrator to set one',
      extensions: { code: 'CONFLICT', reason: 'PASSWORD_MISSING' },
    });
  });

  it('slows down guesses from the fifth in a minute on, like log-ins', async () => {
    const fay = await addUser(server, 'fay');
    const slow = [];
    for (let n = 0; n < 6; n += 1) slow.push(await isSlowedDown(() => change(fay, `wrong ${n}`, 'a new password')));
    expect(slow).toEqual([false, false, false, false, true, true]);
  });
});

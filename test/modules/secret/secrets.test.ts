import { startReplica } from '../../kit/startReplica';
import { administrator, startTestServer, type TestServer } from '../../kit/startTestServer';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const setSecret = 'mutation ($input: SetSecretInput!) { setSecret(input: $input) { secret { id name hosts updatedAt } } }';
const deleteSecret = 'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { clientMutationId } }';
const set = (name: string, more: object = {}) =>
  server.graphql(setSecret, { input: { name, value: 'x', hosts: ['pay.example'], ...more } });
interface Change {
  operation: string;
  subjectName: string;
  changes: object[];
}
const namesOf = async () =>
  ((await server.graphql('{ secrets { nodes { name } } }')).data.secrets.nodes as { name: string }[]).map(({ name }) => name);
const changesOf = async (secret: string) => {
  const { data } = await server.graphql('{ auditEntries { nodes { operation subjectName changes { field from to isSecret } } } }');
  return (data.auditEntries.nodes as Change[]).filter(({ subjectName }) => subjectName === secret);
};

describe('setSecret', () => {
  it('keeps it encrypted, gives all but its value, and tells the audit trail no more than that it was set', async () => {
    const { data } = await set('PAY_KEY', { value: 'Bearer abc', hosts: ['pay.example', 'pay.example', '10.0.0.7:8443'] });
    const kept = await server.db.prisma.secret.findUniqueOrThrow({ where: { name: 'PAY_KEY' } });
    expect([data.setSecret.secret, Buffer.from(kept.value).includes('abc'), await changesOf('PAY_KEY')]).toEqual([
      { id: expect.any(String), name: 'PAY_KEY', hosts: ['pay.example', '10.0.0.7:8443'], updatedAt: expect.any(String) },
      false,
      [
        {
          operation: 'setSecret',
          subjectName: 'PAY_KEY',
          changes: [
            { field: 'hosts', from: null, to: ['pay.example', '10.0.0.7:8443'], isSecret: false },
            { field: 'name', from: null, to: 'PAY_KEY', isSecret: false },
            { field: 'secret', from: null, to: null, isSecret: true },
          ],
        },
      ],
    ]);
  });

  it('gives the one of that name another value: sent twice, there is one', async () => {
    const [first, second] = [await set('TWICE'), await set('TWICE', { hosts: ['other.example'] })];
    expect([second.data.setSecret.secret.id, (await namesOf()).filter((name) => name === 'TWICE')]).toEqual([
      first.data.setSecret.secret.id,
      ['TWICE'],
    ]);
  });

  it('makes one of two at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => set('RACE', { value: `v${n}` })));
    expect([new Set(answers.map(({ data }) => data.setSecret.secret.id)).size, (await changesOf('RACE')).length]).toEqual([1, 10]);
  });

  it.each([
    ['a name with a space', { name: 'a b' }, 'name'],
    ['a value of two lines', { value: 'a\nb' }, 'value'],
    ['a value with a space at its end', { value: 'a ' }, 'value'],
    ['a value that is too long', { value: 'x'.repeat(4097) }, 'value'],
    ['no host', { hosts: [] }, 'hosts'],
    ['a URL as a host', { hosts: ['https://pay.example/x'] }, 'hosts'],
  ])('refuses %s, and writes nothing', async (_, more, argument) => {
    const before = await server.db.prisma.secret.count();
    const { errors } = await set('REFUSED', more);
    expect([errors[0].extensions.code, errors[0].extensions.argument, await server.db.prisma.secret.count()]).toEqual([
      'BAD_USER_INPUT',
      argument,
      before,
    ]);
  });

  it('needs a key to encrypt it with', async () => {
    const replica = await startReplica(server, { secretKey: undefined });
    const authorization = `Basic ${Buffer.from(`${administrator.userName}:${administrator.password}`).toString('base64')}`;
    const variables = { input: { name: 'KEYLESS', value: 'x', hosts: ['a.example'] } };
    const { body } = await replica.post('/graphql', { query: setSecret, variables }, { authorization, accept: 'application/json' });
    await replica.stop();
    expect([body.errors?.[0].extensions.code, await namesOf()]).toEqual(['CONFLICT', expect.not.arrayContaining(['KEYLESS'])]);
  });
});

describe('deleteSecret', () => {
  it('removes it, once', async () => {
    await set('GONE');
    const [first, second] = [
      await server.graphql(deleteSecret, { input: { name: 'GONE' } }),
      await server.graphql(deleteSecret, { input: { name: 'GONE' } }),
    ];
    expect([first.errors, second.errors[0].message, await namesOf()]).toEqual([
      undefined,
      'Secret "GONE" does not exist',
      expect.not.arrayContaining(['GONE']),
    ]);
  });
});

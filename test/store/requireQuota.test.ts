import { addProcess, addUser, password } from '../kit/factories';
import { startTestServer, type TestServer } from '../kit/startTestServer';

// Twenty calls at once, of each kind.
jest.setTimeout(120_000);

const most = 3;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    ownedLimits: { views: most, 'API tokens': most, delegations: most, cases: most, parameters: most },
  });
  await addUser(server, 'ann');
  for (let n = 0; n < 8; n += 1) await addUser(server, `user${n}`);
  await addProcess(server, 'P0');
});
afterAll(() => server.stop());

const ann = { userName: 'ann', password };

/** Sends the mutation with these inputs at once; gives how many were done, and each code and message of the others. */
async function sendAll(mutation: string, inputs: object[], user = ann) {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { clientMutationId } }`;
  const answers = await Promise.all(inputs.map((input) => server.graphql(query, { input }, user)));
  const refused = answers.flatMap(({ errors }) => (errors ? [`${errors[0].extensions.code}: ${errors[0].message}`] : []));
  return { done: answers.length - refused.length, refused: [...new Set(refused)] };
}
const each = (make: (n: number) => object) => Array.from({ length: 8 }, (_, n) => make(n));
const full = (kind: string, variable: string) => ({
  done: most,
  refused: [`CONFLICT: ann has ${most} ${kind}, which is the maximum: delete some, or ask for the setting ${variable} to be raised`],
});

describe('requireQuota', () => {
  it.each<[string, string, string, (n: number) => object]>([
    ['createView', 'views', 'MAX_USER_VIEWS', (n) => ({ name: `View ${n}`, requests: {} })],
    ['createApiToken', 'API tokens', 'MAX_USER_API_TOKENS', (n) => ({ name: `Token ${n}` })],
    ['createDelegation', 'delegations', 'MAX_USER_DELEGATIONS', (n) => ({ delegatorUserName: 'ann', delegateeUserName: `user${n}` })],
    ['createCase', 'cases', 'MAX_USER_CASES', (n) => ({ firstName: `Case ${n}` })],
    ['createParameters', 'parameters', 'MAX_USER_PARAMETERS', () => ({ workflowDefinitionId: 'P0', parameters: {} })],
  ])('of %s lets one user have so many %s (%s), however many come at once', async (mutation, kind, variable, make) => {
    expect(await sendAll(mutation, each(make))).toEqual(full(kind, variable));
    // Of another user there are none.
    const other = each(make)
      .slice(0, 1)
      .map((input) => ('delegatorUserName' in input ? { ...input, delegatorUserName: 'user1' } : input));
    expect(await sendAll(mutation, other, { userName: 'user1', password })).toEqual({ done: 1, refused: [] });
  });

  it('repeats an existing delegation even if the quota is used up', async () => {
    const [given] = await server.db.prisma.delegation.findMany({ where: { delegator: { userName: 'ann' } }, include: { delegatee: true } });
    const again = { delegatorUserName: 'ann', delegateeUserName: given?.delegatee.userName };
    expect(await sendAll('createDelegation', [again])).toEqual({ done: 1, refused: [] });
  });

  it('counts no token that is revoked', async () => {
    await server.db.prisma.apiToken.updateMany({ data: { revokedAt: new Date() } });
    expect((await sendAll('createApiToken', [{ name: 'Another' }])).done).toBe(1);
  });
});
